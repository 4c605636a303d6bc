import Domain

/// A signal with its frozen numbers.
///
/// It is an observation for the agency and no decision.
struct SignalView: Encodable, Sendable {
    let id: Int64
    let rule: String
    let nameKo: String
    let observation = true
    /// How much attention it asks for: `notice`, `review` or `visit`.
    let severity: String
    let severityKo: String
    let reason: String
    let window: DaysView
    let policy: PolicyView
    let threshold: Double
    let value: Nullable<Double>
    let numerator: Nullable<Int>
    let denominator: Nullable<Int>
    let raisedAt: String
    let clearedAt: Nullable<String>
    let clearedByKo: String
    /// What was tested before it was raised; empty for rules that are not about use, and for old signals.
    let explanations: [ExplanationView]
    let peers: Nullable<PeersView>
    let doubts: [DoubtView]
    /// Share of the days of work, 0 to 1, of which our collector missed nothing.
    let coverage: Nullable<Double>
    let expectedDays: Nullable<Int>

    struct PolicyView: Encodable, Sendable {
        let name: String
        let version: Int
        let label: String
    }

    struct ExplanationView: Encodable, Sendable {
        let code: String
        let nameKo: String
        /// `applies`, `ruled_out`, or `open` where people must ask.
        let outcome: String
        let outcomeKo: String
        let detailKo: String
    }

    /// Those with whom the build was compared.
    struct PeersView: Encodable, Sendable {
        let circleKo: String
        let count: Int
        let median: Nullable<Double>
        /// From 0 to 100.
        let percentile: Nullable<Double>
    }

    struct DoubtView: Encodable, Sendable {
        let code: String
        let nameKo: String
    }

    private enum CodingKeys: CodingKey {
        case id, rule, nameKo, observation, severity, severityKo, reason, window, policy, threshold, value
        case numerator, denominator, raisedAt, clearedAt, clearedByKo
        case explanations, peers, doubts, coverage, expectedDays
    }

    init(_ signal: RaisedSignal) {
        id = signal.id
        rule = signal.rule.rawValue
        nameKo = signal.rule.korean
        severity = signal.severity.rawValue
        severityKo = signal.severity.korean
        reason = signal.reason
        window = DaysView(signal.window)
        policy = PolicyView(name: signal.policyName, version: signal.policyVersion, label: signal.policyLabel)
        threshold = signal.threshold
        value = Nullable(signal.value)
        numerator = Nullable(signal.numerator)
        denominator = Nullable(signal.denominator)
        raisedAt = signal.raisedAt.iso8601
        clearedAt = Nullable(signal.clearedAt?.iso8601)
        clearedByKo = signal.rule.clearedBy
        let evidence = signal.evidence
        explanations = evidence.explanations.map {
            ExplanationView(
                code: $0.explanation.rawValue, nameKo: $0.explanation.korean, outcome: $0.outcome.rawValue,
                outcomeKo: $0.outcome.korean, detailKo: $0.detail)
        }
        peers = Nullable(
            evidence.peers.map {
                PeersView(
                    circleKo: $0.circle, count: $0.count, median: Nullable($0.median),
                    percentile: Nullable($0.percentile))
            })
        doubts = evidence.doubts.map { DoubtView(code: $0.rawValue, nameKo: $0.korean) }
        coverage = Nullable(evidence.coverage)
        expectedDays = Nullable(evidence.expectedDays)
    }
}

extension SignalView {
    static let schema = Schema.named(
        "Signal",
        .object([
            .init("id", .integer), .init("rule", .values(of: RuleKind.self)), .init("name_ko", .text),
            .init("observation", .boolean, "true: an observation for the agency, no decision"),
            .init("severity", .values(of: Severity.self)), .init("severity_ko", .text),
            .init("reason", .text, "in Korean, with the figures"), .init("window", DaysView.schema),
            .init(
                "policy",
                .object([.init("name", .text), .init("version", .integer), .init("label", .text)]),
                "by which it was raised"),
            .init("threshold", .number), .init("value", Schema.number.orNull),
            .init("numerator", Schema.integer.orNull), .init("denominator", Schema.integer.orNull),
            .init("raised_at", .instant), .init("cleared_at", Schema.instant.orNull),
            .init("cleared_by_ko", .text, "what would clear it"),
            .init(
                "explanations",
                .list(
                    of: .object([
                        .init("code", .values(of: InnocentExplanation.self)), .init("name_ko", .text),
                        .init("outcome", .text), .init("outcome_ko", .text), .init("detail_ko", .text),
                    ])), "every innocent explanation that was tested before"),
            .init(
                "peers",
                Schema.object([
                    .init("circle_ko", .text), .init("count", .count), .init("median", Schema.number.orNull),
                    .init("percentile", Schema.number.orNull, "from 0 to 100"),
                ]).orNull),
            .init("doubts", .list(of: .object([.init("code", .text), .init("name_ko", .text)]))),
            .init(
                "coverage", Schema.ratio.orNull,
                "share of the days of work of which our collector missed nothing"),
            .init("expected_days", Schema.count.orNull),
        ]))
}
