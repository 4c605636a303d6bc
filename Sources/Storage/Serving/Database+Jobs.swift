package import Domain
import Postgres

extension Database {
    /// Takes a period of a job; false when it ran already or another instance runs it now.
    ///
    /// - Parameter leaseUntil: after this instant an unfinished run counts as dead and may be taken again.
    package func claimJob(
        _ job: String, period: Timestamp, now: Timestamp, leaseUntil: Timestamp
    ) async throws -> Bool {
        try await run { session in
            try files.rows(
                Query(reading: "job_claim") { try $0.string(0) }, in: session,
                [.text(job), .time(period), .time(now), .time(leaseUntil)]
            ).first != nil
        }
    }

    /// Records how a run ended.
    package func finishJob(
        _ job: String, period: Timestamp, now: Timestamp, outcome: String, detail: String
    ) async throws {
        try await run { session in
            _ = try files.run(
                Query("job_finish"), in: session,
                [.text(job), .time(period), .time(now), .text(outcome), .text(detail)])
        }
    }

    /// Records that a run failed; the period may be taken again from `retryAt` on.
    package func failJob(_ job: String, period: Timestamp, retryAt: Timestamp, reason: String) async throws {
        try await run { session in
            _ = try files.run(
                Query("job_fail"), in: session,
                [.text(job), .time(period), .time(retryAt), .text(reason)])
        }
    }

    /// The start of the last period that was finished.
    package func lastFinishedPeriod(of job: String) async throws -> Timestamp? {
        try await run { session in
            try files.rows(
                Query(reading: "job_last") { try $0.optionalTimestamp(0) }, in: session, [.text(job)]
            ).first ?? nil
        }
    }

    /// Forgets runs that finished before `time`.
    package func pruneJobRuns(before time: Timestamp) async throws -> Int {
        try await run { session in try files.run(Query("job_runs_prune"), in: session, [.time(time)]) }
    }

    /// Records a published export and gives its revision, 1 for the first of a quarter.
    package func addExport(
        quarter: Quarter, asOf: Timestamp, madeBy: String, files manifest: String
    ) async throws -> Int {
        let revision = try await run { session in
            try files.rows(
                Query(reading: "export_insert") { try $0.int(0) }, in: session,
                [.text(quarter.description), .time(asOf), .text(madeBy), .text(manifest)]
            ).first
        }
        guard let revision else { throw UnexpectedRow(query: "export_insert", column: 0) }
        return revision
    }
}
