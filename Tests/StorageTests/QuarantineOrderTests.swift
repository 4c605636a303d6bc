import Domain
import Storage
import Synchronization
import TestSupport
import Testing

private let now = instant("2026-03-04 10:00")
private let first = instant("2026-03-02 09:00")

/// Orders about quarantined records, with a reader of bytes that is made up: the real one is the collector's.
@Suite struct QuarantineOrderTests {
    private func withBuilds(
        _ body: @Sendable (_ database: Database, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [SampleLine(), SampleLine(["build_code": "B-2"])], now: now)
            try await body(database, conninfo)
        }
    }

    @Test func aClaimRegistersTheKeyAndMovesItsRecordsUnderTheirOwnIds() async throws {
        try await withBuilds { database, conninfo in
            let revision = try await database.registry.revision()
            try await database.receive([
                unknown(at: first, key: 1), unknown(at: first.adding(seconds: 86_400), key: 1),
                unknown(at: first, key: 2), unknown(at: first.adding(seconds: 5), key: 1),
            ])
            let before = try await places("quarantine where key_hash = '\\x\(hex(1))'", conninfo)
            let order = try await database.quarantine.claim(
                keyDigits: String(hex(1).prefix(12)), buildCode: "B-1", actor: "officer", reason: "by phone",
                now: now)
            #expect(try await database.registry.revision() == revision + 1)
            #expect(try await database.keys.list(of: "B-1").map(\.origin) == ["claimed"])
            #expect(
                try await database.keys.list(of: "B-1").map(\.existedFrom) == [first.day],
                "its first record shows that it existed")
            let step = try #require(try await database.finish(order, now: now))
            #expect(step.moved == 3)
            #expect(step.leftOver == [:])
            #expect(try await places("receipt", conninfo) == before)
            #expect(before.count == 3)
            #expect(try await places("quarantine", conninfo).count == 4, "the quarantine stays as it was")
            #expect(try await database.receipts.laneCounts().map(\.lane) == ["counted", "unknown_key"])
            #expect(try await database.receipts.laneCounts().map(\.records) == [3, 1])
            #expect(try await database.keys.list(of: "B-1").map(\.hint) == ["wxyz"])
            let audit = try await MigratedDatabase.rows(
                """
                select actor, subject, detail ->> 'reason', detail ->> 'key_hash' from audit_event
                where action = 'quarantine claim'
                """, in: conninfo)
            #expect(audit == [["officer", "B-1", "by phone", "010101010101"]])
        }
    }

    @Test func aSecondClaimMovesOnlyWhatCameSince() async throws {
        try await withBuilds { database, conninfo in
            try await database.receive([unknown(at: first, key: 1)])
            let one = try await claim(database, key: 1)
            #expect(try await database.finish(one, now: now)?.moved == 1)
            let two = try await claim(database, key: 1)
            #expect(try await database.finish(two, now: now)?.moved == 0)
            try await database.receive([unknown(at: first, key: 1)])
            let three = try await claim(database, key: 1)
            #expect(try await database.finish(three, now: now)?.moved == 1)
            #expect(try await places("receipt", conninfo).count == 2)
            #expect(try await database.keys.list(of: "B-1").count == 1)
        }
    }

    @Test func aClaimLooksAgainForWhatCameBeforeAllKnewTheKey() async throws {
        try await withBuilds { database, _ in
            try await database.receive([unknown(at: first, key: 1)])
            let order = try await claim(database, key: 1)
            #expect(try await database.finish(order, now: now)?.doneAt == nil)
            try await database.receive([unknown(at: now, key: 1)])
            #expect(try await database.quarantine.ordersDue(at: now.adding(seconds: 59)) == [])
            let later = now.adding(seconds: 60)
            #expect(try await database.quarantine.ordersDue(at: later) == [order])
            let done = try #require(try await database.finish(order, now: later))
            #expect(done.moved == 2)
            #expect(done.doneAt == later)
            #expect(try await database.quarantine.ordersDue(at: later) == [])
        }
    }

    @Test func workersAtTheSameTimeMoveEachRecordOnce() async throws {
        try await MigratedDatabase.with(connections: 8) { database, conninfo in
            try await database.importSample([SampleLine()], now: now)
            try await database.receive((0..<200).map { unknown(at: first.adding(seconds: $0), key: 1) })
            let orders = [try await claim(database, key: 1), try await claim(database, key: 1)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in orders + orders + orders {
                    group.addTask { _ = try await database.finish(order, limit: 7, now: now) }
                }
                try await group.waitForAll()
            }
            let counts = try await MigratedDatabase.rows(
                """
                select count(*), count(distinct (batch_id, ordinal)), (select sum(moved) from quarantine_order),
                    (select count(*) from quarantine_move)
                from receipt
                """, in: conninfo)
            #expect(counts == [["200", "200", "200", "200"]])
        }
    }

    @Test func whatStaysIsCountedByItsReasonAndCanBeReplayed() async throws {
        try await withBuilds { database, conninfo in
            let build = try await database.sampleBuild("B-1", seed: 9, now: now)
            try await database.receive(
                (0..<5).map {
                    build.rejected(at: nil, receivedAt: first.adding(seconds: $0), lane: .malformed)
                })
            let seen = Mutex(0)
            let order = try await replay(database, .malformed)
            var step = try await database.quarantine.stepOrder(order, limit: 2, now: now) { record, _ in
                let isOdd = seen.withLock {
                    $0 += 1; return !$0.isMultiple(of: 2)
                }
                return isOdd
                    ? .left(reason: "malformed", buildID: build.id) : .counted(row(record), keyTail: nil)
            }
            #expect(step?.hasMore == true)
            step = try await database.quarantine.stepOrder(order, limit: 20, now: now) { _, _ in
                .left(reason: "not_collecting", buildID: build.id)
            }
            #expect(step?.hasMore == false)
            #expect(step?.order.moved == 1)
            #expect(step?.order.leftOver == ["malformed": 1, "not_collecting": 3])
            #expect(step?.order.doneAt == now)
            let again = try await replay(database, .malformed)
            #expect(try await database.finish(again, now: now)?.moved == 4)
            #expect(try await places("receipt", conninfo) == places("quarantine", conninfo))
        }
    }

    @Test func aFailingStepLeavesNothingBehind() async throws {
        try await withBuilds { database, conninfo in
            try await database.receive([unknown(at: first, key: 1), unknown(at: first, key: 1)])
            let order = try await claim(database, key: 1)
            let seen = Mutex(0)
            await #expect(throws: SampleProblem.self) {
                try await database.quarantine.stepOrder(order, limit: 9, now: now) { record, _ in
                    if seen.withLock({
                        $0 += 1; return $0 == 2
                    }) {
                        throw SampleProblem(text: "no secret")
                    }
                    return .counted(row(record), keyTail: nil)
                }
            }
            #expect(try await places("receipt", conninfo).isEmpty)
            #expect(try await database.finish(order, now: now)?.moved == 2)
        }
    }

    @Test func aReplayOfOneBuildLeavesTheOthersAlone() async throws {
        try await withBuilds { database, conninfo in
            let one = try await database.sampleBuild("B-1", seed: 8, now: now)
            let two = try await database.sampleBuild("B-2", seed: 9, now: now)
            try await database.receive([
                one.rejected(at: nil, receivedAt: first, lane: .malformed),
                two.rejected(at: nil, receivedAt: first, lane: .malformed),
                two.rejected(at: first, receivedAt: first, lane: .notCollecting),
                unknown(at: first, key: 1, lane: .malformed), unknown(at: now, key: 1, lane: .malformed),
            ])
            let order = try await replay(database, .malformed, build: "B-2")
            let step = try await database.quarantine.stepOrder(order, limit: 9, now: now) { record, _ in
                // What came with no known key proves to be the other build's.
                if record.entry == nil, record.receivedAt == now {
                    return .left(reason: "malformed", buildID: one.id)
                }
                var row = row(record)
                if record.entry == nil { row.buildID = one.id }
                return .counted(row, keyTail: nil)
            }
            #expect(step?.order.moved == 1)
            #expect(step?.order.left == 0)
            let builds = try await MigratedDatabase.rows("select build_id from receipt", in: conninfo)
            #expect(builds == [["\(two.id)"]])
        }
    }

    @Test func theFiguresOfTheDayFollow() async throws {
        try await withBuilds { database, conninfo in
            let build = try await database.sampleBuild("B-1", seed: 9, now: now)
            // It claims the day before its arrival.
            let claimed = instant("2026-03-01 23:50")
            try await database.receive([build.rejected(at: claimed, receivedAt: first, lane: .overLimit)])
            try await database.aggregateAll(now: now)
            let figures = """
                select day, receipts, rejected, arrived from build_day where superseded_at is null order by day
                """
            #expect(
                try await MigratedDatabase.rows(figures, in: conninfo) == [["2026-03-01", "0", "1", "0"]])
            let order = try await replay(database, .overLimit, ignoringLimits: true)
            // Today's decoder reads another time.
            _ = try await database.finish(order, now: now) { row in row.occurredAt = first }
            try await database.aggregateAll(now: now)
            #expect(
                try await MigratedDatabase.rows(figures, in: conninfo) == [
                    ["2026-03-01", "0", "0", "0"], ["2026-03-02", "1", "0", "1"],
                ])
            #expect(try await database.buildDays.differing(day("2026-02-01")...day("2026-03-31")).isEmpty)
        }
    }

    @Test func anOrderThatCannotBeGivenSaysWhatWouldBeRight() async throws {
        try await withBuilds { database, conninfo in
            try await database.receive([unknown(at: first, key: 1)])
            let cases: [(reason: String, order: () async throws -> Int64)] = [
                ("no build B-9", { try await claim(database, key: 1, build: "B-9") }),
                ("no record in lane unknown_key", { try await claim(database, key: 7) }),
                ("no reason", { try await claim(database, key: 1, reason: " ") }),
                ("lane over_limit", { try await replay(database, .overLimit) }),
                ("lane test", { try await replay(database, .test) }),
            ]
            for (reason, order) in cases {
                let error = await #expect(throws: QuarantineRefused.self) { _ = try await order() }
                #expect(error?.description.hasPrefix(reason) == true, "\(error?.description ?? "")")
            }
            let left = try await MigratedDatabase.rows(
                """
                select (select count(*) from quarantine_order), (select count(*) from key),
                    (select count(*) from audit_event where action like 'quarantine%')
                """, in: conninfo)
            #expect(left == [["0", "0", "0"]])
        }
    }

    @Test func aKeyThatIsRevokedAfterItsClaimMovesNothing() async throws {
        try await withBuilds { database, conninfo in
            try await database.receive([unknown(at: first, key: 1)])
            let order = try await claim(database, key: 1)
            let key = try #require(try await database.keys.list(of: "B-1").first)
            #expect(try await database.keys.revoke(key.keyID, actor: "officer", now: now))
            #expect(try await database.finish(order, now: now)?.leftOver == ["revoked": 1])
            #expect(try await places("receipt", conninfo).isEmpty)
        }
    }

    private func claim(
        _ database: Database, key: UInt8, build: String = "B-1", reason: String = "by phone"
    ) async throws -> Int64 {
        try await database.quarantine.claim(
            keyDigits: hex(key), buildCode: build, actor: "officer", reason: reason, now: now)
    }

    private func replay(
        _ database: Database, _ lane: Lane, build: String? = nil, ignoringLimits: Bool = false
    ) async throws -> Int64 {
        try await database.quarantine.replay(
            lane: lane.rawValue, days: (day("2026-03-01"), day("2026-03-31")), buildCode: build,
            ignoringLimits: ignoringLimits, actor: "officer", reason: "decoder mended", now: now)
    }

    /// Ids, days and times of arrival in a table.
    private func places(_ table: String, _ conninfo: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(
            "select batch_id, ordinal, arrival_day, received_at from \(table) order by 1, 2", in: conninfo)
    }
}

/// A record with a key that nobody registered.
private func unknown(at time: Timestamp, key: UInt8, lane: Lane = .unknownKey) -> Arrival {
    .quarantined(
        QuarantineRow(
            receivedAt: time, lane: lane, code: .AP1030, keyID: nil, buildID: nil,
            keyHash: sampleHash(key), occurredAt: time, dialect: 1, repairs: 0, sealed: [1, 2, 3]))
}

private func hex(_ key: UInt8) -> String {
    let digits = String(key, radix: 16)
    return String(repeating: digits.count == 1 ? "0" + digits : digits, count: 32)
}

/// What a decoder would make of a record that claims its time of arrival.
private func row(_ record: QuarantinedRecord) -> ReceiptRow {
    ReceiptRow(
        buildID: record.entry?.buildID ?? 0, keyID: record.entry?.keyID ?? 0, receivedAt: record.receivedAt,
        occurredAt: record.receivedAt, dialect: 1, action: .read, user: nil, addressClass: nil,
        addressHash: nil, quantity: nil, logDt: nil, useSe: nil, repairs: 0, isImplausible: false, sealed: nil
    )
}

extension Database {
    /// Carries an order out with a reader that counts everything.
    fileprivate func finish(
        _ order: Int64, limit: Int = 100, now: Timestamp,
        change: @Sendable @escaping (inout ReceiptRow) -> Void = { _ in }
    ) async throws -> QuarantineOrder? {
        while true {
            let step = try await quarantine.stepOrder(order, limit: limit, now: now) { record, _ in
                var row = row(record)
                change(&row)
                return .counted(row, keyTail: "wxyz")
            }
            if step?.hasMore != true { return step?.order }
        }
    }
}
