package import Domain
package import Storage

/// Reads the change feed to its end, step by step.
package struct SampleFeed: Sendable {
    private let database: Database
    private let filter: FeedFilter
    private var cursor: FeedStart = .oldest

    /// - Parameter filter: `nil`: all that there is.
    package init(_ database: Database, _ filter: FeedFilter? = nil) {
        self.database = database
        self.filter = filter ?? FeedFilter(for: .unrestricted)
    }

    /// What was committed since the last call, after everything got its number.
    package mutating func news(now: Timestamp) async throws -> [FeedEntry] {
        while try await database.feed.sequence(limit: 10_000, now: now) != 0 {}
        var news: [FeedEntry] = []
        while true {
            let page = try await database.feed.changes(cursor, filter, limit: 1_000)
            news += page.entries
            cursor = .after(page.cursor)
            if !page.isBehind { return news }
        }
    }
}

extension [FeedEntry] {
    /// `build.changed B-1 {"what": ["key"]}`, one line a change.
    package var lines: [String] {
        map { "\($0.kind.rawValue) \($0.buildCode ?? "-") \($0.body)" }
    }
}
