package import Domain
import Postgres

extension PolicyStore {
    /// Stores what a back-test found, for the activation of exactly this draft.
    package func addBacktest(
        _ report: BacktestReport, draft: Int64, active: Int64?, actor: String, codeVersion: String,
        now: Timestamp
    ) async throws {
        try await write { session in
            let id = try session.single(
                Query(reading: "backtest_insert") { try $0.int64("backtest_id") },
                [
                    .int(draft), .int(active), .textArray(report.quarters.map(\.description)),
                    .int(Int64(report.builds)), .time(now), .text(actor), .text(codeVersion),
                ])
            let verdicts = report.verdicts
            for start in stride(from: 0, to: verdicts.count, by: 10_000) {
                let part = verdicts[start..<min(start + 10_000, verdicts.count)]
                try session.run(
                    Query("backtest_verdicts_insert"),
                    [
                        .int(id), .textArray(part.map(\.quarter.description)),
                        .intArray(part.map(\.facts.buildID)), .textArray(part.map(\.rule.rawValue)),
                        .textArray(part.map { $0.isRaisedByDraft ? "raised" : "not raised" }),
                        .textArray(
                            part.map {
                                active == nil ? "" : $0.isRaisedByActive ? "raised" : "not raised"
                            }),
                    ])
            }
            try session.audit(
                "policy backtest", of: "\(report.draft.name) \(report.draft.version)", by: actor, at: now)
        }
    }
}
