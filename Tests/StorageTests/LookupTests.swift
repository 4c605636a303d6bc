import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-05-20 10:00")

@Suite struct LookupTests {
    private func withBuilds(
        _ body:
            @Sendable (_ database: Database, _ one: SampleBuild, _ other: SampleBuild) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine(), SampleLine(["build_code": "B-2"])], now: now)
            try await body(
                database, try await database.sampleBuild("B-1", seed: 1, now: now),
                try await database.sampleBuild("B-2", seed: 2, now: now))
        }
    }

    private func records(
        _ database: Database, _ build: SampleBuild, from: String = "2026-05-19", to: String = "2026-05-21",
        after: RecordCursor? = nil, limit: Int = 100
    ) async throws -> [ArrivedRecord] {
        try await database.receipts.records(
            ofBuild: build.id, from: day(from).start, to: day(to).start, after: after, limit: limit)
    }

    @Test func aBuildsRecordsAreListedNewestFirstWhateverTheirLane() async throws {
        try await withBuilds { database, one, other in
            try await database.receive([
                one.record(
                    at: instant("2026-05-18 08:00"), receivedAt: instant("2026-05-20 08:00"), action: .create),
                one.rejected(at: nil, receivedAt: instant("2026-05-20 09:00"), lane: .test),
                one.record(at: instant("2026-05-19 08:00"), user: nil),
                other.record(at: instant("2026-05-20 08:30")),
                other.rejected(at: nil, receivedAt: instant("2026-05-20 08:40"), lane: .malformed),
                one.record(at: instant("2026-05-18 23:59:59.999")),
                one.record(at: instant("2026-05-21 00:00")),
            ])
            let found = try await records(database, one)
            #expect(found.map(\.lane) == [.test, .counted, .counted])
            #expect(
                found.map(\.receivedAt) == [
                    instant("2026-05-20 09:00"), instant("2026-05-20 08:00"), instant("2026-05-19 08:00"),
                ])
            #expect(found.map(\.code) == ["AP1030", "AP1002", "AP1002"])
            #expect(found.map(\.hasUser) == [false, true, false])
            #expect(found[1].action == .create)
            #expect(found[1].addressClass == .privateNetwork)
            #expect(found[1].occurredAt == instant("2026-05-18 08:00"))
            #expect(found[0].sealed == [1, 2, 3])
            #expect(found[1].sealed == nil)
            #expect(try await records(database, other).map(\.lane) == [.malformed, .counted])
        }
    }

    @Test func pagesFollowOneAnotherWithoutGapOrRepetition() async throws {
        try await withBuilds { database, one, _ in
            // All at one instant: only the ids tell them apart.
            try await database.receive(
                (0..<5).flatMap { _ in
                    [
                        one.record(at: instant("2026-05-20 08:00")),
                        one.rejected(at: nil, receivedAt: instant("2026-05-20 08:00"), lane: .overLimit),
                    ]
                })
            let all = try await records(database, one).map(\.id)
            #expect(all.count == 10)
            var seen: [ReceiptID] = []
            var after: RecordCursor?
            repeat {
                let page = try await records(database, one, after: after, limit: 3)
                seen += page.map(\.id)
                after = try page.last.map {
                    try #require(RecordCursor(parsing: RecordCursor(after: $0).description))
                }
                if page.count < 3 { break }
            } while true
            #expect(seen == all)
        }
    }

    @Test func oneRecordIsFoundByItsIDByItsOwnBuildOnly() async throws {
        try await withBuilds { database, one, other in
            let batch = try #require(
                try await database.receive([
                    one.record(at: now), one.rejected(at: now, receivedAt: now, lane: .malformed),
                ]).first)
            let ids = [0, 1, 2].map { ReceiptID(batch: batch, ordinal: $0) }
            #expect(try await database.receipts.record(ids[0], ofBuild: one.id)?.lane == .counted)
            #expect(try await database.receipts.record(ids[1], ofBuild: one.id)?.lane == .malformed)
            #expect(try await database.receipts.record(ids[2], ofBuild: one.id) == nil)
            #expect(try await database.receipts.record(ids[0], ofBuild: other.id) == nil)
            #expect(try await database.receipts.record(ids[1], ofBuild: other.id) == nil)
        }
    }

    @Test func aQuarantinedRecordThatBecameAReceiptIsShownOnceAsThat() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: now)
            let build = try await database.sampleBuild("B-1", seed: 1, now: now)
            let batch = try #require(
                try await database.receive([build.rejected(at: now, receivedAt: now, lane: .malformed)]).first
            )
            // As a replay moves it: under the same id.
            _ = try await MigratedDatabase.rows(
                """
                with moving as (
                    insert into quarantine_order (kind, lane, from_day, to_day, ignores_limits, requested_by, reason,
                        requested_at, due_at)
                    values ('replay', 'malformed', '2026-05-20', '2026-05-20', false, 'tester', 'test', '2026-05-20',
                        '2026-05-20')
                    returning order_id
                ), moved as (
                    insert into quarantine_move (arrival_day, batch_id, ordinal, order_id, build_id, moved_at)
                    select '2026-05-20', \(batch.number), 0, order_id, \(build.id), '2026-05-20' from moving
                    returning 1
                )
                insert into receipt (build_id, arrival_day, batch_id, ordinal, received_at, occurred_at, occurred_day,
                    key_id, dialect, repairs, implausible)
                values (\(build.id), '2026-05-20', \(batch.number), 0, '2026-05-20 10:00+09', '2026-05-20 10:00+09',
                    '2026-05-20', \(build.keyID), 1, 0, false)
                returning 1
                """, in: conninfo)
            #expect(try await records(database, build).map(\.lane) == [.counted])
            let card = try await database.builds.reportCard(buildID: build.id, for: .unrestricted, now: now)
            #expect(card.lanes == [.init(lane: .counted, records: 1)])
            let id = ReceiptID(batch: batch, ordinal: 0)
            #expect(try await database.receipts.record(id, ofBuild: build.id)?.lane == .counted)
        }
    }

    @Test func theReportCardCoversThirtyDaysOfArrivalOfOneBuild() async throws {
        try await withBuilds { database, one, other in
            try await database.receive([
                one.record(at: instant("2026-04-20 09:00")), one.record(at: instant("2026-04-21 09:00")),
                one.record(at: instant("2026-05-19 23:00"), receivedAt: instant("2026-05-20 09:00")),
                one.record(at: instant("2026-05-17 09:00"), receivedAt: instant("2026-05-20 09:00")),
                one.record(
                    at: instant("2019-05-17 09:00"), receivedAt: instant("2026-05-20 09:30"),
                    implausible: true),
                one.rejected(at: nil, receivedAt: instant("2026-05-20 09:40"), lane: .test),
                other.record(at: instant("2026-05-20 09:00")),
            ])
            let card = try await database.builds.reportCard(buildID: one.id, for: .unrestricted, now: now)
            #expect(card.days == day("2026-04-21")...day("2026-05-20"))
            #expect(card.lanes == [.init(lane: .counted, records: 4), .init(lane: .test, records: 1)])
            #expect(card.codes == [.init(lane: .test, code: .AP1030, records: 1)])
            #expect(card.late == 2)
            #expect(card.lateShare == 0.5)
            // The middle of 10 hours and 72 hours.
            #expect(card.medianLateMinutes == 2_460.0)
            #expect(card.implausible == 1)
            #expect(card.dialects.count == 1)
            #expect(card.dialects.first?.first == instant("2026-04-21 09:00"))
            #expect(card.dialects.first?.last == instant("2026-05-20 09:40"))
            let none = try await database.builds.reportCard(buildID: 0, for: .unrestricted, now: now)
            #expect(none.records == 0)
            #expect(none.medianLateMinutes == nil)
        }
    }

    @Test func idsAreReadAsTheyAreWrittenAndNotOtherwise() throws {
        let batch = BatchID(arrivalDay: day("2026-05-20"), instance: 12, counter: 34)
        let id = ReceiptID(batch: batch, ordinal: 7)
        #expect(id.description.count == 18)
        #expect(ReceiptID(parsing: id.description) == id)
        #expect(BatchID(parsing: batch.description) == batch)
        #expect(batch.arrivalDay == day("2026-05-20"))
        let wrong = [
            "", "-", batch.description, "\(batch)-", "\(batch)--1", "\(batch)-01", "\(batch)-2147483648",
            "\(batch.description.uppercased())x-1", "+\(batch.description.dropFirst())-1",
            "ffffffffffffffff-0",
            "\(batch)-1-1",
        ]
        for text in wrong { #expect(ReceiptID(parsing: text) == nil, "\(text)") }
        for text in ["", "1", "-1-\(id)", "x-\(id)", "9999999999999999-\(id)", "5-\(batch)"] {
            #expect(RecordCursor(parsing: text) == nil, "\(text)")
        }
    }
}
