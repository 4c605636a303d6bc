import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// Runners on one migrated database, their clock, and what their jobs did.
final class RunnerFixture: Sendable {
    let database: Database
    let conninfo: String
    let clock: ControlledClock
    let observations = Observations()
    private let runners: Int
    private let list = Mutex<[String]>([])

    /// - Parameter runners: how many `serve` runs side by side.
    static func with(
        _ start: Timestamp, connections: Int = 4, runners: Int = 1,
        _ body: (RunnerFixture) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with(connections: connections) { database, conninfo in
            try await body(RunnerFixture(database, conninfo, ControlledClock(start), runners: runners))
        }
    }

    private init(_ database: Database, _ conninfo: String, _ clock: ControlledClock, runners: Int) {
        self.database = database
        self.conninfo = conninfo
        self.clock = clock
        self.runners = runners
    }

    /// What jobs noted, in order.
    var notes: [String] { list.withLock { $0 } }

    @discardableResult
    func note(_ text: String) -> String {
        list.withLock { $0.append(text) }
        return text
    }

    /// Returns when there are so many notes.
    func noted(_ count: Int) async throws {
        try await eventually("note \(count), beside \(notes)") { notes.count >= count }
    }

    /// Returns when there are so many observations.
    func observed(_ count: Int) async throws {
        try await eventually("observation \(count), beside \(observations.all)") {
            observations.all.count >= count
        }
    }

    /// Runs SQL as the signed-in user.
    @discardableResult
    func rows(_ sql: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(sql, in: conninfo)
    }

    func runner(_ jobs: [Job]) -> JobRunner {
        JobRunner(
            schedule: Schedule(jobs: jobs), database: database, now: clock.now, sleep: clock.sleep,
            observe: observations.observe)
    }

    /// Runs the jobs until `body` returns, then shuts down gracefully and waits for the end.
    ///
    /// `body` begins when each runner has made its first round.
    func serve(_ jobs: [Job], _ body: () async throws -> Void) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: (0..<runners).map { _ in runner(jobs) }, logger: Logger(label: "test")))
        let before = rounds
        async let ended: Void = group.run()
        let outcome: Result<Void, any Error>
        do {
            try await eventually("the first round") { rounds >= before + runners }
            outcome = .success(try await body())
        } catch { outcome = .failure(error) }
        await group.triggerGracefulShutdown()
        try await ended
        try outcome.get()
    }

    /// Lets every runner make `count` rounds more, a second each.
    func rounds(_ count: Int) async throws {
        for _ in 0..<count {
            let before = rounds
            clock.move(by: 1)
            try await eventually("a round of each runner") { rounds >= before + runners }
        }
    }

    /// Lets the runners make rounds until there are so many notes.
    func play(until count: Int) async throws {
        try await eventually("note \(count), beside \(notes)") {
            if notes.count < count { try await rounds(1) }
            return notes.count >= count
        }
    }

    /// Lets the one job under way try to renew its lease.
    func renewal() async throws {
        try await leaseIsKept()
        let before = clock.sleeps(of: JobRunner.renewal)
        clock.move(by: JobRunner.renewal.components.seconds)
        try await eventually("the next renewal") { clock.sleeps(of: JobRunner.renewal) > before }
    }

    /// Returns when a run waits for the time to renew its lease.
    func leaseIsKept() async throws {
        try await eventually("a run that keeps its lease") { clock.sleeps(of: JobRunner.renewal) > 0 }
    }

    private var rounds: Int { clock.sleeps(of: .seconds(1)) }
}
