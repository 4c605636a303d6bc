import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import App

/// With a real server where one is killed.
@Suite("The keeper of the private cluster", .serialized, .heavy, .timeLimit(.minutes(2)))
struct ClusterKeeperTests {
    private static let isFailing = ClusterError.failed(program: "pg_ctl start", said: "no")

    /// Runs a keeper until it has slept as often as there are looks.
    private func observations(
        _ looks: [Result<Bool, ClusterError>]
    ) async throws -> (observed: [Observation], slept: [Duration]) {
        let left = Mutex(looks[...])
        let observed = Mutex<[Observation]>([])
        let slept = Mutex<[Duration]>([])
        let keeper = ClusterKeeper(
            restart: { try left.withLock { $0.popFirst() }?.get() ?? false },
            sleep: { duration in
                slept.withLock { $0.append(duration) }
                if left.withLock({ $0.isEmpty }) { withUnsafeCurrentTask { $0?.cancel() } }
            }, observe: { observation in observed.withLock { $0.append(observation) } })
        let task = Task { try await keeper.run() }
        try await task.value
        return (observed.withLock { $0 }, slept.withLock { $0 })
    }

    @Test("A restart is said, and a failing one once until it succeeds")
    func said() async throws {
        let failure = Result<Bool, ClusterError>.failure(Self.isFailing)
        let reason = Observation.clusterNotRestarted(reason: "\(Self.isFailing)")
        let run = try await observations([
            .success(false), failure, failure, failure, .success(true), .success(false), failure,
        ])
        #expect(run.observed == [reason, .clusterRestarted, reason])
        #expect(run.slept == Array(repeating: .seconds(2), count: 7))
    }

    @Test("A server that is killed comes back where it was, with its data, and stops with its last user")
    func killed() async throws {
        try await ClusterPlace.with { place in
            let user = place.user(more: ["fsync": "on"])
            let conninfo = try await user.start()
            _ = try await value(conninfo, "CREATE TABLE kept AS SELECT 42 AS answer")
            let observed = Mutex<[Observation]>([])
            let keeper = ClusterKeeper(
                user, sleep: { _ in try await Task.sleep(for: .milliseconds(20)) },
                observe: { observation in observed.withLock { $0.append(observation) } })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await keeper.run() }
                for round in 1...2 {
                    let old = try #require(place.server).pid
                    #expect(kill(old, SIGKILL) == 0)
                    try await eventually("restart \(round)") { observed.withLock { $0.count } == round }
                    let new = try #require(place.server)
                    #expect(new.pid != old)
                    #expect(try await value(conninfo, "SELECT answer FROM kept") == "42")
                }
                group.cancelAll()
            }
            #expect(observed.withLock { $0 } == [.clusterRestarted, .clusterRestarted])
            try await user.stop()
            #expect(place.server == nil)
            #expect(!(try await user.restartIfEnded()), "a use that has ended starts nothing")
            #expect(place.server == nil)
        }
    }
}
