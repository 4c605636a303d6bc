import Domain
import Foundation
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

private let isFull = ProcessInfo.processInfo.environment["AFTERBUILD_TEST_FULL"] == "yes"
/// How many changes are written, the same for each writer; a million takes a minute of both cores.
private let total: Int64 = isFull ? 1_000_000 : 128_000

private let writers: Int64 = 64
/// Those whose first transaction stays open while the others write.
private let slowWriters: Int64 = 8
private let began = instant("2026-03-02 09:00")

/// Numbers given after commit, read while they are given.
@Suite struct FeedOrderTests {
    /// What one reader saw: which changes, and which of them twice.
    private struct Seen {
        private var flags: [Bool]
        private(set) var count = 0
        private(set) var repeated = 0

        init() {
            flags = Array(repeating: false, count: Int(total))
        }

        mutating func add(_ subject: Int64) {
            if flags[Int(subject)] { repeated += 1 } else { count += 1 }
            flags[Int(subject)] = true
        }
    }

    private final class Run: Sendable {
        /// The seconds after `began` that were given out.
        let clock = Atomic<Int64>(writers)
        let isRead = Atomic<Bool>(false)
    }

    /// What the gate is: slow transactions wait on a lock that the reader gives back.
    private static let gate = 4_711

    /// Writes this writer's share in transactions of some hundred rows, with times in the order of writing.
    private func write(_ writer: Int64, _ run: Run, _ conninfo: String) async throws {
        let connection = Connection(
            PoolConfiguration(
                conninfo: conninfo, setup: ["set role afterbuild_app"], statementTimeout: .seconds(240),
                idleInTransactionTimeout: .zero, applicationName: "test"))
        let share = total / writers
        let chunk: Int64 = 250
        for first in stride(from: writer * share, to: (writer + 1) * share, by: Int.Stride(chunk)) {
            let isHeld = writer < slowWriters && first == writer * share
            let last = min(first + chunk, (writer + 1) * share) - 1
            // A slow one took its time before the others, and commits after them.
            let seconds = isHeld ? writer : run.clock.add(1, ordering: .relaxed).newValue
            let recordedAt = began.adding(seconds: seconds).sqlText
            try await connection.transaction { session in
                _ = try session.run(
                    """
                    insert into feed_pending (recorded_at, kind, subject_id, body)
                    select '\(recordedAt)', 'export.made', n, '{"quarter": "2026-Q1"}'
                    from generate_series(\(first), \(last)) n
                    """, as: "feed_test_write")
                if isHeld {
                    _ = try session.run(
                        "select pg_advisory_xact_lock_shared(\(Self.gate))", as: "feed_test_wait")
                }
            }
        }
        await connection.close()
    }

    /// The numbers of the changes that a reader by time would find after `time`, and the last time it saw.
    private func byTime(
        after time: String, _ conninfo: String
    ) async throws -> (subjects: [Int64], last: String) {
        let rows = try await MigratedDatabase.rows(
            """
            select subject_id, (recorded_at at time zone 'UTC')::text from feed_entry
            where recorded_at > '\(time)'::timestamp at time zone 'UTC' and subject_id is not null
            order by recorded_at
            """, in: conninfo)
        return (rows.compactMap { $0[0].flatMap { Int64($0) } }, rows.last?[1] ?? time)
    }

    /// The feed to its end, while it is written and numbered.
    ///
    /// - Parameter onProgress: told how many were read, after each page.
    private func read(
        _ database: Database, from start: FeedCursor, onProgress: (Int) async throws -> Void
    ) async throws -> (seen: Seen, gaps: Int) {
        let filter = FeedFilter(for: .unrestricted)
        var seen = Seen()
        var gaps = 0
        var cursor = start
        try await eventually("\(total) changes in the feed", within: .seconds(isFull ? 800 : 100)) {
            let page = try await database.feed.changes(.after(cursor), filter, limit: 5_000)
            for (place, entry) in page.entries.enumerated() {
                if entry.seq != cursor.seq + Int64(place) + 1 { gaps += 1 }
                seen.add(try #require(entry.subjectID))
            }
            cursor = page.cursor
            try await onProgress(seen.count)
            return seen.count + seen.repeated >= Int(total)
        }
        return (seen, gaps)
    }

    @Test(.heavy, .timeLimit(.minutes(isFull ? 15 : 2)))
    func nothingIsMissedOrRepeatedBehindSixtyFourWritersAndAReaderByTimeMisses() async throws {
        try await MigratedDatabase.with(named: "feed", connections: 4) { database, conninfo in
            let keeper = Connection(PoolConfiguration(conninfo: conninfo, applicationName: "test"))
            try await keeper.withSession { session in
                _ = try session.run("select pg_advisory_lock(\(Self.gate))", as: "feed_test_gate")
            }
            // The holidays that every database begins with.
            _ = try await database.feed.sequence(limit: 10_000, now: began)
            let none = FeedFilter(kinds: [], for: .unrestricted)
            let start = try await database.feed.changes(.now, none, limit: 1).cursor
            let run = Run()
            var byTimeSeen = Seen()
            var lastTime = "2026-01-01"
            let outcome = try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask { try await self.write(writer, run, conninfo) }
                }
                // Two, as two instances would.
                for _ in 0..<2 {
                    group.addTask {
                        while !run.isRead.load(ordering: .relaxed) {
                            let count = try await database.feed.sequence(limit: 10_000, now: began)
                            if count != 10_000 { await Task.yield() }
                        }
                    }
                }
                var isOpen = false
                let outcome = try await self.read(database, from: start) { count in
                    guard !isOpen, count > Int(total / 2) else { return }
                    isOpen = true
                    let found = try await self.byTime(after: lastTime, conninfo)
                    for subject in found.subjects { byTimeSeen.add(subject) }
                    lastTime = found.last
                    try await keeper.withSession { session in
                        _ = try session.run("select pg_advisory_unlock(\(Self.gate))", as: "feed_test_open")
                    }
                }
                run.isRead.store(true, ordering: .relaxed)
                try await group.waitForAll()
                return outcome
            }
            #expect(outcome.seen.count == Int(total), "none missed")
            #expect(outcome.seen.repeated == 0)
            #expect(outcome.gaps == 0)
            #expect(try await database.feed.newest() == start.seq + total)
            let rest = try await byTime(after: lastTime, conninfo)
            for subject in rest.subjects { byTimeSeen.add(subject) }
            #expect(Int(total) - byTimeSeen.count >= Int(slowWriters), "the clock of the writers misses")
            await keeper.close()
        }
    }
}
