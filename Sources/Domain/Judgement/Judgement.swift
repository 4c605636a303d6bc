/// What a rule found, with the numbers frozen as they were.
package struct Finding: Sendable, Equatable {
    package let rule: PolicyRule
    package let kpi: KPIValue
    package let window: ClosedRange<Day>
    /// One Korean sentence that states the numbers and the threshold.
    package let reason: String

    package init(rule: PolicyRule, kpi: KPIValue, window: ClosedRange<Day>, reason: String) {
        self.rule = rule
        self.kpi = kpi
        self.window = window
        self.reason = reason
    }
}

/// The findings of `policy` about one build.
///
/// A rule harms only by the bound that favours the build, and keeps silent where too few days were expected.
///
/// - Parameters:
///   - phase: the KPIs of the 집중AS phase so far; `nil` outside it, where the phase rule cannot apply.
///   - current: the KPIs of the current month, which carry silence.
///   - silentDays: the days over which that silence is counted; `nil` where there is none.
package func judge(
    policy: Policy, phase: WindowKPIs?, current: WindowKPIs, silentDays: ClosedRange<Day>?, expectedSoFar: Int
) -> [Finding] {
    policy.rules.compactMap { rule in
        switch rule.kind {
        case .silent:
            silentFinding(rule, current, silentDays, expectedSoFar: expectedSoFar)
        case .lowActiveDayRate:
            phase.flatMap { lowRateFinding(rule, $0) }
        }
    }
}

private func silentFinding(
    _ rule: PolicyRule, _ current: WindowKPIs, _ silentDays: ClosedRange<Day>?, expectedSoFar: Int
) -> Finding? {
    guard let silence = current.value(.silence), let days = silence.favourable,
        expectedSoFar >= rule.minimumExpectedDays, days >= rule.threshold
    else { return nil }
    return Finding(
        rule: rule, kpi: silence, window: silentDays ?? current.days,
        reason: "가동 예정일 \(Int(days))일 동안 기록이 수신되지 않았습니다(기준 \(Int(rule.threshold))일).")
}

private func lowRateFinding(_ rule: PolicyRule, _ phase: WindowKPIs) -> Finding? {
    guard let rate = phase.value(.activeDayRate), let favourable = rate.favourable,
        let numerator = rate.numerator, let denominator = rate.denominator,
        denominator >= rule.minimumExpectedDays, favourable < rule.threshold
    else { return nil }
    return Finding(
        rule: rule, kpi: rate, window: phase.days,
        reason: "집중AS기간 가동 예정일 \(denominator)일 가운데 \(numerator)일 사용했습니다"
            + "(\(percent(Double(numerator) / Double(denominator))), "
            + "가장 유리하게 보아도 \(percent(favourable)), 기준 \(percent(rule.threshold)) 미만).")
}

/// `62.5%`: one decimal, rounded down in the last place so that a rate below a threshold never prints as reaching it.
package func percent(_ ratio: Double) -> String {
    let tenths = Int((ratio * 1_000 + 1e-9).rounded(.down))
    return "\(tenths / 10).\(tenths % 10)%"
}
