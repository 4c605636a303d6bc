import Domain
import TestSupport
import Testing

@testable import Storage

private let imported = instant("2026-01-05 10:00")
/// A Wednesday: three builds are in 집중AS, the phases of the others are over.
private let now = instant("2026-06-17 10:00")

/// The status without days says what the status with days says.
@Suite struct StatusFigureTests {
    private static let lines = [
        ["completed_on": "2026-01-30", "shifts": "2교대"],
        ["completed_on": "2026-01-30", "workdays": "월화수목금토", "shifts": "3교대", "collect_from": ""],
        ["completed_on": "2025-12-22", "collect_from": "", "shutdowns": "2026-05-18~2026-06-10"],
        ["completed_on": "2025-10-30", "collect_from": "", "shifts": "3교대", "as_to": "2026-03-31"],
        ["completed_on": "2025-11-14", "collect_from": "", "as_to": "2026-05-14"],
        // Over before the build was known: not kept, and computed each time.
        ["completed_on": "2025-06-30", "collect_from": "", "as_to": "2025-12-31", "shifts": "2교대"],
        ["completed_on": ""],
        // Never used.
        ["completed_on": "2026-01-30", "shifts": "2교대"],
        // Last used within half a year, but before every open window; last used before that.
        ["completed_on": "2025-10-30", "collect_from": "", "as_to": "2025-10-30", "shifts": "2교대"],
        ["completed_on": "2025-06-30", "collect_from": "", "as_to": "2025-09-30", "shifts": "2교대"],
        // The same without a 집중AS phase, as is the first of the two.
        ["completed_on": "2025-06-30", "collect_from": "", "as_to": "2025-06-30", "shifts": "2교대"],
    ]

    private func withBuilds(
        _ body:
            @Sendable (_ database: Database, _ builds: [SampleBuild], _ conninfo: String) async throws ->
            Void
    ) async throws {
        try await withNumbered(Self.lines, importedAt: imported, body)
    }

    private func run(_ sql: String, _ conninfo: String) async throws {
        _ = try await MigratedDatabase.rows(sql + " returning 1", in: conninfo)
    }

    /// Says what was compared, so that a test can see that it was not always the same.
    @discardableResult
    private func expectSame(
        _ database: Database, _ step: String, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> [BuildStatus] {
        var seen: [BuildStatus] = []
        for place in Self.lines.indices {
            let comment: Comment = "\(step) B-\(place)"
            let full = try #require(
                try await database.figures.status(of: "B-\(place)", for: .unrestricted, now: now, asOf: asOf),
                comment
            )
            let light = try #require(
                try await database.figures.statusFigures(
                    of: "B-\(place)", for: .unrestricted, now: now, asOf: asOf),
                comment)
            #expect(light.facts == full.facts && light.phase == full.phase, comment)
            #expect(light.asOf == full.asOf && light.days.isEmpty, comment)
            #expect(light.firstUse == full.firstUse && light.lastSign == full.lastSign, comment)
            #expect(light.signals == full.signals && light.peers == full.peers, comment)
            #expect(light.windows.map(\.kind) == full.windows.map(\.kind), comment)
            for (mine, theirs) in zip(light.windows, full.windows) {
                #expect(mine.days == theirs.days, "\(step) B-\(place) \(mine.kind)")
                #expect(mine.expectation == theirs.expectation, "\(step) B-\(place) \(mine.kind)")
                #expect(mine.values.map(\.kpi) == theirs.values.map(\.kpi), comment)
                let differing = zip(mine.values, theirs.values).filter { $0 != $1 }
                #expect(differing.isEmpty, "\(step) B-\(place) \(mine.kind) \(differing)")
            }
            let span = day("2025-06-01")...day("2026-12-31")
            #expect(
                light.calendar.expectedDays(in: span, today: light.asOf.day)
                    == full.calendar.expectedDays(in: span, today: full.asOf.day), comment)
            seen.append(light)
        }
        return seen
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyFigureIsThatOfTheStatusWithItsDays(seed: UInt64) async throws {
        try await withBuilds { database, builds, conninfo in
            var random = SeededGenerator(seed: seed)
            try await expectSame(database, "nothing received", now: now)
            var earlier: [Arrival] = []
            for build in builds.prefix(7) {
                earlier += build.randomArrivals(
                    on: day("2025-12-10")...day("2026-06-12"), before: now, &random)
            }
            earlier += builds[8].randomArrivals(
                on: day("2026-01-02")...day("2026-01-20"), before: now, &random)
            for build in builds[9...10] {
                earlier += build.randomArrivals(
                    on: day("2025-07-02")...day("2025-07-20"), before: now, &random)
            }
            try await database.receive(earlier)
            try await database.aggregateAll(now: instant("2026-06-15 06:00"))
            let monday = instant("2026-06-15 10:00")
            try await expectSame(database, "not closed", now: monday)
            try await expectSame(database, "a quarter earlier", now: instant("2026-03-31 10:00"))
            #expect(try await database.closeAllWindows(now: monday) > 0)
            try await expectSame(database, "closed", now: monday)
            var later: [Arrival] = []
            for build in builds.prefix(7) {
                later += build.randomArrivals(on: day("2026-06-15")...day("2026-06-17"), before: now, &random)
                later.append(build.record(at: instant("2026-03-11 08:00"), receivedAt: now, user: 9))
            }
            try await database.receive(later.filter { $0.receivedAt <= now })
            try await database.aggregateAll(now: now)
            try await expectSame(database, "with late records", now: now)
            _ = try await database.recomputeWindows(now: now)
            let computed = try await expectSame(database, "computed again", now: now)
            #expect(computed[7].firstUse == nil && computed[0].lastSign == now.day)
            #expect(
                computed.map { $0.window(.intensiveAS) == nil }
                    == Self.lines.indices.map { [6, 8, 10].contains($0) })
            #expect(try await database.figures.statusFigures(of: "B-99", for: .unrestricted, now: now) == nil)
            try await declare(database, conninfo)
            let declared = try await expectSame(database, "declared", now: now)
            #expect(declared[0].facts.suspensions.count == 1 && declared[7].facts.incidents.count == 1)
            #expect(declared[4].phase == .intensiveAS && declared[0].signals?.count == 1)
            #expect(declared[1].window(.last28)?.values.last?.kpi == .peerPercentile)
            try await expectSame(database, "as of Monday", now: now, asOf: monday)
        }
    }

    /// A suspension, a change of period, an outage, an incident, an observation, a comparison among peers.
    private func declare(_ database: Database, _ conninfo: String) async throws {
        _ = try await database.calendar.declareSuspension(
            of: "B-0", from: day("2026-05-20"), to: day("2026-05-26"),
            document: DocumentReference(name: "문서 1"), actor: "tester", now: now)
        _ = try await database.changes.record(
            [
                ChangeDraft(
                    code: "B-4", detail: .period(buildTo: nil, asTo: day("2026-07-01")),
                    effectiveOn: day("2026-06-16"), document: DocumentReference(name: "문서 2"))
            ], actor: "tester", now: now)
        try await run(
            """
            insert into outage (began_at, ended_at, cause, detail, known_at)
            values ('2026-06-03 10:00+09', '2026-06-03 10:02+09', 'crashed', '', '2026-06-04 11:00+09'),
                ('2026-05-12 10:00+09', '2026-05-12 12:02+09', 'crashed', '', '2026-05-12 13:00+09')
            """, conninfo)
        try await run(
            """
            insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
            values ('p', 1, false, 'a', '2026-01-01', '2026-01-01', '')
            """, conninfo)
        try await run(
            """
            insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing, policy_id,
                opened_at)
            values ('everyone', '', '', '2026-06-02', '2026-06-02', 9, 1, '2026-06-10')
            """, conninfo)
        try await run(
            "insert into incident_build select 1, build_id, '2026-06-09' from build where code = 'B-7'",
            conninfo)
        try await run(
            """
            insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
            select build_id, 1, 'silent', '2026-06-16', '2026-06-01', '2026-06-15', 'x', '{"threshold": 1}'
            from build where code = 'B-0'
            """, conninfo)
        try await run(
            """
            insert into peer_standing (build_id, day, known_at, circle, peers, median, percentile, favourable)
            select build_id, '2026-06-16', '2026-06-16', '\(PeerCircle.allCases[0].rawValue)', 30, 0.5, 40, 60
            from build where code in ('B-0', 'B-1')
            """, conninfo)
    }

    /// A snapshot that ended with an exchange takes no second one: it would be refused.
    @Test func aStatusTakesOneExchangeOnceItsBuildAndTheCalendarAreKnown() async throws {
        try await withBuilds { database, _, _ in
            @Sendable func atOnce(_ code: String) async throws -> BuildStatus? {
                try await database.read { session in
                    try database.figures.statusAtOnce(of: code, for: .unrestricted, now: now, in: session)
                }
            }
            #expect(try await atOnce("B-0") == nil, "never asked before")
            let asked = try await database.figures.statusFigures(of: "B-0", for: .unrestricted, now: now)
            let again = try #require(try await atOnce("B-0"))
            #expect(again.windows.map(\.values) == asked?.windows.map(\.values))
            #expect(again.facts == asked?.facts)
            let holiday = Holiday(day: day("2026-06-16"), name: "임시공휴일", kind: .temporary)
            _ = try await database.calendar.putHoliday(holiday, source: "예시", actor: "tester", now: now)
            #expect(try await atOnce("B-0") == nil, "the calendar changed")
            _ = try await database.figures.statusFigures(of: "B-0", for: .unrestricted, now: now)
            #expect(try await atOnce("B-0") != nil)
        }
    }

    @Test func whatBecomesKnownOfTheCalendarIsSaidAtOnce() async throws {
        try await withBuilds { database, _, conninfo in
            @Sendable func excluded(_ text: String, at time: Timestamp = now) async throws -> Exclusion? {
                let status = try await database.figures.statusFigures(
                    of: "B-0", for: .unrestricted, now: time)
                return status?.window(.month)?.expectation.excluded.first { $0.day == day(text) }?.reason
            }
            #expect(try await excluded("2026-06-16") == nil)
            let holiday = Holiday(day: day("2026-06-16"), name: "임시공휴일", kind: .temporary)
            _ = try await database.calendar.putHoliday(holiday, source: "예시", actor: "tester", now: now)
            #expect(try await excluded("2026-06-16") == .holiday)
            try await expectSame(database, "a holiday more", now: now)
            _ = try await MigratedDatabase.rows(
                "delete from holiday where day = '2026-06-16' returning 1", in: conninfo)
            #expect(try await excluded("2026-06-16") == nil)
            try await run(
                """
                insert into outage (began_at, ended_at, cause, detail, known_at)
                values ('2026-06-15 08:00+09', '2026-06-15 12:00+09', 'crashed', '', '2026-06-16 01:00+09')
                """, conninfo)
            #expect(try await excluded("2026-06-15") == .outage)
            #expect(try await excluded("2026-06-15", at: instant("2026-06-16 00:59")) == nil)
            #expect(try await excluded("2026-06-15") == .outage)
            try await run("update outage set superseded_at = '2026-06-17 11:00+09'", conninfo)
            #expect(try await excluded("2026-06-15") == .outage)
            #expect(try await excluded("2026-06-15", at: instant("2026-06-17 11:00")) == nil)
        }
    }
}
