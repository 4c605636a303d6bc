import Domain
import Testing
import Web

@Suite("Who sees what")
struct VisibilityTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        let role: Role
        let seesSignals: Bool
        /// Whether the role sees a build of supplier 1111111111, of another supplier, and without a supplier, when a
        /// supplier's token names 1111111111.
        let own: Bool
        let others: Bool
        let without: Bool

        var testDescription: String { role.rawValue }
    }

    static let rules = [
        Rule(role: .viewer, seesSignals: true, own: true, others: true, without: true),
        Rule(role: .evaluator, seesSignals: true, own: true, others: true, without: true),
        Rule(role: .officer, seesSignals: true, own: true, others: true, without: true),
        Rule(role: .approver, seesSignals: true, own: true, others: true, without: true),
        Rule(role: .administrator, seesSignals: true, own: true, others: true, without: true),
        Rule(role: .supplier, seesSignals: false, own: true, others: false, without: false),
        Rule(role: .exporter, seesSignals: false, own: true, others: true, without: true),
        Rule(role: .auditor, seesSignals: true, own: true, others: true, without: true),
    ]

    @Test("The table has every role")
    func complete() {
        #expect(Set(Self.rules.map(\.role)) == Set(Role.allCases))
    }

    @Test("A role sees its builds and its parts of them, in the status", arguments: rules)
    func rule(rule: Rule) throws {
        let visibility = Visibility(
            Access(
                tokenID: 1, role: rule.role, supplierNumber: rule.role == .supplier ? "1111111111" : nil,
                label: ""))
        #expect(visibility.includes(try sampleStatus(supplierNumber: "1111111111").facts) == rule.own)
        #expect(visibility.includes(try sampleStatus(supplierNumber: "2222222222").facts) == rule.others)
        #expect(visibility.includes(try sampleStatus(supplierNumber: nil).facts) == rule.without)

        let status = try JSONShape(
            StatusView(sampleStatus().showing(.all, visibility), asOf: nil, publicURL: "http://x"))
        #expect(status.has("signals") == rule.seesSignals)
        #expect(status.text.contains("\"severity\"") == rule.seesSignals)
    }

    @Test("A supplier's access without a number sees nothing, not even builds without a supplier")
    func supplierWithoutNumber() throws {
        let visibility = Visibility(Access(tokenID: 1, role: .supplier, supplierNumber: nil, label: ""))
        #expect(visibility.scope == nil)
        #expect(!visibility.includes(try sampleStatus(supplierNumber: nil).facts))
        #expect(!visibility.includes(try sampleStatus().facts))
    }
}
