package import Domain
import Yams

/// A policy as a YAML file, the form in which it is written and reviewed.
package struct PolicyFile: Sendable {
    package let policy: Policy

    /// Reads and checks the file.
    ///
    /// - Throws: `PolicyProblems` with every fault found and what would be right.
    package init(yaml: String) throws(PolicyProblems) {
        let draft: Draft
        do {
            draft = try YAMLDecoder().decode(Draft.self, from: yaml)
        } catch {
            throw PolicyProblems(problems: ["the file is not a policy: \(Self.explain(error))"])
        }
        var problems: [String] = []
        if draft.name.isEmpty { problems.append("name: expected a name, found nothing") }
        if draft.version < 1 { problems.append("version: expected 1 or more, found \(draft.version)") }
        if draft.author.isEmpty { problems.append("author: expected who wrote it") }
        if draft.approver.isEmpty { problems.append("approver: expected who approved it") }
        if draft.author == draft.approver {
            problems.append(
                "approver: expected another person than the author, found “\(draft.author)” for both")
        }
        let day = Day(parsing: draft.effective_from)
        if day == nil {
            problems.append("effective_from: expected YYYY-MM-DD, found “\(draft.effective_from)”")
        }
        let rules = draft.rules.enumerated().compactMap { index, rule in
            Self.rule(rule, "rules[\(index)]", &problems)
        }
        if draft.rules.isEmpty { problems.append("rules: expected at least one rule") }
        if Set(rules.map(\.kind)).count < rules.count {
            problems.append("rules: each rule may stand there once")
        }
        guard problems.isEmpty, let day else { throw PolicyProblems(problems: problems) }
        policy = Policy(
            name: draft.name, version: draft.version, isOfficial: draft.official, author: draft.author,
            approver: draft.approver, effectiveFrom: day, rules: rules)
    }

    private static func rule(_ draft: Draft.Rule, _ place: String, _ problems: inout [String]) -> PolicyRule?
    {
        guard let kind = RuleKind(rawValue: draft.rule) else {
            let known = RuleKind.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append("\(place).rule: expected one of \(known), found “\(draft.rule)”")
            return nil
        }
        switch kind {
        case .silent
        where !(1...1_000).contains(draft.threshold) || draft.threshold != draft.threshold.rounded():
            problems.append(
                "\(place).threshold: expected whole working days, 1 to 1000, found \(draft.threshold)")
        case .lowActiveDayRate where !(0...1).contains(draft.threshold):
            problems.append("\(place).threshold: expected a ratio from 0 to 1, found \(draft.threshold)")
        default: break
        }
        if draft.minimum_expected_days < 0 {
            problems.append("\(place).minimum_expected_days: expected 0 or more")
        }
        return PolicyRule(
            kind: kind, threshold: draft.threshold, minimumExpectedDays: draft.minimum_expected_days)
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

    private struct Draft: Decodable {
        let name: String
        let version: Int
        let official: Bool
        let author: String
        let approver: String
        // The names of the file's keys.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let effective_from: String
        let rules: [Rule]

        struct Rule: Decodable {
            let rule: String
            let threshold: Double
            // swift-format-ignore: AlwaysUseLowerCamelCase
            let minimum_expected_days: Int
        }
    }
}

/// Everything that is wrong with a policy file.
package struct PolicyProblems: Error, CustomStringConvertible {
    package let problems: [String]
    package var description: String { problems.joined(separator: "\n") }
}
