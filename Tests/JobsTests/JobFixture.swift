import Domain
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// Collects what jobs observe.
final class Observations: Sendable {
    private let list = Mutex<[Observation]>([])

    var all: [Observation] { list.withLock { $0 } }
    var observe: Observer { { observation in self.list.withLock { $0.append(observation) } } }
}

/// A clock that a test moves; sleeping on it moves it and takes no time.
final class ManualClock: Sendable {
    private let time: Mutex<Timestamp>
    /// How far each sleep moves the clock.
    private let step: Int64

    init(_ start: Timestamp, step: Int64 = 1) {
        time = Mutex(start)
        self.step = step
    }

    var now: @Sendable () -> Timestamp { { self.time.withLock { $0 } } }

    func sleep() async throws {
        try Task.checkCancellation()
        await Task.yield()
        time.withLock { $0 = $0.adding(seconds: step) }
    }
}

/// A clock that only a test moves: who sleeps waits until it was moved so far.
final class ControlledClock: Sendable {
    private struct State {
        var time: Timestamp
        var sleeps: [Duration: Int] = [:]
    }

    private let state: Mutex<State>

    init(_ start: Timestamp) {
        state = Mutex(State(time: start))
    }

    var now: @Sendable () -> Timestamp { { self.state.withLock { $0.time } } }

    func move(by seconds: Int64) {
        state.withLock { $0.time = $0.time.adding(seconds: seconds) }
    }

    /// How many sleeps of this length were begun.
    func sleeps(of duration: Duration) -> Int { state.withLock { $0.sleeps[duration, default: 0] } }

    @Sendable func sleep(_ duration: Duration) async throws {
        let end = state.withLock { state in
            state.sleeps[duration, default: 0] += 1
            return state.time.adding(seconds: duration.components.seconds)
        }
        try await eventually("the clock at \(end)", within: .seconds(120)) { now() >= end }
    }
}

/// Holds jobs until a test opens it, or their task is cancelled.
final class Gate: Sendable {
    private let isOpen = Mutex(false)

    func open() { isOpen.withLock { $0 = true } }

    func wait() async throws {
        try await eventually("an open gate", within: .seconds(120)) { isOpen.withLock { $0 } }
    }
}

/// Workdays of early 2026 on which the sample build is used: 12 of the 27 until 16 March.
let usedDays = [
    "2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05", "2026-02-06", "2026-02-09", "2026-02-10",
    "2026-02-11", "2026-02-12", "2026-02-13", "2026-02-19", "2026-02-20",
].map(day)

extension Database {
    /// One build, used on `usedDays` and never since, aggregated.
    func fadingBuild(_ changes: [String: String] = [:], now: Timestamp) async throws -> SampleBuild {
        let imported = instant("2026-01-05 10:00")
        try await importSample([SampleLine(changes)], now: imported)
        let build = try await sampleBuild("B-1", seed: 1, now: imported)
        try await receive(build.records(on: usedDays))
        try await aggregateAll(now: now)
        return build
    }

    /// The policy as it is shipped: silent for 10 working days, active-day rate below 50 %.
    @discardableResult
    func shippedPolicy(now: Timestamp, _ changes: [String: String] = [:]) async throws -> Int64 {
        var yaml = try ProjectFiles.text("sql/seed/policy.yaml")
        for (old, new) in changes { yaml = yaml.replacing(old, with: new) }
        return try await activatePolicy(yaml, now: now)
    }

    /// Drafts a policy, tests it against the last quarter, and lets somebody else approve it.
    @discardableResult
    func activatePolicy(_ yaml: String, now: Timestamp) async throws -> Int64 {
        let id = try await policies.add(try PolicyFile(yaml: yaml).policy, yaml: yaml, now: now)
        let draft = try #require(try await policies.list().first { $0.id == id })
        _ = try await Backtest(database: self, codeVersion: "test").run(
            draft, against: nil, quarters: 1, actor: "tester", now: now)
        try await policies.activate(draft, approver: "approver", now: now)
        return id
    }
}
