import Contract
import Domain
import HTTPTypes
import Render
import Testing
import Web

@Suite("The address of the list")
struct ListAddressTests {
    private func read(_ address: String) throws -> ListQuery {
        let route = RouteDeclaration(.get, "/", .open, parameters: ListQuery.parameters, handler: nil)
        return ListQuery(try route.queryValues(String(address.drop { $0 != "?" }.dropFirst())))
    }

    struct Case: Sendable {
        let address: String
        let query: ListQuery
    }

    @Test(
        "A query is read as browsers write it; nonsense is as if it were not there",
        arguments: [
            Case(address: "/", query: ListQuery()),
            Case(
                address:
                    "/?q=%EA%B0%80%EB%82%98+%EC%A0%95%EB%B0%80&phase=intensive_as&open=1&after=7.0.x.&passed=300",
                query: ListQuery(
                    text: "가나 정밀", phase: .intensiveAS, isOpenOnly: true, place: .after("7.0.x.", passed: 300)
                )),
            Case(address: "/?before=7&passed=-2", query: ListQuery(place: .before("7", passed: 0))),
            Case(address: "/?last=1", query: ListQuery(place: .last)),
            Case(address: "/?q=++B-2022++&phase=&last=", query: ListQuery(text: "B-2022")),
            Case(address: "/?q=100%&phase=nothing&open=yes&passed=4", query: ListQuery(text: "100%")),
            Case(address: "/?q=%zz%41", query: ListQuery(text: "%zzA")),
            Case(address: "/?q=a&q=b&passed=99999999999999999999", query: ListQuery(text: "a")),
            Case(address: "/?q=a%00b", query: ListQuery(text: "ab")),
            Case(address: "/?q=%FF", query: ListQuery(text: "\u{FFFD}")),
        ])
    func reading(example: Case) throws {
        #expect(try read(example.address) == example.query)
    }

    @Test("A query survives being written into an address and read again")
    func roundTrip() throws {
        let query = ListQuery(
            text: "가+나 & \"다\"?#%2B", phase: .ended, isOpenOnly: true, place: .before("1.2.3.&+", passed: 12))
        #expect(try read(query.address) == query)
    }

    @Test("A long search is cut to what the form allows")
    func long() throws {
        #expect(try read("/?q=" + String(repeating: "a", count: 5_000)).text.count == 100)
    }
}
