import Domain
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Collector

private let day = Day(number: 20_600)
private let now = Timestamp(day: day, hour: 9)

/// PostgreSQL and the spool together, while one or both of them fail.
@Suite struct DurableBatchStoreTests {
    @Test func whileTheDatabaseIsAwayBatchesWaitInTheSpoolAndAreStoredOnceInTheEnd() async throws {
        try await withVault { place in
            #expect(try await place.batchStore.keep([Self.batch(0)]) == [.stored])
            try await place.shutDatabase()
            #expect(try await place.batchStore.keep([Self.batch(1), Self.batch(2)]) == [.stored, .stored])
            #expect(!place.batchStore.isDatabaseAvailable)
            #expect(await place.batchStore.spoolStatus().batches == 2)
            try await place.openDatabase()
            while await place.batchStore.drain() {}
            #expect(place.batchStore.isDatabaseAvailable)
            #expect(try await place.stored() == ["3", "3"])
            #expect(await place.batchStore.spoolStatus().batches == 0)
            #expect(try await place.batchStore.keep([Self.batch(3)]) == [.stored])
            let kinds = place.spools.observed.map(\.kind)
            #expect(kinds == ["commitRetried", "databaseAway", "databaseBack", "spoolDrained"])
        }
    }

    @Test func aCommitOfWhichNobodyHeardIsNotStoredTwice() async throws {
        try await withVault { place in
            try await place.database.receipts.ensurePartitions([day])
            // Committed behind the back of the store, as if the answer had been lost.
            try await place.database.receipts.store([Self.batch(0)], now: now)
            try await place.shutDatabase()
            #expect(try await place.batchStore.keep([Self.batch(0), Self.batch(1)]) == [.stored, .stored])
            try await place.openDatabase()
            while await place.batchStore.drain() {}
            #expect(try await place.stored() == ["2", "2"])
        }
    }

    @Test func aFullSpoolIsSaidAndNothingIsPromised() async throws {
        try await withVault(limit: 1_000) { place in
            try await place.shutDatabase()
            await #expect(throws: Batcher.NotStored.self) {
                try await place.batchStore.keep([Self.batch(0, records: 100)])
            }
            #expect(place.receptions.all == ["closed"])
            #expect(try await place.batchStore.keep([Self.batch(1)]) == [.stored])
            #expect(place.receptions.all == ["closed", "open"])
            try await place.openDatabase()
            while await place.batchStore.drain() {}
            #expect(try await place.stored() == ["1", "1"])
        }
    }

    @Test func aRepeatedSubmissionIsRecognisedInTheSpoolToo() async throws {
        try await withVault { place in
            let submission = Submission(
                keyID: 1, idempotencyKey: "x", lines: 1, counted: 1, quarantined: "[]")
            try await place.shutDatabase()
            let first = Self.batch(0, submission: submission)
            #expect(try await place.batchStore.keep([first]) == [.stored])
            #expect(
                try await place.batchStore.keep([Self.batch(1, submission: submission)]) == [
                    .repeated(first.id)
                ])
            #expect(try await place.batchStore.submission(keyID: 1, idempotencyKey: "x")?.id == first.id)
            try await place.openDatabase()
            while await place.batchStore.drain() {}
            #expect(try await place.batchStore.submission(keyID: 1, idempotencyKey: "x")?.id == first.id)
            #expect(try await place.stored() == ["1", "1"])
        }
    }

    @Test func whatTheDatabaseRefusesIsSetAsideAndHoldsNobodyUp() async throws {
        try await withVault { place in
            try await place.shutDatabase()
            _ = try await place.batchStore.keep([Self.batch(0), Self.batch(1, useSe: "a\0b"), Self.batch(2)])
            try await place.openDatabase()
            while await place.batchStore.drain() {}
            #expect(try await place.stored() == ["2", "2"])
            #expect(await place.batchStore.spoolStatus().refused == 1)
        }
    }

    @Test func aSpoolThatCannotBeWrittenIsToldOnceAndPostgreSQLGoesOnTakingRecords() async throws {
        try await withVault { place in
            try await place.shutDatabase()
            _ = try await place.batchStore.keep([Self.batch(0, useSe: "a\0b"), Self.batch(1)])
            try await place.openDatabase()
            // Where the folder of refused batches should be.
            let obstacle = "\(place.spools.folder)/0/refused"
            try Data().write(to: URL(filePath: obstacle))
            for _ in 0..<5 { #expect(await place.batchStore.drain() == false) }
            #expect(place.batchStore.isDatabaseAvailable)
            #expect(place.spools.observed.count { $0.kind == "spoolFailed" } == 1)
            #expect(place.spools.observed.count { $0.kind == "databaseAway" } == 1)
            #expect(place.spools.observed.count { $0.kind == "databaseBack" } == 1)
            #expect(try await place.batchStore.keep([Self.batch(2)]) == [.stored])
            #expect(try await place.stored() == ["1", "1"])
            try FileManager.default.removeItem(atPath: obstacle)
            while await place.batchStore.drain() {}
            #expect(try await place.stored() == ["2", "2"])
            #expect(await place.batchStore.spoolStatus().refused == 1)
        }
    }

    @Test func aSubmissionThatComesTwiceAtOnceGetsOneIDFromTheSpool() async throws {
        try await withVault { place in
            let submission = Submission(
                keyID: 1, idempotencyKey: "x", lines: 1, counted: 1, quarantined: "[]")
            try await place.shutDatabase()
            let batches = [Self.batch(0, submission: submission), Self.batch(1, submission: submission)]
            #expect(try await place.batchStore.keep(batches) == [.stored, .repeated(batches[0].id)])
            #expect(await place.batchStore.spoolStatus().batches == 1)
            try await place.openDatabase()
            while await place.batchStore.drain() {}
            #expect(try await place.stored() == ["1", "1"])
        }
    }

    @Test func lanesAreChosenAgainWhenTheSpoolIsDrained() async throws {
        let row = QuarantineRow(
            receivedAt: now, lane: .unknownKey, code: .AP1030, keyID: nil, buildID: nil, keyHash: [1],
            occurredAt: now, dialect: 1, repairs: 0, sealed: [1])
        try await withVault(rechoose: { _ in .counted(Self.row(7)) }) { place in
            try await place.shutDatabase()
            let batch = Batch(
                id: BatchID(arrivalDay: day, instance: 1, counter: 1), arrivalDay: day,
                arrivals: [.quarantined(row)])
            _ = try await place.batchStore.keep([batch])
            try await place.openDatabase()
            while await place.batchStore.drain() {}
            #expect(try await place.stored() == ["1", "1"])
        }
    }

    @Test func whatAProcessLeftBehindIsDrainedByAnother() async throws {
        try await withVault { place in
            let other = try await place.spools.open()
            try await other.append([Self.batch(5)])
            await place.batchStore.drainOrphan()
            #expect(try await place.stored() == ["0", "0"], "its process lives")
            await other.close()
            await place.batchStore.drainOrphan()
            #expect(try await place.stored() == ["1", "1"])
        }
    }

    private static func row(_ number: Int, useSe: String? = nil) -> ReceiptRow {
        ReceiptRow(
            buildID: 1, keyID: 1, receivedAt: now, occurredAt: now.adding(seconds: Int64(number)), dialect: 0,
            action: .read, user: nil, addressClass: 1, addressHash: [4], quantity: 0, logDt: nil,
            useSe: useSe,
            repairs: 0, isImplausible: false, sealed: nil)
    }

    private static func batch(
        _ counter: Int32, records: Int = 1, useSe: String? = nil, submission: Submission? = nil
    ) -> Batch {
        Batch(
            id: BatchID(arrivalDay: day, instance: 1, counter: counter), arrivalDay: day,
            arrivals: (0..<records).map { .counted(row($0, useSe: useSe)) }, submission: submission)
    }
}

/// A batch store with a database that can be shut.
private struct Place {
    let batchStore: DurableBatchStore
    let database: Database
    let conninfo: String
    let spools: SpoolPlace
    let receptions: Seen<String>

    /// Nobody gets in any more, and whoever is in is thrown out.
    func shutDatabase() async throws {
        try await allowConnections(false)
    }

    func openDatabase() async throws {
        try await allowConnections(true)
    }

    /// Receipts, and how many of them differ.
    func stored() async throws -> [String?] {
        try await MigratedDatabase.rows(
            "select count(*), count(distinct (batch_id, ordinal)) from receipt", in: conninfo)[0]
    }

    private func allowConnections(_ isAllowed: Bool) async throws {
        let name = conninfo.split(separator: "dbname=").last ?? ""
        try await TestDatabase.administer("alter database \"\(name)\" allow_connections \(isAllowed)")
        try await TestDatabase.administer(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '\(name)'")
    }
}

private final class Seen<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    var all: [Element] { elements.withLock { $0 } }
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
}

extension Observation {
    /// The name of the case.
    fileprivate var kind: String { String("\(self)".prefix { $0 != "(" }) }
}

private func withVault(
    limit: Int64 = 1 << 30, rechoose: @escaping @Sendable (Arrival) -> Arrival = { $0 },
    _ body: (Place) async throws -> Void
) async throws {
    try await MigratedDatabase.with { database, conninfo in
        try await SpoolPlace.with { spools in
            let receptions = Seen<String>()
            let spool = try await spools.open(limit: limit)
            let batchStore = DurableBatchStore(
                database: database, spool: spool, isAway: false, now: { now },
                sleep: { try await ContinuousClock().sleep(for: $0) }, prepare: {},
                orphans: { try await spools.openOrphan() }, rechoose: rechoose,
                onReception: { receptions.add($0 == .open ? "open" : "closed") },
                metrics: CollectorMetrics(), observe: spools.observe)
            try await body(
                Place(
                    batchStore: batchStore, database: database, conninfo: conninfo, spools: spools,
                    receptions: receptions))
            await spool.close()
        }
    }
}
