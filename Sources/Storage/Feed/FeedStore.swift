package import Domain
import Postgres

/// A stretch of the feed.
package struct FeedPage: Sendable {
    package let entries: [FeedEntry]
    /// Where to read on: behind the last entry, or behind all that was looked through.
    package let cursor: FeedCursor
    /// The number of the newest change, visible to the caller or not.
    package let newest: Int64

    package init(entries: [FeedEntry], cursor: FeedCursor, newest: Int64) {
        self.entries = entries
        self.cursor = cursor
        self.newest = newest
    }

    /// Whether there is more to look through already.
    package var isBehind: Bool { cursor.seq < newest }
}

/// A cursor from which reading cannot go on.
package enum FeedCursorProblem: Error, Sendable, Equatable {
    /// Changes behind it were forgotten; it is too old.
    case forgotten
    /// It is of another database, or of this one before a backup was restored: of another epoch, or ahead of the feed.
    case foreign
}

/// The change feed.
package struct FeedStore: Store {
    let database: Database

    /// Gives numbers to changes that were committed.
    ///
    /// - Returns: how many; `nil` while another instance does it.
    package func sequence(limit: Int, now: Timestamp) async throws -> Int? {
        try await write { session in
            // A statement of its own: the next one must see what the last holder of the lock committed.
            let lock = try session.run(
                "select pg_try_advisory_xact_lock(hashtext('afterbuild.feed'))", as: "feed_lock")
            guard lock.text(0, 0) == "t" else { return nil }
            return try session.first(
                Query(reading: "feed_sequence") { try $0.int("sequenced") },
                [.time(now), .int(Int64(limit))]) ?? 0
        }
    }

    /// The number of the newest change; 0 where there was none yet.
    package func newest() async throws -> Int64 {
        try await read { session in try feedState(in: session).newest }
    }

    /// Changes behind a place, oldest first.
    ///
    /// Looks through a bounded stretch: a page may be empty although the feed goes on. On one state of the database:
    /// what
    /// is forgotten meanwhile is still there.
    /// - Throws: `FeedCursorProblem`.
    package func changes(_ start: FeedStart, _ filter: FeedFilter, limit: Int) async throws -> FeedPage {
        try await read { session in
            let (newest, forgotten, epoch) = try feedState(in: session)
            func place(_ seq: Int64) -> FeedCursor { FeedCursor(epoch: epoch, seq: seq) }
            let from: Int64
            switch start {
            case .oldest: from = forgotten
            case .now: from = newest
            case .after(let cursor):
                guard cursor.epoch == epoch else { throw FeedCursorProblem.foreign }
                from = cursor.seq
            case .behind(let seq): from = seq
            }
            if from < forgotten { throw FeedCursorProblem.forgotten }
            if from > newest { throw FeedCursorProblem.foreign }
            let to = min(newest, from + feedStretch)
            guard from < to else {
                return FeedPage(entries: [], cursor: place(from), newest: newest)
            }
            let entries = try session.rows(
                Query(reading: "feed_read") { try readFeedEntry($0, epoch: epoch) },
                [.int(from), .int(to)] + filter.parameters + [.int(Int64(limit))])
            let last = entries.count < limit ? to : entries.last?.seq ?? to
            return FeedPage(entries: entries, cursor: place(last), newest: newest)
        }
    }

    /// Forgets changes that got their numbers before `time`; their cursors are too old from then on.
    package func prune(before time: Timestamp) async throws -> Int {
        let limit = 10_000
        var forgotten = 0
        while true {
            let count = try await write { session in
                try session.first(
                    Query(reading: "feed_prune") { try $0.int("pruned") },
                    [.time(time), .int(Int64(limit))]) ?? 0
            }
            forgotten += count
            if count < limit { return forgotten }
        }
    }

    /// Appends a change to the feed in a transaction of its own.
    package func announce(
        _ kind: FeedKind, of subjects: [FeedSubject], now: Timestamp
    ) async throws {
        try await write { session in try announce(kind, of: subjects, now: now, in: session) }
    }
}

/// Of what a change is.
package struct FeedSubject: Sendable {
    let build: Int64?
    let subject: Int64?
    let body: String

    /// - Parameter body: a small JSON object without personal data; receivers ask the interface for the rest.
    package init(build: Int64?, subject: Int64? = nil, body: String = "{}") {
        self.build = build
        self.subject = subject
        self.body = body
    }
}

/// Numbers that one reading looks through: a filter that lets nothing pass must not read 90 days at once.
private let feedStretch: Int64 = 10_000

extension FeedStore {
    /// Appends a change to the feed, in the transaction that makes it.
    func announce(
        _ kind: FeedKind, of subjects: [FeedSubject], now: Timestamp, in session: borrowing Session
    ) throws {
        func optional(_ ids: [Int64?]) -> Parameter { .textArray(ids.map { id in id.map { "\($0)" } }) }
        try session.run(
            Query("feed_append"),
            [
                .time(now), .text(kind.rawValue), optional(subjects.map(\.build)),
                optional(subjects.map(\.subject)), .textArray(subjects.map(\.body)),
            ])
    }

    /// Appends restated days to the feed, in the transaction that changed the build days.
    func announceDays(
        _ changed: [(build: Int64, day: Day)], now: Timestamp, in session: borrowing Session
    ) throws {
        guard changed.contains(where: { $0.day < now.day }) else { return }
        try session.run(
            Query("feed_days_restated"),
            [.intArray(changed.map(\.build)), .days(changed.map(\.day)), .day(now.day), .time(now)])
    }

    /// Appends issued and ended keys to the feed.
    func announceKeys(_ keys: [Int64], now: Timestamp, in session: borrowing Session) throws {
        guard !keys.isEmpty else { return }
        try session.run(Query("feed_keys_changed"), [.intArray(keys), .time(now)])
    }

    fileprivate func feedState(
        in session: borrowing Session
    ) throws -> (newest: Int64, forgotten: Int64, epoch: String) {
        let state = try session.single(
            Query(reading: "feed_state") {
                (
                    newest: try $0.int64("last_seq"), forgotten: try $0.int64("pruned_seq"),
                    epoch: try $0.string("epoch")
                )
            })
        return state
    }
}

extension FeedFilter {
    fileprivate var parameters: [Parameter] {
        func array(_ texts: Set<String>?) -> Parameter { texts.map { .textArray($0.sorted()) } ?? .text(nil) }
        return [
            .textArray(kinds.map(\.rawValue).sorted()), array(buildCodes), array(scope.programmeCodes),
            array(scope.regionCodes), .text(scope.supplierNumber),
        ]
    }
}

private func readFeedEntry(_ row: borrowing RowReader, epoch: String) throws -> FeedEntry {
    let kind: FeedKind = try row.value("kind")
    return FeedEntry(
        cursor: FeedCursor(epoch: epoch, seq: try row.int64("seq")),
        sequencedAt: try row.timestamp("sequenced_at"),
        recordedAt: try row.timestamp("recorded_at"),
        kind: kind, buildID: try row.optionalInt("build_id"), buildCode: try row.optionalText("code"),
        subjectID: try row.optionalInt("subject_id"), body: try row.string("body"))
}
