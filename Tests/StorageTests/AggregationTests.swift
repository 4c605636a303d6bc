import Domain
import Storage
import TestSupport
import Testing

private let build = SampleBuild(id: 7, keyID: 1)
private let monday = day("2026-03-09")
private let now = instant("2026-03-12 10:00")

@Suite struct AggregationTests {
    private func versions(_ conninfo: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(
            """
            select day, version, receipts, late, arrived, arrival_days, superseded_at is null, known_at
            from build_day order by day, version
            """, in: conninfo)
    }

    @Test func touchedDaysBecomeBuildDays() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive([
                build.record(at: instant("2026-03-09 09:00"), action: .logIn, user: 1),
                build.record(at: instant("2026-03-09 09:09:59"), action: .create, user: 1),
                build.record(at: instant("2026-03-09 14:30"), action: nil, user: 2, useSe: "출력"),
                build.record(at: instant("2026-03-09 14:30"), action: nil, user: nil, useSe: "출력"),
            ])
            let step = try await database.buildDays.aggregate(limit: 10, now: now)
            #expect(step.taken == 1)
            #expect(step.changed == 1)
            let stored = try await MigratedDatabase.rows(
                """
                select receipts, distinct_tuples, bit_count(slots), users, actions, first_at, last_at, hours[10], hours[15],
                    late, rejected, implausible, arrived, known_at
                from build_day
                """, in: conninfo)
            #expect(
                stored == [
                    [
                        "4", "4", "2", "2", "{1,0,0,1,0,0,0,2}", "2026-03-09 09:00:00+09",
                        "2026-03-09 14:30:00+09",
                        "2", "2", "0", "0", "0", "4", "2026-03-12 10:00:00+09",
                    ]
                ])
            let left = try await database.buildDays.aggregate(limit: 10, now: now)
            #expect(left.taken == 0)
        }
    }

    @Test func recomputingWhatDidNotChangeMakesNoVersion() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive(build.records(on: [monday]))
            #expect(try await database.aggregateAll(now: now) == 1)
            let before = try await versions(conninfo)
            _ = try await MigratedDatabase.rows(
                "insert into touched_day values (7, '2026-03-09', '2026-03-09') returning day", in: conninfo)
            let step = try await database.buildDays.aggregate(limit: 10, now: now.adding(seconds: 60))
            #expect(step.taken == 1)
            #expect(step.changed == 0)
            #expect(try await versions(conninfo) == before)
        }
    }

    @Test func aLateRecordAddsAVersionThatKnowsBothArrivalDays() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive(build.records(on: [monday]))
            try await database.aggregateAll(now: instant("2026-03-09 10:00"))
            try await database.receive([
                build.record(at: instant("2026-03-09 17:00"), receivedAt: instant("2026-03-11 08:00"))
            ])
            try await database.aggregateAll(now: now)
            #expect(
                try await versions(conninfo) == [
                    ["2026-03-09", "1", "1", "0", "1", "{2026-03-09}", "f", "2026-03-09 10:00:00+09"],
                    [
                        "2026-03-09", "2", "2", "1", "1", "{2026-03-09,2026-03-11}", "t",
                        "2026-03-12 10:00:00+09",
                    ],
                    ["2026-03-11", "1", "0", "0", "1", "{2026-03-11}", "t", "2026-03-12 10:00:00+09"],
                ])
            #expect(try await database.buildDays.differing(monday...now.day).isEmpty)
        }
    }

    @Test func aVersionIsSupersededAtTheInstantOfTheNext() async throws {
        try await MigratedDatabase.with { database, conninfo in
            for minute in 0..<3 {
                try await database.receive([build.record(at: instant("2026-03-09 09:0\(minute)"))])
                try await database.aggregateAll(now: now.adding(seconds: Int64(minute)))
            }
            let gaps = try await MigratedDatabase.rows(
                """
                select a.version, a.superseded_at = b.known_at from build_day a
                join build_day b on b.version = a.version + 1 order by 1
                """, in: conninfo)
            #expect(gaps == [["1", "t"], ["2", "t"]])
        }
    }

    @Test func equalTuplesCountHighAndLow() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let record = build.record(at: instant("2026-03-09 09:00"))
            let other = build.record(at: instant("2026-03-09 09:00"), quantity: 5)
            try await database.receive([record, record, record, other])
            try await database.aggregateAll(now: now)
            let bounds = try await MigratedDatabase.rows(
                "select receipts, distinct_tuples from build_day", in: conninfo)
            #expect(bounds == [["4", "2"]])
        }
    }

    @Test func implausibleRecordsAreCountedButShowNoUse() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive([
                build.record(
                    at: instant("2024-03-11 09:00"), receivedAt: instant("2026-03-09 09:00"),
                    implausible: true)
            ])
            try await database.aggregateAll(now: now)
            let days = try await MigratedDatabase.rows(
                "select day, receipts, implausible, bit_count(slots), arrived from build_day order by day",
                in: conninfo)
            #expect(days == [["2024-03-11", "1", "1", "0", "0"], ["2026-03-09", "0", "0", "0", "1"]])
        }
    }

    @Test func recordsInQuarantineCountAsRejectedExceptTests() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: now)
            let build = try await database.sampleBuild("B-1", seed: 1, now: now)
            let arrival = instant("2026-03-10 09:00")
            try await database.receive([
                build.rejected(at: instant("2026-03-09 09:00"), receivedAt: arrival, lane: .overLimit),
                build.rejected(at: nil, receivedAt: arrival, lane: .malformed),
                build.rejected(at: instant("2026-03-10 09:00"), receivedAt: arrival, lane: .test),
            ])
            try await database.aggregateAll(now: now)
            let days = try await MigratedDatabase.rows(
                "select day, receipts, rejected from build_day order by day", in: conninfo)
            #expect(days == [["2026-03-09", "0", "1"], ["2026-03-10", "0", "1"]])
        }
    }

    @Test func slotsEndAtKoreanMidnight() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive([
                build.record(at: instant("2026-03-09 23:59:59.999999")),
                build.record(at: instant("2026-03-10 00:00:00")),
                build.record(at: instant("2026-03-10 08:59:59")),
                build.record(at: instant("2026-03-10 09:00:00")),
            ])
            try await database.aggregateAll(now: now)
            let slots = try await MigratedDatabase.rows(
                "select day, slots, hours from build_day order by day", in: conninfo)
            try #require(slots.count == 2)
            #expect(slots[0][1] == String(repeating: "0", count: 143) + "1")
            let expected = (0..<144).map { [0, 53, 54].contains($0) ? "1" : "0" }.joined()
            #expect(slots[1][1] == expected)
            #expect(slots[0][2] == "{" + (0..<24).map { $0 == 23 ? "1" : "0" }.joined(separator: ",") + "}")
        }
    }

    @Test func whatIsTouchedAfterTheListWasMadeBelongsToTheNextRun() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.receive(build.records(on: [monday, monday.adding(days: 1)]))
            #expect(try await database.buildDays.aggregate(limit: 1, now: now).taken == 1)
            try await database.receive(build.records(on: [monday.adding(days: 2)]))
            #expect(try await database.buildDays.aggregate(limit: 10, now: now, gathering: false).taken == 1)
            #expect(try await database.buildDays.aggregate(limit: 10, now: now, gathering: false).taken == 0)
            #expect(try await database.buildDays.aggregate(limit: 10, now: now).taken == 1)
        }
    }

    @Test func twoAggregationsAtOnceComputeEachDayOnce() async throws {
        try await MigratedDatabase.with(connections: 6) { database, conninfo in
            let days = (0..<30).map { monday.adding(days: -$0) }
            try await database.receive(
                days.flatMap { day in (0..<3).map { build.record(at: Timestamp(day: day, hour: 9 + $0)) } })
            async let one = database.buildDays.aggregate(limit: 20, now: now)
            async let other = database.buildDays.aggregate(limit: 20, now: now)
            async let third = database.buildDays.aggregate(limit: 20, now: now)
            let steps = try await [one, other, third]
            #expect(steps.map(\.taken).sorted() == [0, 10, 20])
            let counts = try await MigratedDatabase.rows(
                "select count(*), count(distinct day), max(version), sum(receipts) from build_day",
                in: conninfo)
            #expect(counts == [["30", "30", "1", "90"]])
        }
    }

    @Test func aRowThatWasTamperedWithIsFound() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive(build.records(on: [monday, monday.adding(days: 1)]))
            try await database.aggregateAll(now: now)
            #expect(try await database.buildDays.differing(monday...now.day).isEmpty)
            _ = try await MigratedDatabase.rows(
                "update build_day set receipts = 99 where day = '2026-03-10' returning day", in: conninfo)
            let differing = try await database.buildDays.differing(monday...now.day)
            #expect(differing.map(\.day) == [day("2026-03-10")])
            #expect(differing.map(\.buildID) == [7])
            #expect(try await database.buildDays.differing(monday...monday).isEmpty, "outside the range")
        }
    }

    @Test func whatArrivedSinceTheAggregationIsNoDifference() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.receive(build.records(on: [monday]))
            try await database.aggregateAll(now: now)
            try await database.receive([
                build.record(at: instant("2026-03-09 11:00")),
                build.record(at: instant("2026-03-09 11:00"), receivedAt: instant("2026-03-10 11:00")),
            ])
            #expect(try await database.buildDays.differing(monday...now.day).isEmpty)
        }
    }

    @Test func receiptsOfWhichNoBuildDayKnowsAreADifference() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.receive(build.records(on: [monday]))
            try await database.aggregateAll(now: now)
            try await database.receive([
                build.record(at: instant("2026-03-09 11:00"), receivedAt: instant("2026-03-10 11:00")),
                build.record(at: instant("2026-03-11 11:00")),
            ])
            _ = try await MigratedDatabase.rows("delete from touched_batch returning days", in: conninfo)
            let differing = try await database.buildDays.differing(monday...now.day)
            #expect(differing.map(\.day) == [monday, day("2026-03-10"), day("2026-03-11")])
        }
    }
}
