import Domain

/// The signals of one build in the wording of an observation: 확인 필요, and never a sanction.
struct ObservationSection: Sendable {
    let headline: String
    let hasOpen: Bool
    let open: [Observation]
    /// Whether one of the open ones was raised without any explanation tested.
    let hasUntested: Bool
    let cleared: [Observation]
    let hasCleared: Bool
    let clearedCount: String

    struct Observation: Sendable {
        let title: String
        let severity: String
        let severityClass: String
        let reason: String
        let window: String
        let figure: String?
        let threshold: String
        let policyLabel: String
        let raised: String
        let clearedAt: String?
        let clearing: String
        let grounds: Grounds
        /// The form that opens a case about it; `nil` without that permission.
        let opening: CaseForm?
    }

    /// What an observation rests on, as it was frozen.
    struct Grounds: Sendable {
        let heading: String
        let items: [BuildPage.Fact]
        let explanations: [Explanation]
        let hasExplanations: Bool
    }

    struct Explanation: Sendable {
        let name: String
        let outcome: String
        let outcomeClass: String
        let detail: String
    }

    init(_ signals: [RaisedSignal], opening: BuildCases? = nil) {
        open = signals.filter { $0.clearedAt == nil }.map {
            Self.observation($0, opening: opening?.form(for: $0))
        }
        cleared = signals.filter { $0.clearedAt != nil }.map { Self.observation($0) }
        clearedCount = grouped(cleared.count)
        hasOpen = !open.isEmpty
        hasUntested = open.contains { !$0.grounds.hasExplanations }
        hasCleared = !cleared.isEmpty
        headline = open.isEmpty ? "열린 관찰 사항이 없습니다." : "확인 필요 \(grouped(open.count))건"
    }

    static func observation(_ signal: RaisedSignal, opening: CaseForm? = nil) -> Observation {
        Observation(
            title: signal.rule.korean, severity: signal.severity.korean,
            severityClass: "severity-\(signal.severity.rawValue)", reason: signal.reason,
            window: daysText(signal.window), figure: figure(signal),
            threshold: thresholdText(signal.threshold, of: signal.rule), policyLabel: signal.policyLabel,
            raised: minuteText(signal.raisedAt), clearedAt: signal.clearedAt.map(minuteText),
            clearing: signal.rule.clearedBy, grounds: grounds(signal), opening: opening)
    }

    private static func figure(_ signal: RaisedSignal) -> String? {
        guard let kpi = signal.kpi else { return nil }
        let frozen = KPIValue(
            kpi: kpi, numerator: signal.numerator, denominator: signal.denominator, value: signal.value,
            low: nil,
            favourable: nil)
        let text = figureText(signal.value, of: kpi) + figureUnit(of: kpi, value: signal.value)
        return fractionText(frozen).map { "\(text) (\($0))" } ?? text
    }

    private static func grounds(_ signal: RaisedSignal) -> Grounds {
        let tested = signal.evidence.explanations
        let open = tested.count { $0.outcome == .open }
        // What applies or must be asked is read first.
        let order: [TestedExplanation.Outcome] = [.applies, .open, .ruledOut]
        return Grounds(
            heading: tested.isEmpty
                ? "판정 근거" : "판정 근거와 먼저 살펴본 사정 \(tested.count)가지 (확인 필요 \(open)가지)",
            items: items(signal),
            explanations: order.flatMap { outcome in tested.filter { $0.outcome == outcome } }.map {
                Explanation(
                    name: $0.explanation.korean, outcome: $0.outcome.korean,
                    outcomeClass: "outcome-\($0.outcome.rawValue)", detail: $0.detail)
            },
            hasExplanations: !tested.isEmpty)
    }

    private static func items(_ signal: RaisedSignal) -> [BuildPage.Fact] {
        let evidence = signal.evidence
        let facts: [(term: String, value: String?)] = [
            ("비교한 무리", evidence.peers.map(peersText)),
            ("확인할 점", evidence.doubts.isEmpty ? nil : evidence.doubts.map(\.korean).joined(separator: ", ")),
            ("가동 예정일", evidence.expectedDays.map { expectedText($0, excluded: evidence.excludedDays) }),
            ("수집 상태", evidence.coverage.map { "가동일의 \(percent($0))에서 수집 서비스가 빠짐없이 수신함" }),
            ("판정 기준", "\(signal.policyName) 제\(signal.policyVersion)판 · \(signal.policyLabel)"),
            (
                "기준의 시행",
                evidence.policyEffectiveFrom.map { day in
                    "\(day)부터" + (evidence.policyApprover.map { " (승인 \($0))" } ?? "")
                }
            ),
        ]
        return facts.compactMap { fact in fact.value.map { BuildPage.Fact(term: fact.term, value: $0) } }
    }
}

/// `같은 사업·지원유형·경과기간 42곳 (중앙값 71.4%, 아래에 3.5%)`.
func peersText(_ peers: SignalEvidence.Peers) -> String {
    let places = [
        peers.median.map { "사용일 비율의 중앙값 \(percent($0))" },
        peers.percentile.map { "이보다 낮은 곳 \(percent($0 / 100))" },
    ].compactMap(\.self)
    return "\(peers.circle) \(grouped(peers.count))곳"
        + (places.isEmpty ? "" : " (\(places.joined(separator: ", ")))")
}

/// `20일 (뺀 날: 공휴일 1일, 휴무 요일 8일)`.
private func expectedText(_ days: Int, excluded: [Exclusion: Int]) -> String {
    let reasons = Exclusion.allCases.compactMap { reason in
        excluded[reason].map { "\(reason.korean) \(grouped($0))일" }
    }
    return "\(grouped(days))일" + (reasons.isEmpty ? "" : " (뺀 날: \(reasons.joined(separator: ", ")))")
}
