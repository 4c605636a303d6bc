package import Domain
internal import ServiceLifecycle
package import Storage
import Synchronization

/// Plans and sends the deliveries of web hooks for as long as the program serves.
///
/// Not a job of the schedule: jobs wait for each other, and a receiver may take its time. Several instances may do so
/// on one database; a subscription is one sender's at a time.
package struct WebHookService: Service {
    /// Receivers at a time, and of them those at most whose last try failed: the dead never take the room of the living.
    private static let senders = 16
    private static let failingSenders = 8
    private static let keptDays: Int64 = 90

    private let database: Database
    private let planner: WebHookPlanner
    private let sender: WebHookSender
    private let now: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer

    package init(
        database: Database, planner: WebHookPlanner, sender: WebHookSender,
        now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void, observe: @escaping Observer
    ) {
        self.database = database
        self.planner = planner
        self.sender = sender
        self.now = now
        self.sleep = sleep
        self.observe = observe
    }

    package func run() async {
        let seats = Seats()
        // The room of the group is left when the last sender has recorded what it sent.
        await withDiscardingTaskGroup { group in
            var isTroubled = false
            while !isEnding {
                do {
                    let troubles = try await planner.plan(now: now()).troubles
                    for claim in try await claim(seats) {
                        group.addTask { await self.send(claim, seats) }
                    }
                    // Once for each trouble, and not every second.
                    if !isTroubled { for trouble in troubles { observe(.webHooksNotSent(reason: trouble)) } }
                    isTroubled = !troubles.isEmpty
                } catch {
                    if !isTroubled, !isEnding { observe(.webHooksNotSent(reason: "\(error)")) }
                    isTroubled = true
                }
                await cancelWhenGracefulShutdown { try? await self.sleep(.seconds(1)) }
            }
        }
    }

    /// Plans and sends everything that is due now, and returns when nothing is.
    ///
    /// - Returns: deliveries made, sent, and subscriptions that failed.
    package func runOnce() async throws -> (planned: Int, delivered: Int, failed: Int) {
        let plan = try await planner.plan(now: now())
        for trouble in plan.troubles { observe(.webHooksNotSent(reason: trouble)) }
        var total = (planned: plan.made, delivered: 0, failed: 0)
        while true {
            let claims = try await database.claimWebHooks(
                limit: 1, alsoFailing: true, now: now(),
                claimedUntil: now().adding(seconds: sender.claimSeconds))
            guard let claim = claims.first else { return total }
            let (delivered, hasFailed) = try await sender.send(claim)
            total.delivered += delivered
            total.failed += hasFailed ? 1 : 0
            if delivered == 0, !hasFailed { return total }
        }
    }

    /// Forgets deliveries after 90 days.
    package static func pruneJob(_ database: Database) -> Job {
        Job(
            "webhook-log", .daily(hour: 4, minute: 40), leaseSeconds: 3_600,
            "forgets deliveries of web hooks after \(keptDays) days"
        ) { now in
            let pruned = try await database.pruneWebHookDeliveries(
                before: now.adding(seconds: -keptDays * 86_400))
            return "\(pruned) deliveries forgotten"
        }
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func claim(_ seats: Seats) async throws -> [WebHookClaim] {
        let until = now().adding(seconds: sender.claimSeconds)
        let free = Self.senders - seats.taken.all
        guard free > 0 else { return [] }
        var claims = try await database.claimWebHooks(
            limit: free, alsoFailing: false, now: now(), claimedUntil: until)
        let room = min(free - claims.count, Self.failingSenders - seats.taken.failing)
        if room > 0 {
            claims += try await database.claimWebHooks(
                limit: room, alsoFailing: true, now: now(), claimedUntil: until)
        }
        for claim in claims { seats.take(claim) }
        return claims
    }

    private func send(_ claim: WebHookClaim, _ seats: Seats) async {
        defer { seats.leave(claim) }
        do {
            let (delivered, _) = try await sender.send(claim)
            if delivered > 0 { observe(.webHooksDelivered(subscription: claim.id, deliveries: delivered)) }
        } catch {
            // Its claim ends by itself, and then it is sent again.
            if !isEnding { observe(.webHooksNotSent(reason: "\(error)")) }
        }
    }
}

/// How many senders are at work.
private final class Seats: Sendable {
    private let counts = Mutex((all: 0, failing: 0))

    var taken: (all: Int, failing: Int) { counts.withLock { $0 } }

    func take(_ claim: WebHookClaim) { change(claim, by: 1) }

    func leave(_ claim: WebHookClaim) { change(claim, by: -1) }

    private func change(_ claim: WebHookClaim, by step: Int) {
        counts.withLock {
            $0.all += step
            $0.failing += claim.failures > 0 ? step : 0
        }
    }
}
