import Contract
import Domain
import Storage

/// `GET /v1/policies`: by which rules and thresholds signals are raised.
struct PolicyListView: Encodable, Sendable {
    let policies: [Entry]

    struct Entry: Encodable, Sendable {
        let name: String
        let version: Int
        let official: Bool
        let label: String
        let author: String
        let approver: Nullable<String>
        let effectiveFrom: String
        let inForce: Bool
        let rules: [RuleView]
    }

    struct RuleView: Encodable, Sendable {
        let rule: String
        let nameKo: String
        let threshold: Double
        let clearThreshold: Double
        let minimumExpectedDays: Int
        let minimumCoverage: Double
        let window: String
        let severity: String
        let ageSteps: [Step]
    }

    struct Step: Encodable, Sendable {
        let fromMonth: Int
        let threshold: Double
    }

    init(_ policies: [StoredPolicy], inForce: Int64?) {
        self.policies = policies.map { stored in
            let policy = stored.policy
            return Entry(
                name: policy.name, version: policy.version, official: policy.isOfficial, label: policy.label,
                author: policy.author, approver: Nullable(policy.approver),
                effectiveFrom: policy.effectiveFrom.description, inForce: stored.id == inForce,
                rules: policy.rules.map { rule in
                    RuleView(
                        rule: rule.kind.rawValue, nameKo: rule.kind.korean, threshold: rule.threshold,
                        clearThreshold: rule.clearThreshold, minimumExpectedDays: rule.minimumExpectedDays,
                        minimumCoverage: rule.minimumCoverage, window: rule.window.rawValue,
                        severity: rule.severity.rawValue,
                        ageSteps: rule.ageSteps.map { Step(fromMonth: $0.fromMonth, threshold: $0.threshold) }
                    )
                })
        }
    }

    static let schema = Schema.named(
        "PolicyList",
        .object([
            .init(
                "policies",
                .list(
                    of: .object([
                        .init("name", .text), .init("version", .integer),
                        .init("official", .boolean, "whether the agency has set its values officially"),
                        .init("label", .text), .init("author", .text),
                        .init("approver", Schema.text.orNull, "null for a draft, by which nobody is judged"),
                        .init("effective_from", .day), .init("in_force", .boolean, "today"),
                        .init("rules", .list(of: rule)),
                    ])), "newest first, drafts too")
        ]))

    private static let rule = Schema.object([
        .init("rule", .values(of: RuleKind.self)), .init("name_ko", .text),
        .init("threshold", .number, "working days, ratio, percentile, reasons or levels: see the rule"),
        .init("clear_threshold", .number, "the value that clears what was raised"),
        .init("minimum_expected_days", .count), .init("minimum_coverage", .ratio),
        .init("window", .values(of: PolicyRule.Window.self)), .init("severity", .values(of: Severity.self)),
        .init(
            "age_steps",
            .list(
                of: .object([
                    .init("from_month", .integer, "whole months since completion"),
                    .init("threshold", .number),
                ]))),
    ])
}
