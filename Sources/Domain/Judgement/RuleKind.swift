/// The rules that exist.
///
/// Which of them apply, and from which threshold on, is policy: data, not code.
///
/// A new kind needs, besides what the compiler asks for: its measurement (`RuleMeasurement`), its sentences
/// (`ReasonText`), a look at `ExplanationTester` and `PolicyRule.usualWindow`, whose defaults it gets otherwise, the check
/// of its threshold (`PolicyDraft`), and its place in `sql/seed/policy.yaml` with a raised version. Evidence holds one
/// figure: a rule over two KPIs makes their quotient a KPI, as `falling` does.
package enum RuleKind: String, CaseIterable, Sendable {
    /// No sign of life for at least N working days, after there was one.
    case silent
    /// Active-day rate of a window below X.
    case lowActiveDayRate = "low_active_day_rate"
    /// Active-day rate of the last weeks below X of the build's own first 8 weeks.
    case falling
    /// No sign of life at all in the first N working days.
    case neverStarted = "never_started"
    /// Hardly a record besides log-ins and log-outs; said of full feeds only.
    case onlyLogIns = "only_log_ins"
    /// Active-day rate below the Xth percentile of comparable builds.
    case belowPeers = "below_peers"
    /// Late and refused records are at least X of what came, or the client speaks in another way than before.
    case feedDegraded = "feed_degraded"
    /// At least N reasons to doubt what the feed says of use.
    case evidencePoor = "evidence_poor"
    /// The level that an inspection confirmed is at least N below the one that was agreed.
    case levelShortfall = "level_shortfall"

    /// On which side of its threshold a rule speaks.
    package enum Sense: Sendable {
        case atLeast, below
    }

    package var sense: Sense {
        switch self {
        case .lowActiveDayRate, .falling, .onlyLogIns, .belowPeers: .below
        case .silent, .neverStarted, .feedDegraded, .evidencePoor, .levelShortfall: .atLeast
        }
    }

    /// Whether the rule speaks of little use, which poor evidence neither proves nor refutes.
    package var isAboutUse: Bool {
        switch self {
        case .silent, .lowActiveDayRate, .falling, .neverStarted, .onlyLogIns, .belowPeers: true
        case .feedDegraded, .evidencePoor, .levelShortfall: false
        }
    }

    /// The KPI that the rule reads; `nil` where it reads what is no KPI.
    package var kpi: KPI? {
        switch self {
        case .silent, .neverStarted: .silence
        case .lowActiveDayRate, .belowPeers: .activeDayRate
        case .falling: .trend
        case .onlyLogIns: .beyondLogIn
        case .feedDegraded: .feedLoss
        case .evidencePoor, .levelShortfall: nil
        }
    }

    package var korean: String {
        switch self {
        case .silent: "무신호"
        case .lowActiveDayRate: "사용일 비율 낮음"
        case .falling: "사용 감소"
        case .neverStarted: "사용 미개시"
        case .onlyLogIns: "로그인만 수신"
        case .belowPeers: "유사 사업장보다 낮음"
        case .feedDegraded: "수신 품질 저하"
        case .evidencePoor: "자료 신뢰도 확인 필요"
        case .levelShortfall: "확인 수준 미달"
        }
    }
}

/// How much attention an observation asks for; none of them is a verdict.
package enum Severity: String, CaseIterable, Sendable {
    case notice, review, visit

    package var korean: String {
        switch self {
        case .notice: "참고"
        case .review: "검토"
        case .visit: "현장 확인"
        }
    }
}
