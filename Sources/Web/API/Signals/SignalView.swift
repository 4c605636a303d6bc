import Contract
import Domain

/// A signal with its frozen numbers.
///
/// It is an observation for the agency and no decision.
struct SignalView: JSONWritable {
    private let signal: RaisedSignal
    private let isWhole: Bool

    /// - Parameter isWhole: false leaves the evidence out, for answers that are asked for often.
    init(_ signal: RaisedSignal, isWhole: Bool = true) {
        self.signal = signal
        self.isWhole = isWhole
    }

    func write(to json: inout JSONWriter) {
        guard isWhole else {
            return json.object { json in
                json.member("id", signal.id)
                json.member("raised_at", signal.raisedAt.iso8601)
                json.member("reason", signal.reason)
                json.member("rule", signal.rule.rawValue)
                json.member("severity", signal.severity.rawValue)
            }
        }
        let evidence = signal.evidence
        json.object { json in
            json.member("cleared_at", signal.clearedAt?.iso8601)
            json.member("cleared_by_ko", signal.rule.clearedBy)
            json.member("coverage", evidence.coverage)
            json.member("denominator", signal.denominator)
            json.member("doubts") { json in
                json.list(evidence.doubts) { json, doubt in
                    json.object { json in
                        json.member("code", doubt.rawValue)
                        json.member("name_ko", doubt.korean)
                    }
                }
            }
            json.member("expected_days", evidence.expectedDays)
            // Empty for rules that are not about use, and for old signals.
            json.member("explanations") { json in
                json.list(evidence.explanations) { json, tested in
                    json.object { json in
                        json.member("code", tested.explanation.rawValue)
                        json.member("detail_ko", tested.detail)
                        json.member("name_ko", tested.explanation.korean)
                        json.member("outcome", tested.outcome.rawValue)
                        json.member("outcome_ko", tested.outcome.korean)
                    }
                }
            }
            json.member("id", signal.id)
            json.member("name_ko", signal.rule.korean)
            json.member("numerator", signal.numerator)
            json.member("observation", true)
            json.member("peers", evidence.peers.map(PeersView.init))
            json.member("policy") { json in
                json.object { json in
                    json.member("label", signal.policyLabel)
                    json.member("name", signal.policyName)
                    json.member("version", signal.policyVersion)
                }
            }
            json.member("raised_at", signal.raisedAt.iso8601)
            json.member("reason", signal.reason)
            json.member("rule", signal.rule.rawValue)
            json.member("severity", signal.severity.rawValue)
            json.member("severity_ko", signal.severity.korean)
            json.member("threshold", signal.threshold)
            json.member("value", signal.value)
            json.member("window", DaysView(signal.window))
        }
    }
}

/// Those with whom the build was compared.
private struct PeersView: JSONWritable {
    let peers: SignalEvidence.Peers

    init(_ peers: SignalEvidence.Peers) {
        self.peers = peers
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("circle_ko", peers.circle)
            json.member("count", peers.count)
            json.member("median", peers.median)
            json.member("percentile", peers.percentile)
        }
    }
}

extension SignalView {
    static let schema = Schema.named("Signal", .object(properties))

    /// Of answers that leave out what was frozen when the signal was raised.
    static let briefSchema = Schema.named(
        "BriefSignal",
        .object(
            properties.map {
                ["id", "raised_at", "reason", "rule", "severity"].contains($0.name) ? $0 : $0.asOptional
            }))

    private static let properties: [Schema.Property] = [
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
    ]
}
