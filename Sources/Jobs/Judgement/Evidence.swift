import Domain

/// What a signal was based on, frozen as JSON at the moment it is raised or cleared.
struct Evidence {
    let json: String

    init(_ status: BuildStatus, _ finding: Finding, policy: Policy, codeVersion: String) {
        let window = status.windows.first { $0.days == finding.window } ?? status.windows.first
        self.init(
            status, rule: finding.rule, kpi: finding.kpi, window: window, policy: policy,
            codeVersion: codeVersion)
    }

    init(
        _ status: BuildStatus, _ rule: PolicyRule, in window: WindowKPIs, policy: Policy, codeVersion: String
    ) {
        let kpi: KPI = rule.kind == .silent ? .silence : .activeDayRate
        self.init(
            status, rule: rule, kpi: window.value(kpi), window: window, policy: policy,
            codeVersion: codeVersion)
    }

    private init(
        _ status: BuildStatus, rule: PolicyRule, kpi: KPIValue?, window: WindowKPIs?, policy: Policy,
        codeVersion: String
    ) {
        let span =
            rule.kind == .silent ? Self.silence(status) ?? window.map(Self.span) : window.map(Self.span)
        let excluded = (span?.expectation.excluded ?? []).map { day in
            object([
                ("day", jsonText(day.day.description)), ("reason", jsonText(day.reason.rawValue)),
                ("name", day.name.map(jsonText) ?? "null"),
            ])
        }
        json = object([
            ("rule", jsonText(rule.kind.rawValue)),
            ("threshold", "\(rule.threshold)"),
            ("minimum_expected_days", "\(rule.minimumExpectedDays)"),
            ("kpi", kpi.map { jsonText($0.kpi.rawValue) } ?? "null"),
            ("value", number(kpi?.value)),
            ("low", number(kpi?.low)),
            ("favourable", number(kpi?.favourable)),
            ("numerator", kpi?.numerator.map(String.init) ?? "null"),
            ("denominator", kpi?.denominator.map(String.init) ?? "null"),
            ("window_from", span.map { jsonText($0.days.lowerBound.description) } ?? "null"),
            ("window_to", span.map { jsonText($0.days.upperBound.description) } ?? "null"),
            ("expected_days", span.map { "\($0.expectation.expected.count)" } ?? "null"),
            ("excluded_days", "[\(excluded.joined(separator: ","))]"),
            ("last_sign", status.lastSign.map { jsonText($0.description) } ?? "null"),
            ("first_use", status.firstUse.map { jsonText($0.description) } ?? "null"),
            ("phase", jsonText(status.phase.rawValue)),
            ("intake_profile", jsonText(status.facts.intakeProfile.code)),
            ("policy", jsonText(policy.name)),
            ("policy_version", "\(policy.version)"),
            ("policy_author", jsonText(policy.author)),
            ("policy_approver", jsonText(policy.approver)),
            ("policy_effective_from", jsonText(policy.effectiveFrom.description)),
            ("policy_label", jsonText(policy.label)),
            ("as_of", jsonText(status.asOf.iso8601)),
            ("code_version", jsonText(codeVersion)),
        ])
    }

    private typealias Span = (days: ClosedRange<Day>, expectation: ExpectedDays)

    private static func span(_ window: WindowKPIs) -> Span { (window.days, window.expectation) }

    private static func silence(_ status: BuildStatus) -> Span? {
        status.silentDays.map { ($0, status.calendar.expectedDays(in: $0, today: status.asOf.day)) }
    }
}

private func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(jsonText($0)):\($1)" }.joined(separator: ",") + "}"
}

private func number(_ value: Double?) -> String {
    value.map { "\($0)" } ?? "null"
}
