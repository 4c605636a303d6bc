package import Domain
import Postgres

/// A run of a job that was claimed and has no outcome yet.
package struct JobRun: Sendable, Equatable {
    package let job: String
    package let period: Timestamp
    /// Tells this run from others of the same period.
    package let startedAt: Timestamp

    fileprivate var key: [Parameter] { [.text(job), .time(period), .time(startedAt)] }
}

/// What came of claiming a period of a job.
package enum JobClaim: Sendable, Equatable {
    case taken(JobRun)
    /// Another run of the job is under way since this instant, here or in another process.
    case busy(since: Timestamp)
    /// The period ran already, or failed and its next try is not due.
    case notDue
}

/// Runs of jobs and their leases.
package struct JobStore: Store {
    let database: Database

    /// Takes a period of a job, unless another run of the job is under way.
    ///
    /// - Parameter leaseUntil: after this instant the run counts as dead, unless it was renewed.
    package func claim(
        _ job: String, period: Timestamp, now: Timestamp, leaseUntil: Timestamp
    ) async throws -> JobClaim {
        try await write { session in
            let claim = try session.first(
                Query(reading: "job_claim") { row -> JobClaim in
                    if try row.bool("is_taken") {
                        return .taken(JobRun(job: job, period: period, startedAt: now))
                    }
                    return try row.optionalTimestamp("busy_since").map(JobClaim.busy) ?? .notDue
                }, [.text(job), .time(period), .time(now), .time(leaseUntil)])
            return claim ?? .notDue
        }
    }

    /// Extends the lease of a run; false where it expired.
    package func renew(_ job: JobRun, leaseUntil: Timestamp) async throws -> Bool {
        try await change(job, Query("job_renew"), [.time(leaseUntil)])
    }

    /// Records that a run is done; false where it counts as dead by now.
    package func finish(_ job: JobRun, now: Timestamp, detail: String) async throws -> Bool {
        try await change(job, Query("job_finish"), [.time(now), .text(detail)])
    }

    /// Records that a run failed; its period may be taken again after `retryAt`.
    package func fail(_ job: JobRun, retryAt: Timestamp, reason: String) async throws {
        _ = try await change(job, Query("job_fail"), [.time(retryAt), .text(reason)])
    }

    /// Changes a run that is under way; false where it no longer is.
    private func change(
        _ job: JobRun, _ query: Query<Void>, _ parameters: [Parameter]
    ) async throws -> Bool {
        try await write { session in
            try session.run(query, job.key + parameters) == 1
        }
    }

    /// The start of the last period that was finished.
    package func lastFinishedPeriod(of job: String) async throws -> Timestamp? {
        try await read { session in
            try session.rows(
                Query(reading: "job_last") { try $0.optionalTimestamp("period_start") }, [.text(job)]
            ).first ?? nil
        }
    }

    /// Forgets runs that finished before `time`.
    package func pruneRuns(before time: Timestamp) async throws -> Int {
        try await write { session in try session.run(Query("job_runs_prune"), [.time(time)]) }
    }
}
