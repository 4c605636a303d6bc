import Concurrency
package import Domain
internal import ServiceLifecycle
package import Storage

/// Plans and sends the deliveries of web hooks for as long as the program serves.
///
/// Not a job of the schedule: a job has one run at a time, and a receiver may take minutes. Several instances may do so
/// on one database; a subscription is one sender's at a time.
package struct WebHookService: Service {
    /// Receivers at a time, and of them those at most whose last try failed: the dead never take the room of the living.
    private struct Senders {
        let all = AsyncSemaphore(permits: 16)
        let failing = AsyncSemaphore(permits: 8)
    }

    /// A claimed subscription, with the places of its sender.
    private struct Sending {
        let claim: WebHookClaim
        let permits: [AsyncSemaphore.Permit]
    }

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
        let senders = Senders()
        // The room of the group is left when the last sender has recorded what it sent.
        await withDiscardingTaskGroup { group in
            var isTroubled = false
            while !isEnding {
                do {
                    let troubles = try await planner.plan(now: now()).troubles
                    for sending in try await claim(senders) {
                        group.addTask { await self.send(sending) }
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
            let claims = try await database.webHooks.claim(
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
            "webhook-log", .daily(hour: 4, minute: 40),
            "forgets deliveries of web hooks after \(keptDays) days"
        ) { now in
            let pruned = try await database.webHooks.pruneDeliveries(
                before: now.adding(seconds: -keptDays * 86_400))
            return "\(pruned) deliveries forgotten"
        }
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func claim(_ senders: Senders) async throws -> [Sending] {
        let until = now().adding(seconds: sender.claimSeconds)
        let free = senders.all.freeCount
        guard free > 0 else { return [] }
        var claims = try await database.webHooks.claim(
            limit: free, alsoFailing: false, now: now(), claimedUntil: until)
        let room = min(free - claims.count, senders.failing.freeCount)
        if room > 0 {
            claims += try await database.webHooks.claim(
                limit: room, alsoFailing: true, now: now(), claimedUntil: until)
        }
        return claims.map { claim in
            let needed = claim.failures > 0 ? [senders.all, senders.failing] : [senders.all]
            return Sending(claim: claim, permits: needed.compactMap { $0.tryAcquire() })
        }
    }

    private func send(_ sending: Sending) async {
        defer { for permit in sending.permits { permit.release() } }
        do {
            let (delivered, _) = try await sender.send(sending.claim)
            if delivered > 0 {
                observe(.webHooksDelivered(subscription: sending.claim.id, deliveries: delivered))
            }
        } catch {
            // Its claim ends by itself, and then it is sent again.
            if !isEnding { observe(.webHooksNotSent(reason: "\(error)")) }
        }
    }
}
