package import Domain
import Yams

/// A policy as a YAML file, the form in which it is written and reviewed.
package struct PolicyFile: Sendable {
    /// A draft: who approves it is said when it is activated.
    package let policy: Policy

    /// Reads and checks the file.
    ///
    /// - Throws: `PolicyProblems` with every fault found and what would be right.
    package init(yaml: String) throws(PolicyProblems) {
        let draft: PolicyDraft
        var problems: [String]
        do {
            problems = try PolicyDraft.unknownKeys(in: yaml)
            draft = try YAMLDecoder().decode(PolicyDraft.self, from: yaml)
        } catch {
            throw PolicyProblems(problems: ["the file is not a policy: \(Self.explain(error))"])
        }
        if draft.name.isEmpty { problems.append("name: expected a name, found nothing") }
        if draft.version < 1 { problems.append("version: expected 1 or more, found \(draft.version)") }
        if draft.author.isEmpty { problems.append("author: expected who wrote it") }
        let day = Day(parsing: draft.effective_from)
        if day == nil {
            problems.append("effective_from: expected YYYY-MM-DD, found “\(draft.effective_from)”")
        }
        let changeDays = draft.change_days ?? 30
        if !(0...365).contains(changeDays) {
            problems.append("change_days: expected 0 to 365 days, found \(changeDays)")
        }
        let keyDueDays = draft.key_due_days ?? Policy.standardKeyDueDays
        if !(0...365).contains(keyDueDays) {
            problems.append("key_due_days: expected 0 to 365 days, found \(keyDueDays)")
        }
        let lateDays = draft.late_days ?? Policy.standardLateDays
        if !(0...60).contains(lateDays) {
            problems.append("late_days: expected 0 to 60 days, found \(lateDays)")
        }
        let commonCause = draft.common_cause.map { Self.commonCause($0, &problems) }
        let rules = draft.rules.enumerated().compactMap { index, rule in
            RuleReader(rule, place: "rules[\(index)]").rule(&problems)
        }
        if draft.rules.isEmpty { problems.append("rules: expected at least one rule") }
        if Set(rules.map(\.kind)).count < rules.count {
            problems.append("rules: each rule may stand there once")
        }
        guard problems.isEmpty, let day else { throw PolicyProblems(problems: problems) }
        policy = Policy(
            name: draft.name, version: draft.version, isOfficial: draft.official, author: draft.author,
            approver: nil, effectiveFrom: day, changeDays: changeDays, keyDueDays: keyDueDays,
            lateDays: lateDays,
            commonCause: commonCause, rules: rules)
    }

    private static func commonCause(
        _ draft: PolicyDraft.CommonCause, _ problems: inout [String]
    ) -> CommonCausePolicy {
        if draft.minimum_builds < 2 {
            problems.append("common_cause.minimum_builds: expected 2 or more, found \(draft.minimum_builds)")
        }
        if !(0.01...1).contains(draft.minimum_share) {
            problems.append(
                "common_cause.minimum_share: expected a ratio from 0.01 to 1, found \(draft.minimum_share)")
        }
        if !(1...31).contains(draft.spread_days) {
            problems.append("common_cause.spread_days: expected 1 to 31 days, found \(draft.spread_days)")
        }
        if !(1...31).contains(draft.silent_days) {
            problems.append("common_cause.silent_days: expected 1 to 31 days, found \(draft.silent_days)")
        }
        return CommonCausePolicy(
            minimumBuilds: draft.minimum_builds, minimumShare: draft.minimum_share,
            spreadDays: draft.spread_days, silentDays: draft.silent_days)
    }

    private static func explain(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "\(path(context.codingPath))“\(key.stringValue)” is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(path(context.codingPath))has a value of another kind than expected"
        case DecodingError.dataCorrupted(let context):
            "\(path(context.codingPath))cannot be read as YAML"
        default: "it cannot be read as YAML"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "" : keys.map(\.stringValue).joined(separator: ".") + ": "
    }
}

/// Everything that is wrong with a policy file.
package struct PolicyProblems: Error, CustomStringConvertible {
    package let problems: [String]
    package var description: String { problems.joined(separator: "\n") }
}
