import Domain

/// What a signal was based on, frozen as JSON at the moment it is raised or cleared.
struct Evidence {
    let json: String

    init(
        _ outcome: RuleOutcome, _ moment: JudgedMoment, policy: Policy, now: Timestamp, codeVersion: String
    ) {
        let facts = moment.build.facts
        let expectation = moment.build.calendar.expectedDays(in: outcome.window, today: moment.today)
        let excluded = expectation.excluded.map { day in
            object([
                ("day", jsonText(day.day.description)), ("reason", jsonText(day.reason.rawValue)),
                ("name", day.name.map(jsonText) ?? "null"),
            ])
        }
        let value = outcome.value
        json = object([
            ("rule", jsonText(outcome.rule.kind.rawValue)),
            ("verdict", jsonText(outcome.verdict.code)),
            ("severity", jsonText(outcome.rule.severity.rawValue)),
            ("threshold", "\(outcome.threshold)"),
            ("clear_threshold", "\(outcome.rule.clearThreshold(atMonth: moment.month))"),
            ("compared", number(outcome.compared)),
            ("minimum_expected_days", "\(outcome.rule.minimumExpectedDays)"),
            ("kpi", value.map { jsonText($0.kpi.rawValue) } ?? "null"),
            ("value", number(value?.value)),
            ("low", number(value?.low)),
            ("favourable", number(value?.favourable)),
            ("interval", value?.interval.map { "[\($0.lowerBound),\($0.upperBound)]" } ?? "null"),
            ("reference", number(value?.reference)),
            ("numerator", value?.numerator.map(String.init) ?? "null"),
            ("denominator", value?.denominator.map(String.init) ?? "null"),
            ("window_from", jsonText(outcome.window.lowerBound.description)),
            ("window_to", jsonText(outcome.window.upperBound.description)),
            ("expected_days", "\(expectation.expected.count)"),
            ("coverage", number(outcome.coverage)),
            ("excluded_days", "[\(excluded.joined(separator: ","))]"),
            ("peers", outcome.peers.map(Self.peers) ?? "null"),
            ("doubts", "[\(outcome.doubts.map { jsonText($0.rawValue) }.joined(separator: ","))]"),
            ("explanations", "[\(outcome.explanations.map(Self.explanation).joined(separator: ","))]"),
            ("last_sign", moment.lastSign.map { jsonText($0.description) } ?? "null"),
            ("months_since_completion", "\(moment.month)"),
            ("phase", jsonText(facts.phases.phase(on: moment.today).rawValue)),
            ("intake_profile", jsonText(facts.intakeProfile.code)),
            ("policy", jsonText(policy.name)),
            ("policy_version", "\(policy.version)"),
            ("policy_author", jsonText(policy.author)),
            ("policy_approver", policy.approver.map(jsonText) ?? "null"),
            ("policy_effective_from", jsonText(policy.effectiveFrom.description)),
            ("policy_label", jsonText(policy.label)),
            ("as_of", jsonText(now.iso8601)),
            ("code_version", jsonText(codeVersion)),
        ])
    }

    private static func peers(_ comparison: PeerComparison) -> String {
        object([
            ("circle", jsonText(comparison.circle.korean)), ("n", "\(comparison.count)"),
            ("median", "\(comparison.median)"), ("percentile", "\(comparison.percentile)"),
            ("favourable", "\(comparison.favourable)"),
        ])
    }

    private static func explanation(_ tested: TestedExplanation) -> String {
        object([
            ("explanation", jsonText(tested.explanation.rawValue)),
            ("outcome", jsonText(tested.outcome.rawValue)), ("detail", jsonText(tested.detail)),
        ])
    }
}

private func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(jsonText($0)):\($1)" }.joined(separator: ",") + "}"
}

private func number(_ value: Double?) -> String {
    value.map { "\($0)" } ?? "null"
}
