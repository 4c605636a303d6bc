package import Domain
internal import ServiceLifecycle
package import Storage

/// Runs the schedule: asks every second which periods have not run, and takes those it gets.
///
/// Several instances may do so on one database: a period is a row, and whoever inserts it runs it.
package struct JobRunner: Service {
    private static let retrySeconds: Int64 = 60

    private let schedule: Schedule
    private let database: Database
    private let now: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer

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
        var asked: [String: Timestamp] = [:]
        while !isEnding {
            for job in schedule.jobs where !isEnding {
                let period = job.period.start(at: now())
                if asked[job.name] == period { continue }
                if await runIfDue(job, period: period) { asked[job.name] = period }
            }
            await cancelWhenGracefulShutdown { try? await self.sleep(.seconds(1)) }
        }
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// Runs the newest period of `job` where nobody has; true when it need not be asked for again.
    private func runIfDue(_ job: Job, period: Timestamp) async -> Bool {
        do {
            let now = now()
            let isOurs = try await database.claimJob(
                job.name, period: period, now: now, leaseUntil: now.adding(seconds: job.leaseSeconds))
            guard isOurs else { return false }
            _ = try await run(job, period: period)
            return true
        } catch {
            return false
        }
    }

    /// Runs a claimed period and records how it ended.
    ///
    /// A shutdown cancels the job, but not the recording: the next start may then take the period at once.
    ///
    /// - Throws: what the job threw, after it was recorded.
    private func run(_ job: Job, period: Timestamp) async throws -> String {
        do {
            let detail = try await cancelWhenGracefulShutdown { try await job.run(self.now()) }
            try await database.finishJob(
                job.name, period: period, now: now(), outcome: "done", detail: detail)
            if !job.period.isFrequent || !detail.hasPrefix("0 ") {
                observe(.jobFinished(job: job.name, period: period, detail: detail))
            }
            return detail
        } catch {
            if !isEnding { observe(.jobFailed(job: job.name, period: period, reason: "\(error)")) }
            try? await database.failJob(
                job.name, period: period,
                retryAt: isEnding ? now() : now().adding(seconds: Self.retrySeconds), reason: "\(error)")
            throw error
        }
    }

    /// Runs `job` now, by hand, as a period of its own: the first free microsecond from now on.
    package func runByHand(_ job: Job) async throws -> String {
        let now = now()
        var period = now
        while !(try await database.claimJob(
            job.name, period: period, now: now, leaseUntil: now.adding(seconds: job.leaseSeconds)))
        {
            period = Timestamp(microseconds: period.microseconds + 1)
        }
        return try await run(job, period: period)
    }
}
