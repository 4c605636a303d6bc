package import Domain
internal import ServiceLifecycle
package import Storage
import Synchronization

/// Runs the schedule: asks every second which periods have not run, and starts those that it gets.
///
/// Jobs run side by side, each kind once at a time, also where several instances work on one database: a run is a row
/// of `job_run`, and PostgreSQL takes one row without an outcome for each job.
package struct JobRunner: Service {
    /// A run whose lease was not renewed for so long counts as dead.
    static let leaseSeconds: Int64 = 120
    static let renewal = Duration.seconds(30)
    private static let retrySeconds: Int64 = 60

    private let schedule: Schedule
    private let database: Database
    private let now: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer

    /// - Parameter database: for claims and leases. The jobs have another, whose connections may all be busy while a
    ///   lease is renewed.
    package init(
        schedule: Schedule, database: Database, now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void, observe: @escaping Observer
    ) {
        self.schedule = schedule
        self.database = database
        self.now = now
        self.sleep = sleep
        self.observe = observe
    }

    package func run() async throws {
        let progress = Progress()
        var failures = ClaimFailures()
        // The group is left when the last run has recorded its outcome.
        await withDiscardingTaskGroup { group in
            while !isEnding {
                var round = ClaimFailures.Round()
                for job in schedule.jobs where !isEnding {
                    let period = job.period.start(at: now())
                    guard progress.isOpen(job, period) else { continue }
                    do {
                        let claim = try await claim(job, period)
                        round.succeeded += 1
                        guard case .taken(let run) = claim else { continue }
                        progress.begin(job)
                        group.addTask {
                            let isDone = (try? await self.perform(job, run)) != nil
                            progress.end(job, finished: isDone ? period : nil)
                        }
                    } catch {
                        round.reasons.append("\(error)")
                    }
                }
                if !isEnding { failures.add(round).forEach(observe) }
                await cancelWhenGracefulShutdown { try? await self.sleep(.seconds(1)) }
            }
        }
    }

    /// Runs `job` now, by hand, as a period of its own: the first free microsecond from now on.
    ///
    /// - Parameter onWaiting: called once where another run is under way; the call waits for its end, or the end of its lease.
    /// - Throws: `JobIsBusy` where it is under way for longer than a lease.
    package func runByHand(
        _ job: Job, onWaiting: (_ since: Timestamp) -> Void = { _ in }
    ) async throws -> String {
        var period = now()
        var waitedSeconds: Int64 = 0
        while true {
            switch try await claim(job, period) {
            case .taken(let run):
                return try await perform(job, run)
            case .notDue:
                period = Timestamp(microseconds: period.microseconds + 1)
            case .busy(let since):
                guard waitedSeconds <= Self.leaseSeconds else {
                    throw JobIsBusy(job: job.name, since: since)
                }
                if waitedSeconds == 0 { onWaiting(since) }
                waitedSeconds += 1
                try await sleep(.seconds(1))
            }
        }
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func claim(_ job: Job, _ period: Timestamp) async throws -> JobClaim {
        let now = now()
        return try await database.jobs.claim(
            job.name, period: period, now: now, leaseUntil: now.adding(seconds: Self.leaseSeconds))
    }

    /// Runs a claimed period and records its outcome.
    ///
    /// A shutdown cancels the job, but not the recording: the next start may then take the period at once.
    ///
    /// - Throws: what the job threw, after it was recorded.
    private func perform(_ job: Job, _ run: JobRun) async throws -> String {
        do {
            let detail = try await cancelWhenGracefulShutdown { try await self.work(job, run) }
            guard try await database.jobs.finish(run, now: now(), detail: detail) else { throw LostLease() }
            if !job.period.isFrequent || !detail.hasPrefix("0 ") {
                observe(.jobFinished(job: job.name, period: run.period, detail: detail))
            }
            return detail
        } catch {
            if !isEnding { observe(.jobFailed(job: job.name, period: run.period, reason: "\(error)")) }
            do {
                try await database.jobs.fail(
                    run, retryAt: isEnding ? now() : now().adding(seconds: Self.retrySeconds),
                    reason: "\(error)")
            } catch let unrecorded {
                // Its lease ends, and then it is taken again.
                if !isEnding {
                    observe(
                        .jobFailed(
                            job: job.name, period: run.period, reason: "outcome not recorded: \(unrecorded)"))
                }
            }
            throw error
        }
    }

    /// Does the work while the lease is renewed; a lost lease cancels it.
    private func work(_ job: Job, _ run: JobRun) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await job.run(self.now()) }
            group.addTask { try await self.keepLease(of: run) }
            guard let detail = try await group.next() else { throw LostLease() }
            return detail
        }
    }

    /// Renews the lease until the task is cancelled.
    ///
    /// - Throws: when the lease is lost, or is over and could not be renewed.
    private func keepLease(of run: JobRun) async throws -> Never {
        var end = run.startedAt.adding(seconds: Self.leaseSeconds)
        while true {
            try await sleep(Self.renewal)
            let next = now().adding(seconds: Self.leaseSeconds)
            do {
                guard try await database.jobs.renew(run, leaseUntil: next) else { throw LostLease() }
                end = next
            } catch  where !(error is LostLease) && now() <= end {
                // PostgreSQL is away for a moment: the lease lasts longer.
                try Task.checkCancellation()
            }
        }
    }
}

/// A job that is not run by hand, because a run of it is under way.
package struct JobIsBusy: Error, CustomStringConvertible {
    let job: String
    let since: Timestamp

    package var description: String {
        "\(job) has been running since \(since.wireText), in this or another process: try again when it has ended"
    }
}

/// The run counts as dead, because its lease was not renewed in time; another may have taken its period.
struct LostLease: Error, CustomStringConvertible {
    var description: String { "its lease ended before it did" }
}

/// What a runner runs now, and the last period that each of its jobs finished.
private final class Progress: Sendable {
    private struct State {
        var running: Set<String> = []
        var finished: [String: Timestamp] = [:]
    }

    private let state = Mutex(State())

    /// Whether `period` may have to run.
    func isOpen(_ job: Job, _ period: Timestamp) -> Bool {
        state.withLock { !$0.running.contains(job.name) && $0.finished[job.name] != period }
    }

    func begin(_ job: Job) {
        state.withLock { _ = $0.running.insert(job.name) }
    }

    func end(_ job: Job, finished period: Timestamp?) {
        state.withLock {
            $0.running.remove(job.name)
            if let period { $0.finished[job.name] = period }
        }
    }
}
