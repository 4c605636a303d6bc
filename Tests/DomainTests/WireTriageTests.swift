import Domain
import Testing

@Suite("Lane and answer")
struct WireTriageTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let useSe: String
        let keyStatus: KeyStatus
        let lane: Lane
        let code: ResultCode
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "counted", useSe: "DO6003", keyStatus: .registered(collecting: true, overLimit: false),
            lane: .counted, code: .AP1002),
        Case(
            name: "a word without action counts", useSe: "Y",
            keyStatus: .registered(collecting: true, overLimit: false), lane: .counted, code: .AP1002),
        Case(
            name: "test", useSe: "DO6999", keyStatus: .registered(collecting: true, overLimit: false),
            lane: .test,
            code: .AP1028),
        Case(
            name: "test before window and limit", useSe: "DO6999",
            keyStatus: .registered(collecting: false, overLimit: true), lane: .test, code: .AP1028),
        Case(
            name: "unknown key before test", useSe: "DO6999", keyStatus: .unknown, lane: .unknownKey,
            code: .AP1030),
        Case(
            name: "window before limit", useSe: "DO6003",
            keyStatus: .registered(collecting: false, overLimit: true), lane: .notCollecting, code: .AP1030),
        Case(
            name: "over the limit", useSe: "DO6003",
            keyStatus: .registered(collecting: true, overLimit: true),
            lane: .overLimit, code: .AP1031),
    ]

    @Test("the first that applies decides", arguments: cases)
    func lanes(_ sample: Case) throws {
        let decoded = try WireFixture.form(
            "crtfcKey=\(WireFixture.key)&logDt=2026-05-07 09:12:33.456&useSe=\(sample.useSe)")
        let result = triage(decoded, key: sample.keyStatus)
        #expect(result.lane == sample.lane)
        #expect(result.code == sample.code)
    }

    @Test("what could not be read is malformed whatever the key")
    func malformed() throws {
        let decoded = try WireFixture.form("crtfcKey=\(WireFixture.key)&useSe=DO6999")
        for keyStatus in [KeyStatus.unknown, .registered(collecting: true, overLimit: false)] {
            let result = triage(decoded, key: keyStatus)
            #expect(result.lane == .malformed)
            #expect(result.code == .AP1012)
        }
    }

    @Test("lanes are called as the database calls them")
    func laneNames() {
        #expect(
            Lane.allCases.map(\.rawValue) == [
                "counted", "test", "unknown_key", "malformed", "not_collecting", "over_limit",
            ])
    }

    @Test("repairs have one name each, in snake case, and fit a signed column")
    func repairNames() {
        let names = Repair.allCases.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" } })
        #expect(Repair.allCases.allSatisfy { $0.rawValue < 63 })
        #expect(Repair.cp949.name == "cp949")
        #expect(Repair.logdtColonBeforeMs.name == "logdt_colon_before_ms")
        let both: Repairs = [.unknownAction, .addressList]
        #expect(both.names == ["address_list", "unknown_action"])
        #expect(Repairs(rawValue: both.rawValue) == both)
    }

    @Test("every dialect has its own code and name")
    func dialects() {
        var codes: Set<Int16> = []
        var names: Set<String> = []
        for endpoint in Endpoint.allCases {
            for method in Dialect.Method.allCases {
                for place in Dialect.Place.allCases {
                    let dialect = Dialect(endpoint: endpoint, method: method, place: place)
                    #expect(Dialect(code: dialect.code) == dialect)
                    codes.insert(dialect.code)
                    names.insert(dialect.name)
                }
            }
        }
        #expect(codes.count == 4 * 3 * Dialect.Place.allCases.count)
        #expect(names.count == codes.count)
        #expect(Dialect(code: -1) == nil)
        #expect(Dialect(code: 4_000) == nil)
    }
}
