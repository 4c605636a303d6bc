import Domain
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Collector

private let day = Day(number: 20_600)
private let now = Timestamp(day: day, hour: 9)

/// Group commit against a real database.
@Suite struct BatcherTests {
    @Test func aThousandConcurrentRecordsAreCommittedInFewTransactions() async throws {
        try await withBatcher { batcher, conninfo, _ in
            try await withThrowingTaskGroup { group in
                for number in 0..<1_000 {
                    group.addTask { try await batcher.keep(Self.row(number)) }
                }
                try await group.waitForAll()
            }
            let counts = try await MigratedDatabase.rows(
                """
                select count(*), count(distinct (batch_id, ordinal)), count(distinct batch_id) < 500,
                    (select sum(records) from batch)
                from receipt
                """, in: conninfo)
            #expect(counts == [["1000", "1000", "t", "1000"]])
        }
    }

    @Test func aRecordThatTheDatabaseRefusesDoesNotTakeTheOthersWithIt() async throws {
        try await withBatcher { batcher, conninfo, observed in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        var row = Self.row(number)
                        // NUL cannot stand in a text column.
                        if number == 17 { row.useSe = "a\0b" }
                        do {
                            try await batcher.keep(row)
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 49)
            let stored = try await MigratedDatabase.rows("select count(*) from receipt", in: conninfo)
            #expect(stored == [["49"]])
            #expect(
                observed().contains {
                    if case .recordsNotStored(records: 1, _) = $0 { true } else { false }
                })
        }
    }

    @Test func recordsOfTwoDaysAreTwoBatchesInTheirOwnPartitions() async throws {
        try await withBatcher { batcher, conninfo, _ in
            try await withThrowingTaskGroup { group in
                for offset in [0, 1] {
                    group.addTask {
                        var row = Self.row(offset)
                        row.receivedAt = day.adding(days: offset).start
                        try await batcher.keep(row)
                    }
                }
                try await group.waitForAll()
            }
            let days = try await MigratedDatabase.rows(
                "select arrival_day, tableoid::regclass::text from receipt order by 1", in: conninfo)
            #expect(days == [["2026-05-27", "receipt_20260527"], ["2026-05-28", "receipt_20260528"]])
        }
    }

    @Test func aFileIsOneBatchOfItsOwnAndARepeatGetsTheFirst() async throws {
        try await withBatcher { batcher, conninfo, _ in
            let submission = Submission(
                keyID: 1, idempotencyKey: "x", lines: 3, counted: 3, quarantined: "[]")
            let file = (0..<3).map { Arrival.counted(Self.row($0)) }
            let first = try await batcher.keep(file, submission)
            try await batcher.keep(Self.row(9))
            let second = try await batcher.keep(file, submission)
            #expect(first.isRepeat == false)
            #expect(second.isRepeat)
            #expect(second.id == first.id)
            let stored = try await MigratedDatabase.rows(
                "select count(*), count(distinct batch_id), count(*) filter (where batch_id = \(first.id.number))"
                    + " from receipt", in: conninfo)
            #expect(stored == [["4", "2", "3"]])
        }
    }

    @Test func aBatcherThatIsCancelledEnds() async throws {
        try await withThrowingTaskGroup { group in
            let batcher = Batcher(
                instance: 1, keep: { batches, _ in batches.map { _ in .stored } },
                setAside: { _, _ in false }, pause: { _ in },
                metrics: CollectorMetrics(), observe: { _ in })
            group.addTask { try await batcher.run() }
            try await batcher.keep(Self.row(1))
            group.cancelAll()
            try await group.waitForAll()
            await #expect(throws: Batcher.NotStored.self) { try await batcher.keep(Self.row(2)) }
        }
    }

    @Test func whenTooMuchWaitsSocketsAreAskedToWait() async throws {
        // Nobody commits: run() is not called.
        let batcher = Batcher(
            instance: 1, keep: { _, _ in [] }, setAside: { _, _ in false }, pause: { _ in },
            metrics: CollectorMetrics(),
            observe: { _ in })
        #expect(batcher.hasRoom { Issue.record("called at once") })
        for number in 0..<100_000 { batcher.add(Self.row(number)) { _ in } }
        #expect(batcher.waitingRecords == 100_000)
        #expect(!batcher.hasRoom {})
    }

    private static func row(_ number: Int) -> ReceiptRow {
        ReceiptRow(
            buildID: 1, keyID: 1, receivedAt: now, occurredAt: now.adding(seconds: Int64(number)), dialect: 0,
            action: .read, user: Pseudonym(epoch: 2026, hash: [1, 2, 3]), addressClass: 1, addressHash: [4],
            quantity: 0, logDt: nil, useSe: nil, repairs: 0, isImplausible: false, sealed: nil)
    }

    private func withBatcher(
        _ body: (Batcher, String, @Sendable () -> [Observation]) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            let seen = Observations()
            try await database.receipts.ensurePartitions([day, day.adding(days: 1)])
            let batcher = Batcher(
                instance: try await database.receipts.newInstance(now: now),
                keep: { batches, _ in try await database.receipts.store(batches, now: now) },
                setAside: { batch, reason in
                    seen.add(.recordsNotStored(records: batch.arrivals.count, reason: reason))
                    return false
                }, pause: { _ in }, metrics: CollectorMetrics(),
                observe: { seen.add($0) })
            try await withThrowingTaskGroup { group in
                group.addTask { try await batcher.run() }
                try await body(batcher, conninfo, { seen.all })
                batcher.close()
                try await group.waitForAll()
            }
        }
    }
}

private final class Observations: Sendable {
    private let seen = Mutex<[Observation]>([])
    var all: [Observation] { seen.withLock { $0 } }
    func add(_ observation: Observation) { seen.withLock { $0.append(observation) } }
}

extension Batcher {
    fileprivate func add(_ row: ReceiptRow, answer: @escaping @Sendable (Bool) -> Void) {
        add(Admission(arrival: .counted(row), code: .AP1002, sighting: nil), answer: answer)
    }

    fileprivate func keep(_ row: ReceiptRow) async throws {
        let isStored = await withCheckedContinuation { continuation in
            add(row) { continuation.resume(returning: $0) }
        }
        if !isStored { throw NotStored(reason: "told so") }
    }
}
