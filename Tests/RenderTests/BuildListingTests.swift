import Domain
import Render
import Testing

@Suite("The list of builds")
struct BuildListingTests {
    private let builds = [
        sampleSummary("B-1", adopter: "한빛금속", phase: .building, silence: nil),
        sampleSummary("B-2", adopter: "가나정밀", silence: 3, openSignals: 1),
        sampleSummary("B-3", adopter: "동해프레스", supplier: nil, phase: .afterCare, silence: 9),
        sampleSummary("B-4", adopter: "서림산업", supplier: "Hanbit Soft", silence: 9, openSignals: 1),
        sampleSummary("B-5", adopter: "누리테크", silence: 0, openSignals: 2),
    ]

    private func codes(_ query: ListQuery = ListQuery(), seesSignals: Bool = true) -> [String] {
        BuildListing(builds, query: query, seesSignals: seesSignals).builds.map(\.code)
    }

    @Test("Open observations come first, then the longest silence, then the code")
    func order() {
        #expect(codes() == ["B-5", "B-4", "B-2", "B-3", "B-1"])
    }

    @Test("For roles that must not see signals neither order nor filter gives them away")
    func blindOrder() {
        #expect(codes(seesSignals: false) == ["B-3", "B-4", "B-2", "B-5", "B-1"])
        #expect(codes(ListQuery(isOpenOnly: true), seesSignals: false).count == 5)
        let listing = BuildListing(builds, query: ListQuery(isOpenOnly: true), seesSignals: false)
        #expect(listing.withOpenSignals == 0)
        #expect(!listing.query.isOpenOnly)
    }

    struct Search: Sendable {
        let query: ListQuery
        let found: Set<String>
    }

    @Test(
        "A search finds codes and companies, and filters add up",
        arguments: [
            Search(query: ListQuery(text: "b-3"), found: ["B-3"]),
            Search(query: ListQuery(text: "정밀"), found: ["B-2"]),
            Search(query: ListQuery(text: "hanbit"), found: ["B-4"]),
            Search(query: ListQuery(text: "없는 기업"), found: []),
            Search(query: ListQuery(phase: .intensiveAS), found: ["B-2", "B-4", "B-5"]),
            Search(query: ListQuery(isOpenOnly: true), found: ["B-2", "B-4", "B-5"]),
            Search(query: ListQuery(text: "정밀", phase: .building), found: []),
        ])
    func search(search: Search) {
        #expect(Set(codes(search.query)) == search.found)
    }

    @Test("Counts are those of all builds, whatever is searched for")
    func counts() {
        let listing = BuildListing(builds, query: ListQuery(text: "정밀"), seesSignals: true)
        #expect(listing.total == 5)
        #expect(listing.matching == 1)
        #expect(listing.byPhase == [.building: 1, .intensiveAS: 3, .afterCare: 1])
        #expect(listing.withOpenSignals == 3)
    }

    @Test("Pages hold a hundred builds; a page past the end is the last one")
    func pages() {
        let many = (1...250).map { sampleSummary("B-\(padded($0, 3))") }
        func page(_ number: Int) -> BuildListing {
            BuildListing(many, query: ListQuery(page: number), seesSignals: true)
        }
        #expect(page(1).builds.count == 100)
        #expect(page(3).builds.map(\.code).first == "B-201")
        #expect(page(3).builds.count == 50)
        #expect(page(99).query.page == 3)
        #expect((1...3).flatMap { page($0).builds.map(\.code) } == many.map(\.code))
        #expect(BuildListing([], query: ListQuery(page: 7), seesSignals: true).query.page == 1)
    }

    @Test("The address of a query keeps everything that was asked, encoded")
    func address() {
        #expect(ListQuery().address == "/")
        let query = ListQuery(text: "가 &=", phase: .intensiveAS, isOpenOnly: true, page: 2)
        #expect(query.address == "/?q=%EA%B0%80%20%26%3D&phase=intensive_as&open=1&page=2")
    }
}
