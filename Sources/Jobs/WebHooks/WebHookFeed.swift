import Domain
package import Storage

/// The change feed as web hooks read it.
package struct WebHookFeed: Sendable {
    /// What a subscription's token may see of a stretch of the feed, and where the stretch ends.
    struct Page: Sendable {
        let events: [WebHookEvent]
        /// Everything up to here was looked at, whether or not it is among the events.
        let position: Int64
    }

    private static let pageSize = 200

    private let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// The number of the newest change.
    func head() async throws -> Int64 { try await database.feed.newest() }

    /// The next page behind a subscription's position, by what its token may see now; `nil` when the token has ended.
    func page(_ plan: WebHookPlan, now: Timestamp) async throws -> Page? {
        guard let access = try await database.access.access(tokenID: plan.tokenID, now: now) else {
            return nil
        }
        let page = try await changes(plan.position, filter(plan.filter, access))
        return Page(events: page.entries.map(event), position: page.cursor.seq)
    }

    /// What was forgotten before it was planned is gone: the subscription goes on with the oldest change that is kept.
    private func changes(_ position: Int64, _ filter: FeedFilter) async throws -> FeedPage {
        do {
            return try await database.feed.changes(
                .behind(position), filter, limit: Self.pageSize)
        } catch FeedCursorProblem.forgotten {
            return try await database.feed.changes(.oldest, filter, limit: Self.pageSize)
        }
    }

    private func filter(_ filter: WebHookFilter, _ access: Access) -> FeedFilter {
        FeedFilter(
            kinds: filter.events.isEmpty ? nil : Set(filter.events.compactMap(FeedKind.init)),
            buildCodes: filter.builds.isEmpty ? nil : Set(filter.builds),
            for: Visibility(access).narrowed(programmes: filter.programmes, regions: filter.regions))
    }

    private func event(_ entry: FeedEntry) -> WebHookEvent {
        WebHookEvent(
            sequence: entry.seq, kind: entry.kind.rawValue, buildID: entry.buildID,
            payload: WebHookPayload.text(of: entry))
    }
}
