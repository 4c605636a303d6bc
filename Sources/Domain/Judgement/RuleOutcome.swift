/// What a rule says of a build.
package enum Verdict: Sendable, Equatable {
    /// The rule holds, and nothing innocent explains it.
    case raise
    /// The rule would hold, but one of the tested explanations applies.
    case explained
    /// The rule would hold or be cleared by figures of use that are in doubt: only a visit can tell.
    case unverifiable
    /// Between the threshold and the value that clears: what was raised stays, and nothing new is.
    case keep
    case clear
    case notComputable(NotComputableReason)

    /// Why a rule keeps silent.
    package enum NotComputableReason: String, Sendable, Equatable {
        case tooFewDays = "too_few_days"
        case coverage
        case outsidePhase = "outside_phase"
        case tooFewPeers = "too_few_peers"
        case tenMinuteFeed = "ten_minute_feed"
        case nothingToCompare = "nothing_to_compare"

        package var korean: String {
            switch self {
            case .tooFewDays: "가동 예정일이 아직 적음"
            case .coverage: "수집 장애로 자료가 부족함"
            case .outsidePhase: "해당 단계가 아님"
            case .tooFewPeers: "유사 사업장이 적음"
            case .tenMinuteFeed: "10분 단위 수신에는 적용하지 않음"
            case .nothingToCompare: "비교할 값이 없음"
            }
        }
    }

    /// The word for tables and evidence.
    package var code: String {
        switch self {
        case .raise: "raise"
        case .explained: "explained"
        case .unverifiable: "unverifiable"
        case .keep: "keep"
        case .clear: "clear"
        case .notComputable(let reason): "notComputable:\(reason.rawValue)"
        }
    }
}

/// The outcome of one rule for one build on one day, with all that explains it.
package struct RuleOutcome: Sendable {
    package let rule: PolicyRule
    /// The threshold at the build's age.
    package let threshold: Double
    package let verdict: Verdict
    /// What was compared with the threshold: the bound that favours the build.
    package let compared: Double?
    /// The figure behind it, where it is a KPI.
    package let value: KPIValue?
    package let window: ClosedRange<Day>
    /// Share of the days of work in the window of which our collector missed nothing.
    package let coverage: Double
    package let peers: PeerComparison?
    package let doubts: [EvidenceDoubt]
    /// Every innocent explanation with what its test found; empty where the rule does not hold.
    package let explanations: [TestedExplanation]
}

/// What a rule measured, before explanations are looked at.
struct Measurement {
    var value: KPIValue?
    /// The bound that favours the build, to be held against the threshold.
    var compared: Double
    var window: ClosedRange<Day>
    var coverage = 1.0
    var peers: PeerComparison?
}
