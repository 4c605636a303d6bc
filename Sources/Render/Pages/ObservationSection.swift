import Domain

/// The signals of one build in the wording of an observation: 확인 필요, and never a sanction.
struct ObservationSection: Sendable {
    let headline: String
    let hasOpen: Bool
    let open: [Observation]
    let cleared: [Observation]
    let hasCleared: Bool
    let clearedCount: String

    struct Observation: Sendable {
        let title: String
        let reason: String
        let window: String
        let figure: String
        let threshold: String
        let policy: String
        let policyLabel: String
        let raised: String
        let clearedAt: String?
        let clearing: String
    }

    init(_ signals: [RaisedSignal]) {
        open = signals.filter { $0.clearedAt == nil }.map(Self.observation)
        cleared = signals.filter { $0.clearedAt != nil }.map(Self.observation)
        clearedCount = grouped(cleared.count)
        hasOpen = !open.isEmpty
        hasCleared = !cleared.isEmpty
        headline = open.isEmpty ? "열린 관찰 사항이 없습니다." : "확인 필요 \(grouped(open.count))건"
    }

    private static func observation(_ signal: RaisedSignal) -> Observation {
        Observation(
            title: signal.rule.korean, reason: signal.reason, window: daysText(signal.window),
            figure: figure(signal),
            threshold: thresholdText(signal.threshold, of: signal.rule),
            policy: "\(signal.policyName) 제\(signal.policyVersion)판", policyLabel: signal.policyLabel,
            raised: minuteText(signal.raisedAt), clearedAt: signal.clearedAt.map(minuteText),
            clearing: signal.rule.clearedBy)
    }

    private static func figure(_ signal: RaisedSignal) -> String {
        let kpi: KPI =
            switch signal.rule {
            case .silent: .silence
            case .lowActiveDayRate: .activeDayRate
            }
        let frozen = KPIValue(
            kpi: kpi, numerator: signal.numerator, denominator: signal.denominator, value: signal.value,
            low: nil,
            favourable: nil)
        let text = figureText(signal.value, of: kpi) + figureUnit(of: kpi, value: signal.value)
        return fractionText(frozen).map { "\(text) (\($0))" } ?? text
    }
}
