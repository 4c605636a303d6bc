import Domain
import Yams

/// The keys of a policy file.
// The names are those of the file.
// swift-format-ignore: AlwaysUseLowerCamelCase
struct PolicyDraft: Decodable {
    let name: String
    let version: Int
    let official: Bool
    let author: String
    let effective_from: String
    let change_days: Int?
    let key_due_days: Int?
    let late_days: Int?
    let common_cause: CommonCause?
    let rules: [Rule]

    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct CommonCause: Decodable {
        let minimum_builds: Int
        let minimum_share: Double
        let spread_days: Int
        let silent_days: Int
    }

    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Rule: Decodable {
        let rule: String
        let threshold: Double
        let clear: Double?
        let minimum_expected_days: Int
        let minimum_coverage: Double?
        let days: String?
        let severity: String?
        let minimum_peers: Int?
        let by_age: [Step]?
        let reason: String?

        // swift-format-ignore: AlwaysUseLowerCamelCase
        struct Step: Decodable {
            let from_month: Int
            let threshold: Double
        }
    }

    /// A problem for every key that nothing reads: a misspelt one would silently mean nothing.
    static func unknownKeys(in yaml: String) throws -> [String] {
        guard let root = try Yams.compose(yaml: yaml) else { return [] }
        var problems = unknown(
            in: root, "",
            [
                "name", "version", "official", "author", "effective_from", "change_days",
                "key_due_days", "late_days", "common_cause", "rules",
            ])
        if let common = root["common_cause"] {
            problems += unknown(
                in: common, "common_cause.",
                ["minimum_builds", "minimum_share", "spread_days", "silent_days"])
        }
        for (index, rule) in (root["rules"]?.array() ?? []).enumerated() {
            problems += unknown(
                in: rule, "rules[\(index)].",
                [
                    "rule", "threshold", "clear", "minimum_expected_days", "minimum_coverage", "days",
                    "severity", "minimum_peers", "by_age", "reason",
                ])
            for (step, node) in (rule["by_age"]?.array() ?? []).enumerated() {
                problems += unknown(
                    in: node, "rules[\(index)].by_age[\(step)].", ["from_month", "threshold"])
            }
        }
        return problems
    }

    private static func unknown(in node: Node, _ place: String, _ known: Set<String>) -> [String] {
        (node.mapping.map { Array($0.keys) } ?? []).compactMap(\.string).filter { !known.contains($0) }.map {
            key in
            if place.isEmpty, key == "approver" {
                return "approver: is not said in the file; afterbuild policy activate takes who approves"
            }
            return "\(place)\(key): no such key; expected one of \(known.sorted().joined(separator: ", "))"
        }
    }
}

/// Reads one rule of a policy file.
struct RuleReader {
    private let draft: PolicyDraft.Rule
    private let place: String

    init(_ draft: PolicyDraft.Rule, place: String) {
        self.draft = draft
        self.place = place
    }

    /// `nil` where there is no such rule; every problem is added.
    func rule(_ problems: inout [String]) -> PolicyRule? {
        guard let kind = RuleKind(rawValue: draft.rule) else {
            let known = RuleKind.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append("\(place).rule: expected one of \(known), found “\(draft.rule)”")
            return nil
        }
        checkThresholds(kind, &problems)
        checkNumbers(&problems)
        let window = draft.days.flatMap(PolicyRule.Window.init)
        if let days = draft.days, window == nil {
            problems.append("\(place).days: expected \(Self.words(PolicyRule.Window.self)), found “\(days)”")
        }
        let severity = draft.severity.flatMap(Severity.init)
        if let word = draft.severity, severity == nil {
            problems.append("\(place).severity: expected \(Self.words(Severity.self)), found “\(word)”")
        }
        for name in draft.reason.map(ReasonText.unknownPlaces) ?? [] {
            problems.append(
                "\(place).reason: “{\(name)}” is no place; expected one of "
                    + ReasonText.places.map { "{\($0)}" }.joined(separator: " "))
        }
        return PolicyRule(
            kind: kind, threshold: draft.threshold, minimumExpectedDays: draft.minimum_expected_days,
            clearThreshold: draft.clear, minimumCoverage: draft.minimum_coverage ?? 0, window: window,
            severity: severity ?? .review, minimumPeers: draft.minimum_peers ?? 10,
            ageSteps: (draft.by_age ?? []).map {
                PolicyRule.AgeStep(fromMonth: $0.from_month, threshold: $0.threshold)
            }.sorted { $0.fromMonth < $1.fromMonth }, template: draft.reason)
    }

    private func checkThresholds(_ kind: RuleKind, _ problems: inout [String]) {
        func check(_ value: Double, _ name: String) {
            switch kind {
            case .silent, .neverStarted:
                if !(1...1_000).contains(value) || value != value.rounded() {
                    problems.append(
                        "\(place).\(name): expected whole working days, 1 to 1000, found \(value)")
                }
            case .lowActiveDayRate, .falling, .onlyLogIns, .feedDegraded:
                if !(0...1).contains(value) {
                    problems.append("\(place).\(name): expected a ratio from 0 to 1, found \(value)")
                }
            case .belowPeers:
                if !(0...100).contains(value) {
                    problems.append("\(place).\(name): expected a percentile from 0 to 100, found \(value)")
                }
            case .evidencePoor, .levelShortfall:
                if !(1...5).contains(value) || value != value.rounded() {
                    problems.append("\(place).\(name): expected a whole number from 1 to 5, found \(value)")
                }
            }
        }
        check(draft.threshold, "threshold")
        for (index, step) in (draft.by_age ?? []).enumerated() {
            check(step.threshold, "by_age[\(index)].threshold")
        }
        guard let clear = draft.clear else { return }
        check(clear, "clear")
        for (index, step) in (draft.by_age ?? []).enumerated() {
            check(step.threshold + (clear - draft.threshold), "by_age[\(index)] with its clear value")
        }
        let isRight = kind.sense == .below ? clear >= draft.threshold : clear <= draft.threshold
        if !isRight {
            problems.append(
                "\(place).clear: expected \(kind.sense == .below ? "at least" : "at most") the threshold "
                    + "\(draft.threshold), found \(clear)")
        }
    }

    private func checkNumbers(_ problems: inout [String]) {
        if draft.minimum_expected_days < 0 {
            problems.append("\(place).minimum_expected_days: expected 0 or more")
        }
        if let coverage = draft.minimum_coverage, !(0...1).contains(coverage) {
            problems.append("\(place).minimum_coverage: expected a ratio from 0 to 1, found \(coverage)")
        }
        if let peers = draft.minimum_peers, peers < 1 {
            problems.append("\(place).minimum_peers: expected 1 or more, found \(peers)")
        }
        let months = (draft.by_age ?? []).map(\.from_month)
        if months.contains(where: { $0 < 0 }) || Set(months).count < months.count {
            problems.append("\(place).by_age: expected each from_month once, 0 or more")
        }
    }

    private static func words<Word: CaseIterable & RawRepresentable>(_ type: Word.Type) -> String
    where Word.RawValue == String {
        "one of " + type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
