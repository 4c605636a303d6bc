package import Domain
package import Storage

/// Turns changes into deliveries: each once for each subscription, with the payload as it is then.
package struct WebHookPlanner: Sendable {
    /// So many pages of one subscription, then the others have their turn.
    private static let pagesMax = 5

    private let database: Database
    private let feed: WebHookFeed
    private let notice: WebHookNotice

    package init(database: Database, feed: WebHookFeed, notice: WebHookNotice) {
        self.database = database
        self.feed = feed
        self.notice = notice
    }

    /// Gives the number of deliveries that were made, and of each subscription that could not be planned why.
    package func plan(now: Timestamp) async throws -> (made: Int, troubles: [String]) {
        let head = try await feed.head()
        var made = 0
        var troubles: [String] = []
        for plan in try await database.webHooks.toPlan(head: head, now: now) {
            do {
                made += try await self.plan(plan, until: head, now: now)
            } catch {
                try Task.checkCancellation()
                // The others have nothing to do with it.
                troubles.append("subscription \(plan.id) cannot be planned: \(error)")
            }
        }
        return (made, troubles)
    }

    private func plan(_ first: WebHookPlan, until head: Int64, now: Timestamp) async throws -> Int {
        var plan = first
        var made = 0
        for _ in 0..<Self.pagesMax where plan.position < head || !plan.isTokenValid {
            guard plan.isTokenValid, let page = try await feed.page(plan, now: now) else {
                try await notice.disable(plan.id, host: hostName(plan.url), .tokenEnded, now: now)
                return made
            }
            guard page.position > plan.position else { break }
            made += try await database.webHooks.plan(
                plan, page.events, position: page.position,
                expiresAt: now.adding(seconds: WebHookBackOff.lifetimeSeconds), now: now)
            plan = plan.at(page.position)
        }
        return made
    }
}
