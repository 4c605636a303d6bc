import Concurrency
package import Domain
package import Storage

/// The change feed for requests that wait (long poll) and for streams.
package struct ChangeFeed: Sendable {
    /// Requests of one token that may wait for changes at the same time.
    static let waitingOfToken = 16

    let database: Database
    /// Throws where the access log could not be written: then the page is not sent.
    let record: @Sendable (AccessLogEntry) async throws -> Void
    /// Who holds a token, by its number; `nil` once it has ended.
    let holder: @Sendable (Int64) async throws -> Access?
    let now: @Sendable () -> Timestamp
    let hub: FeedHub
    /// Requests that wait for changes, by token; 2,000 in all.
    let waiting = KeyedSemaphore<Int64>(permitsPerKey: Self.waitingOfToken, permits: 2_000)
    let uptime: @Sendable () -> Duration
    let isEnding: @Sendable () -> Bool

    /// - Parameters:
    ///   - record: for the pages of streams; the first one, and a list, is recorded like any answer.
    ///   - holder: asked again while a stream goes on; `nil` for a token that has ended.
    ///   - uptime: a monotonic clock.
    ///   - sleep: returns early when the service stops.
    ///   - isEnding: true while the service stops: waiting requests are then answered at once.
    package init(
        database: Database, record: @escaping @Sendable (AccessLogEntry) async throws -> Void,
        holder: @escaping @Sendable (Int64) async throws -> Access?,
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        isEnding: @escaping @Sendable () -> Bool
    ) {
        self.database = database
        self.record = record
        self.holder = holder
        self.now = now
        self.uptime = uptime
        self.isEnding = isEnding
        hub = FeedHub(ask: { try await database.feed.newest() }, sleep: sleep)
    }

    /// Pages that one request reads in which its filter matches nothing.
    private static let stretches = 20

    /// Changes after `start`; where there are none, those that come within `wait`.
    func page(_ start: FeedStart, _ filter: FeedFilter, limit: Int, wait: Duration) async throws -> FeedPage {
        let end = uptime() + wait
        var start = start
        var stretches = 0
        while true {
            let page = try await database.feed.changes(start, filter, limit: limit)
            start = .after(page.cursor)
            stretches += 1
            if !page.entries.isEmpty { return page }
            if page.isBehind {
                if stretches >= Self.stretches { return page }
                continue
            }
            repeat {
                guard uptime() < end, !isEnding() else { return page }
            } while try await hub.readNewest() <= page.cursor.seq
        }
    }
}
