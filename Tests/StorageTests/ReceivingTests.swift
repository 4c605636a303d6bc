import Domain
import Postgres
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-02 10:00")

@Suite struct ReceivingTests {
    @Test func aBatchStoresReceiptsQuarantineRawBytesAndTouchedDays() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let build = SampleBuild(id: 7, keyID: 3)
            let yesterday = instant("2026-03-01 23:59:59.123456")
            let batches = try await database.receive([
                build.record(
                    at: yesterday, receivedAt: now, action: .create, quantity: 12, useSe: "등록",
                    sealed: [9, 8, 7]),
                build.rejected(at: nil, receivedAt: now, lane: .overLimit),
                build.record(at: now, action: nil, user: nil),
            ])
            let batch = try #require(batches.first)
            #expect(batches.count == 1)
            let receipts = try await MigratedDatabase.rows(
                """
                select batch_id, ordinal, build_id, key_id, occurred_at, occurred_day, arrival_day, received_at, action,
                    user_epoch, user_hash is null, quantity, log_dt, use_se, implausible, dialect
                from receipt order by ordinal
                """, in: conninfo)
            let id = "\(batch.number)"
            #expect(
                receipts == [
                    [
                        id, "0", "7", "3", "2026-03-01 23:59:59.123456+09", "2026-03-01", "2026-03-02",
                        "2026-03-02 10:00:00+09", "4", "2026", "f", "12", nil, "등록", "f", "1",
                    ],
                    [
                        id, "2", "7", "3", "2026-03-02 10:00:00+09", "2026-03-02", "2026-03-02",
                        "2026-03-02 10:00:00+09", nil, nil, "t", nil, nil, nil, "f", "1",
                    ],
                ])
            let quarantine = try await MigratedDatabase.rows(
                "select batch_id, ordinal, lane, code, key_id, occurred_day, sealed from quarantine",
                in: conninfo)
            #expect(quarantine == [[id, "1", "over_limit", "AP1030", "3", nil, "\\x010203"]])
            let raw = try await MigratedDatabase.rows("select ordinal, sealed from receipt_raw", in: conninfo)
            #expect(raw == [["0", "\\x090807"]])
            let touched = try await MigratedDatabase.rows(
                """
                select t.build_id, date '1970-01-01' + t.day, date '1970-01-01' + t.arrival_day
                from touched_batch b, unnest(b.build_ids, b.days, b.arrival_days) as t (build_id, day, arrival_day)
                order by t.day
                """, in: conninfo)
            #expect(touched == [["7", "2026-03-01", "2026-03-02"], ["7", "2026-03-02", "2026-03-02"]])
            let lanes = try await database.receipts.laneCounts()
            #expect(lanes.map(\.lane) == ["counted", "over_limit"])
            #expect(lanes.map(\.records) == [2, 1])
        }
    }

    @Test func aBatchIsStoredOnceOrNotAtAll() async throws {
        try await MigratedDatabase.with { database, _ in
            let build = SampleBuild(id: 7, keyID: 3)
            try await database.receipts.ensurePartitions([now.day])
            let instance = try await database.receipts.newInstance(now: now)
            let good = Batch(
                id: BatchID(arrivalDay: now.day, instance: instance, counter: 1), arrivalDay: now.day,
                arrivals: [build.record(at: now)])
            let homeless = Batch(
                id: BatchID(arrivalDay: now.day, instance: instance, counter: 2),
                arrivalDay: day("2026-03-09"), arrivals: [build.record(at: now)])
            await #expect(throws: PostgresError.self) {
                try await database.receipts.store([good, homeless], now: now)
            }
            #expect(try await database.receipts.laneCounts().map(\.records) == [0])
            #expect(try await database.receipts.store([good], now: now) == [.stored])
            #expect(try await database.receipts.store([good], now: now) == [.known])
            #expect(try await database.receipts.laneCounts().map(\.records) == [1])
        }
    }

    @Test func aKnownBatchDoesNotKeepItsNeighbourOut() async throws {
        try await MigratedDatabase.with { database, _ in
            let build = SampleBuild(id: 7, keyID: 3)
            try await database.receipts.ensurePartitions([now.day])
            let batches = (0..<3).map { counter in
                Batch(
                    id: BatchID(arrivalDay: now.day, instance: 9, counter: counter), arrivalDay: now.day,
                    arrivals: [build.record(at: now)],
                    sightings: [KeySighting(keyID: 3, buildID: 7, dialect: 1, network: nil, seenAt: now)])
            }
            try await database.receipts.store([batches[1]], now: now)
            #expect(try await database.receipts.store(batches, now: now) == [.stored, .known, .stored])
            #expect(try await database.receipts.laneCounts().map(\.records) == [3])
        }
    }

    @Test func aSubmissionIsStoredOnceWhateverItsBatch() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let build = SampleBuild(id: 7, keyID: 3)
            try await database.receipts.ensurePartitions([now.day])
            func batch(_ counter: Int32, key: String?) -> Batch {
                Batch(
                    id: BatchID(arrivalDay: now.day, instance: 9, counter: counter), arrivalDay: now.day,
                    arrivals: [build.record(at: now)],
                    submission: Submission(
                        keyID: 3, idempotencyKey: key, lines: 1, counted: 1, quarantined: "[]"))
            }
            let first = batch(0, key: "a")
            #expect(try await database.receipts.store([first], now: now) == [.stored])
            #expect(
                try await database.receipts.store([batch(1, key: "a")], now: now) == [.repeated(first.id)])
            #expect(try await database.receipts.store([first], now: now) == [.known])
            #expect(
                try await database.receipts.store(
                    [batch(2, key: "b"), batch(3, key: nil), batch(4, key: nil)], now: now)
                    == [.stored, .stored, .stored])
            #expect(try await database.receipts.submission(keyID: 3, idempotencyKey: "a")?.id == first.id)
            #expect(try await database.receipts.submission(keyID: 4, idempotencyKey: "a")?.id == nil)
            let counts = try await MigratedDatabase.rows(
                "select count(*), (select count(*) from batch), (select count(*) from submission) from receipt",
                in: conninfo)
            #expect(counts == [["4", "4", "4"]])
        }
    }

    @Test func batchIdsDifferByDayInstanceAndCounter() {
        let days = [day("2020-01-01"), day("2026-03-02"), day("2026-03-03"), day("2064-11-08")]
        let instances: [Int32] = [1, 2, 4_194_303]
        let counters: [Int32] = [0, 1, 134_217_727]
        var numbers: Set<Int64> = []
        for day in days {
            for instance in instances {
                for counter in counters {
                    numbers.insert(BatchID(arrivalDay: day, instance: instance, counter: counter).number)
                }
            }
        }
        #expect(numbers.count == days.count * instances.count * counters.count)
        #expect(numbers.allSatisfy { $0 >= 0 })
    }

    @Test func everyStartOfACollectorHasItsOwnNumber() async throws {
        try await MigratedDatabase.with { database, _ in
            async let one = database.receipts.newInstance(now: now)
            async let other = database.receipts.newInstance(now: now)
            let numbers = try await [one, other]
            #expect(Set(numbers).count == 2)
        }
    }

    struct Edge: Sendable, CustomTestStringConvertible {
        let time: String
        let table: String
        var testDescription: String { "\(time) is in \(table)" }
    }

    @Test(
        "a receipt lies in the partition of its Korean day of arrival",
        arguments: [
            Edge(time: "2026-12-31 23:59:59.999999", table: "receipt_20261231"),
            Edge(time: "2027-01-01 00:00:00", table: "receipt_20270101"),
            Edge(time: "2028-02-29 12:00:00", table: "receipt_20280229"),
            Edge(time: "2028-03-01 00:00:00", table: "receipt_20280301"),
        ])
    func yearEdges(_ edge: Edge) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive([SampleBuild(id: 7, keyID: 3).record(at: instant(edge.time))])
            let tables = try await MigratedDatabase.rows(
                "select tableoid::regclass from receipt", in: conninfo)
            #expect(tables == [[edge.table]])
        }
    }

    @Test func twoThatMakeTheSamePartitionsAtOnceBothSucceed() async throws {
        try await MigratedDatabase.with(connections: 8) { database, conninfo in
            let days = (0..<3).map { now.day.adding(days: $0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<6 {
                    group.addTask {
                        try await database.receipts.ensurePartitions(
                            index.isMultiple(of: 2) ? days : days.reversed())
                    }
                }
                try await group.waitForAll()
            }
            let partitions = try await MigratedDatabase.rows(
                "select count(*) from pg_inherits where inhparent in ('receipt'::regclass, 'quarantine'::regclass)",
                in: conninfo)
            #expect(partitions == [["6"]])
        }
    }

    @Test func rawBytesAreForgottenByTheirDayOfArrival() async throws {
        try await MigratedDatabase.with { database, _ in
            let build = SampleBuild(id: 7, keyID: 3)
            try await database.receive([
                build.record(at: instant("2026-03-01 10:00"), sealed: [1]),
                build.record(at: instant("2026-03-02 10:00"), sealed: [2]),
            ])
            #expect(try await database.receipts.pruneRaw(before: day("2026-03-02")) == 1)
            #expect(try await database.receipts.pruneRaw(before: day("2026-03-02")) == 0)
            #expect(try await database.receipts.laneCounts().map(\.records) == [2], "the receipts stay")
        }
    }
}
