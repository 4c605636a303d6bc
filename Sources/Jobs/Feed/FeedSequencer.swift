package import Domain
internal import ServiceLifecycle
package import Storage

/// Gives changes their numbers, a moment after they were committed.
///
/// Every instance runs one; whichever holds the lock of the moment does the work, and the others find nothing to do.
package struct FeedSequencer: Service {
    /// How many changes one transaction numbers: a million streams through without a long one.
    static let batch = 10_000
    static let pause = Duration.milliseconds(200)

    private let database: Database
    private let now: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer

    package init(
        database: Database, now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void, observe: @escaping Observer
    ) {
        self.database = database
        self.now = now
        self.sleep = sleep
        self.observe = observe
    }

    package func run() async throws {
        var isFailing = false
        while !isEnding {
            var numbered = 0
            do {
                numbered = try await database.feed.sequence(limit: Self.batch, now: now()) ?? 0
                isFailing = false
            } catch {
                // Once, not five times a second; nothing is lost, it only comes later.
                if !isFailing, !isEnding { observe(.feedNotSequenced(reason: "\(error)")) }
                isFailing = true
            }
            if numbered == Self.batch { continue }
            await cancelWhenGracefulShutdown { try? await self.sleep(Self.pause) }
        }
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }
}
