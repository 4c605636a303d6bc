import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let april = instant("2026-04-01 00:15")

/// What was said of a build at an instant, all of it.
private struct Said {
    let at: Timestamp
    let status: BuildStatus?
    let windows: [WindowKPIs?]
}

/// Figures that were said at an instant are said of it for ever, whatever becomes known later.
@Suite struct WindowAsOfTests {
    private static let asked: [(kind: WindowKind, days: ClosedRange<Day>)] = [
        (.month, day("2026-02-01")...day("2026-02-28")), (.month, day("2026-03-01")...day("2026-03-31")),
        (.quarter, day("2026-01-01")...day("2026-03-31")), (.quarter, day("2026-04-01")...day("2026-06-30")),
        (.intensiveAS, day("2026-01-31")...day("2026-03-31")),
        (.week, day("2026-03-09")...day("2026-03-15")), (.last28, day("2026-03-04")...day("2026-03-31")),
    ]

    private func read(_ database: Database, at: Timestamp, asOf: Timestamp? = nil) async throws -> Said {
        var windows: [WindowKPIs?] = []
        for window in Self.asked {
            windows.append(
                try await database.figures.kpis(
                    of: "B-1", window: window.days, kind: window.kind, for: .unrestricted, now: at, asOf: asOf
                ))
        }
        return Said(
            at: at,
            status: try await database.figures.status(of: "B-1", for: .unrestricted, now: at, asOf: asOf),
            windows: windows)
    }

    private func expectSame(_ one: Said, _ other: Said, _ place: Comment) throws {
        let left = try #require(one.status)
        let right = try #require(other.status)
        #expect(left.facts == right.facts, place)
        #expect(left.phase == right.phase, place)
        #expect(left.asOf == right.asOf, place)
        #expect(left.days == right.days, place)
        #expect(left.firstUse == right.firstUse && left.lastSign == right.lastSign, place)
        #expect(left.signals == right.signals, place)
        #expect(left.windows.count == right.windows.count, place)
        let span = day("2026-01-01")...day("2026-12-31")
        #expect(
            left.calendar.expectedDays(in: span, today: left.asOf.day)
                == right.calendar.expectedDays(in: span, today: left.asOf.day), place)
        let windows = zip(left.windows.map(Optional.some) + one.windows, right.windows + other.windows)
        for (mine, theirs) in windows {
            let mine = try #require(mine)
            let theirs = try #require(theirs)
            #expect(mine.kind == theirs.kind && mine.days == theirs.days, place)
            #expect(mine.expectation == theirs.expectation, "\(place) \(mine.kind) \(mine.days)")
            let differing = zip(mine.values, theirs.values).filter { $0 != $1 }.map(\.0.kpi)
            #expect(differing == [], "\(place) \(mine.kind) \(mine.days)")
            #expect(mine.values.map(\.kpi) == theirs.values.map(\.kpi), place)
        }
    }

    /// What one reading says of the windows asked for and another does not: by their place.
    private func differing(_ one: Said, _ other: Said) -> [Int] {
        one.windows.indices.filter {
            one.windows[$0]?.values != other.windows[$0]?.values
                || one.windows[$0]?.expectation != other.windows[$0]?.expectation
        }
    }

    private func run(_ sql: String, _ conninfo: String) async throws {
        _ = try await MigratedDatabase.rows(sql + " returning 1", in: conninfo)
    }

    @Test func whatWasSaidOfClosedAndOpenWindowsIsSaidForEver() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [SampleLine(["as_to": "2026-03-31", "shifts": "2교대"])], now: imported)
            let build = try await database.sampleBuild("B-1", seed: 1, now: imported)
            try await database.receive(
                build.records(on: weekdays("2026-02-03", "2026-03-06") + [day("2026-03-31")]))
            try await database.aggregateAll(now: instant("2026-04-01 00:05"))
            var said = [try await read(database, at: instant("2026-04-01 00:10"))]
            #expect(try await database.closeAllWindows(now: april) == 4)
            said.append(try await read(database, at: instant("2026-04-01 10:00")))
            #expect(differing(said[0], said[1]) == [], "closing changes nothing that is said")
            #expect(said[0].windows[1]?.value(.shiftCoverage)?.numerator == 6)

            let late = weekdays("2026-03-10", "2026-03-12")
            try await database.receive(
                late.flatMap { day in
                    (1...3).map { user in
                        build.record(
                            at: Timestamp(day: day, hour: 9), receivedAt: instant("2026-04-02 09:00"),
                            user: user)
                    }
                })
            try await database.aggregateAll(now: instant("2026-04-02 09:01"))
            said.append(try await read(database, at: instant("2026-04-02 09:05")))
            // The list of what is touched has been written, but nothing was computed yet.
            #expect(differing(said[1], said[2]) == [3, 5, 6], "closed windows are said as they are kept")
            _ = try await database.recomputeWindows(now: instant("2026-04-02 09:15"))
            said.append(try await read(database, at: instant("2026-04-02 10:00")))
            #expect(differing(said[2], said[3]) == [1, 2, 4])

            let third = instant("2026-04-03 11:00")
            _ = try await database.calendar.putHoliday(
                Holiday(day: day("2026-03-17"), name: "임시공휴일", kind: .temporary), source: "예시",
                actor: "tester", now: third)
            _ = try await database.recomputeWindows(now: third.adding(seconds: 60))
            said.append(try await read(database, at: instant("2026-04-03 12:00")))
            #expect(differing(said[3], said[4]) == [1, 2, 3, 4, 6])

            try await worsen(database, conninfo)
            said.append(try await read(database, at: instant("2026-04-06 12:00")))
            #expect(differing(said[4], said[5]) == [0, 1, 2, 3, 4, 6])
            #expect(said.map(\.status?.signals?.count) == [0, 0, 0, 0, 0, 1])
            #expect(said[4].status?.facts.supplierNumber != said[5].status?.facts.supplierNumber)
            #expect(said[5].status?.facts.incidents.count == 1)
            try await run(
                "insert into signal_clearing values (1, '2026-04-07 06:10+09', 'x', '{}')", conninfo)
            try await run("update incident set opened_at = opened_at", conninfo)

            let end = instant("2026-06-01 10:00")
            for one in said {
                let then = try await read(database, at: one.at, asOf: one.at)
                try expectSame(then, one, "\(one.at)")
                let asked = try await database.figures.status(
                    of: "B-1", for: .unrestricted, now: end, asOf: one.at)
                #expect(asked?.asOf == one.at)
            }
            #expect(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: end)?.signals?.first?
                    .clearedAt
                    != nil)
        }
    }

    /// An outage, another supplier, an incident, a suspension and an observation.
    private func worsen(_ database: Database, _ conninfo: String) async throws {
        let time = instant("2026-04-06 09:00")
        try await run(
            """
            insert into outage (began_at, ended_at, cause, detail, known_at)
            values ('2026-03-18 08:00+09', '2026-03-18 12:00+09', 'crashed', '', '\(time.sqlText)')
            """, conninfo)
        _ = try await database.changes.record(
            [
                ChangeDraft(
                    code: "B-1",
                    detail: .supplier(
                        number: try BusinessNumber("222-22-22227"), name: "둘째견본", email: nil),
                    effectiveOn: day("2026-04-04"), document: DocumentReference(name: "문서 1"))
            ], actor: "tester", now: time)
        _ = try await database.calendar.declareSuspension(
            of: "B-1", from: day("2026-02-09"), to: day("2026-02-10"),
            document: DocumentReference(name: "문서 2"), actor: "tester", now: time)
        try await run(
            """
            insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
            values ('p', 1, false, 'a', '2026-01-01', '2026-01-01', '')
            """, conninfo)
        try await run(
            """
            insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing, policy_id,
                opened_at)
            values ('everyone', '', '', '2026-03-24', '2026-03-24', 9, 1, '\(time.sqlText)')
            """, conninfo)
        try await run("insert into incident_build select 1, build_id, '2026-03-24' from build", conninfo)
        try await run(
            """
            insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
            select build_id, 1, 'silent', '\(time.sqlText)', '2026-03-01', '2026-03-31', 'x',
                '{"threshold": 1}' from build
            """, conninfo)
        _ = try await database.recomputeWindows(now: time.adding(seconds: 60))
    }
}
