import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-01-05 10:00")
/// A Wednesday, five months after the builds were completed.
private let now = instant("2026-06-17 10:00")

/// The figures of the program and the official definitions in SQL, on thousands of random build days.
///
/// The SQL (`sql/tests/oracle`) calls no function of the program and finds expected days by itself. Both read the same
/// tables and the same windows: where a window begins and ends is the program's answer, and this test says from which
/// day the SQL sees it (`OfficialKPIs`), so an error there is not found here. Both must give the same figures.
@Suite struct KPIAgreementTests {
    private static let lines = [
        ["completed_on": "2026-01-30", "shifts": "2교대"],
        ["completed_on": "2026-01-30", "workdays": "월화수목금토", "shifts": "3교대", "collect_from": ""],
        ["completed_on": "2025-12-22", "collect_from": "", "shutdowns": "2026-05-18~2026-06-19"],
        ["completed_on": "2025-12-29", "collect_from": "2026-02-02", "works_on_holidays": "Y"],
        ["completed_on": "2026-01-14", "collect_to": "2026-06-05", "shifts": "4조2교대"],
        ["completed_on": "2026-01-20", "collect_from": ""],
    ]

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyFigureEqualsItsOfficialDefinition(seed: UInt64) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importNumbered(Self.lines, now: imported)
            try await OfficialKPIs.load(into: conninfo)
            // One came weeks after completion, one before the collection window opened.
            _ = try await database.keys(
                ofNumbered: Self.lines, since: [2: day("2026-02-23"), 3: day("2026-01-12")], now: imported)
            try await fill(seed, conninfo)
            try await declare(conninfo)
            var statuses: [BuildStatus] = []
            for place in Self.lines.indices {
                statuses.append(
                    try #require(
                        try await database.figures.status(of: "B-\(place)", for: .unrestricted, now: now)))
            }
            var said: Set<KPI> = []
            var reasons: Set<Exclusion> = []
            for status in statuses {
                let life = try #require(
                    try await database.figures.kpis(
                        of: status.facts.code, window: day("2025-12-01")...now.day, kind: .range,
                        for: .unrestricted, now: now))
                for window in status.windows + [life] {
                    try await compareCalendar(window, status, conninfo)
                    try await compare(window, status, conninfo)
                }
                reasons.formUnion(life.expectation.excluded.map(\.reason))
                let last7 = day("2026-06-10")...day("2026-06-16")
                let week = try await database.figures.kpis(
                    of: status.facts.code, window: last7, kind: .last7, for: .unrestricted, now: now)
                try await compare(try #require(week), status, conninfo)
                try await compareHours(status, conninfo)
                for value in status.windows.flatMap(\.values) where value.value != nil {
                    said.insert(value.kpi)
                }
            }
            #expect(
                said == Set(KPI.allCases.filter { !$0.definition.windows.isEmpty }), "a figure was never said"
            )
            let possible = Set(Exclusion.allCases).subtracting([.outsideContract])
            #expect(reasons == possible, "a reason was never given")
            try await compareRetention(statuses, conninfo)
        }
    }

    /// Random build days of every build, each with an older version and some with one that is not known yet, and outages.
    private func fill(_ seed: UInt64, _ conninfo: String) async throws {
        var random = SeededGenerator(seed: seed)
        let builds = try await MigratedDatabase.rows("select build_id from build order by code", in: conninfo)
        var days: [String] = []
        var users: [String] = []
        for (place, row) in builds.enumerated() {
            let build = try #require(row.first ?? nil)
            // The last build was never used, the one before fell silent in May.
            let span =
                place == 5 ? day("2026-06-16")...day("2026-06-17") : day("2026-01-10")...day("2026-06-20")
            let share = [300, 800, 150, 600, 500, 0][place]
            for day in span where random.below(1_000) < share {
                if place == 4, day > Domain.Day(number: 20_575) { continue }
                days.append(randomDay(build, day, &random))
                for _ in 0..<random.below(4) {
                    users.append(
                        "(\(build), '\(day)', \(2025 + random.below(2)), '\(random.below(9))', '2026-06-\(16 + random.below(2)) 09:00+09')"
                    )
                }
            }
        }
        let columns = """
            build_id, day, version, known_at, superseded_at, receipts, distinct_tuples, slots, users, actions, hours,
            late, rejected, implausible, arrived, arrival_days, log_in_users, log_in_pairs, first_arrival
            """
        try await run(
            "insert into build_day (\(columns)) values \(days.joined(separator: ",")) returning 1", conninfo)
        // An older version of every day, which must not count.
        try await run(
            """
            insert into build_day (\(columns))
            select build_id, day, 0, timestamptz '2026-01-01 00:00+09', known_at, 9, 9, slots, 9, actions, hours, 9, 9, 0, 9,
                arrival_days, 9, 9, day + 20
            from build_day returning 1
            """, conninfo)
        try await run(
            """
            insert into build_day_user (build_id, day, user_epoch, user_hash, known_at)
            values \(users.joined(separator: ",")) on conflict do nothing returning 1
            """, conninfo)
        for _ in 0..<12 {
            let day = day("2026-02-01").adding(days: random.below(135))
            let minutes = random.below(3) == 0 ? 30 : 2
            try await run(
                """
                insert into outage (began_at, ended_at, cause, detail, known_at)
                values ('\(day) 10:00+09', '\(day) 10:\(minutes)+09', 'crashed', '', '\(day) 11:00+09')
                on conflict do nothing returning 1
                """, conninfo)
        }
    }

    private func randomDay(_ build: String, _ day: Day, _ random: inout SeededGenerator) -> String {
        var actions: [Int] = []
        for _ in 0..<8 { actions.append(random.below(3) == 0 ? random.below(9) : 0) }
        let receipts = actions.reduce(0, +)
        let implausible = [0, 0, receipts, random.below(receipts + 1)][random.below(4)]
        var slots = [Character](repeating: "0", count: 144)
        if receipts > implausible {
            slots[random.below(144)] = "1"
            for _ in 0..<random.below(receipts) { slots[random.below(144)] = "1" }
        }
        let logIns = random.below(4)
        return """
            (\(build), '\(day)', 1, '2026-06-17 09:00+09', null, \(receipts),
            \(receipts == 0 ? 0 : 1 + random.below(receipts)), '\(String(slots))', 1,
            '{\(actions.map(String.init).joined(separator: ","))}', '{}', \(random.below(receipts + 1)),
            \(random.below(4)), \(implausible), \(random.below(2) * random.below(6)), array[date '\(day)'], \(logIns),
            \(random.below(logIns + 1)), \(["null", "'\(day)'", "'\(day.adding(days: 1 + random.below(9)))'"][random.below(3)]))
            """
    }

    /// Suspensions, one of them withdrawn, and a silence of several builds; one of these is heard again on its day.
    private func declare(_ conninfo: String) async throws {
        try await run(
            """
            with s as (
                insert into suspension (site_id, began_on, ended_on, document, recorded_by, known_at)
                select b.site_id, v.began_on::date, v.ended_on::date, 'x', 'x', '2026-06-02 09:00+09'
                from (values ('B-0', '2026-06-03', '2026-06-04'), ('B-1', '2026-06-15', null),
                    ('B-3', '2026-04-01', '2026-05-31')) as v (code, began_on, ended_on)
                join build b using (code)
                returning suspension_id, began_on
            )
            insert into suspension_withdrawal (suspension_id, reason, recorded_by, known_at)
            select suspension_id, 'x', 'x', '2026-06-16 09:00+09' from s where began_on = '2026-04-01' returning 1
            """, conninfo)
        try await run(
            """
            with p as (
                insert into policy (name, version, official, author, effective_from, imported_at, source_yaml, late_days)
                values ('x', 1, false, 'a', '2026-03-01', '2026-01-01', '', 4) returning policy_id
            ), b as (
                insert into backtest (policy_id, quarters, builds, made_at, made_by, code_version)
                select policy_id, '{2025Q4}', 1, '2026-02-28', 'a', 'x' from p returning backtest_id
            ), a as (
                insert into policy_activation (policy_id, author, effective_from, approver, activated_at, backtest_id)
                select p.policy_id, 'a', '2026-03-01', 'b', '2026-03-01', b.backtest_id
                from p, b returning policy_id
            ), i as (
                insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing, policy_id,
                    opened_at)
                select v.trait, 'x', 'x', '2026-05-11', '2026-06-14', 9, p.policy_id, '2026-06-15 09:00+09'
                from p, (values ('region'), ('supplier')) as v (trait)
                returning incident_id, trait
            ), m as (
                insert into incident_build
                select i.incident_id, b.build_id, v.last_sign::date
                from (values ('B-4', '2026-05-11', 'region'), ('B-5', '2026-06-01', 'supplier'),
                    ('B-0', '2026-06-07', 'supplier'), ('B-2', '2026-04-05', 'supplier')) as v (code, last_sign, trait)
                join i using (trait)
                join build b using (code)
            )
            insert into incident_end (incident_id, ended_on, ended_at, ended_by, reason)
            select incident_id, '2026-06-10', '2026-06-16 09:00+09', 'x', 'x' from i where trait = 'supplier' returning 1
            """, conninfo)
        try await run(
            """
            insert into outage (began_at, ended_at, cause, detail, known_at, superseded_at)
            values ('2026-06-09 23:58:30+09', '2026-06-10 00:01:30+09', 'crashed', '', '2026-06-10 11:00+09', null),
                ('2026-06-11 09:00+09', '2026-06-11 23:00+09', 'crashed', '', '2026-06-11 11:00+09', '2026-06-12 09:00+09')
            returning 1
            """, conninfo)
    }

    /// Every day of a window is expected by both, or left out by both for the same reason.
    private func compareCalendar(_ window: WindowKPIs, _ status: BuildStatus, _ conninfo: String) async throws
    {
        let official = OfficialKPIs(build: status.facts.id, window: window.days, now: now)
        let excluded = Dictionary(
            uniqueKeysWithValues: window.expectation.excluded.map { ($0.day, $0.reason.rawValue) })
        let ours = window.days.map { ["\($0)", excluded[$0]] }
        #expect(window.expectation.expected == window.days.filter { excluded[$0] == nil })
        #expect(
            try await MigratedDatabase.rows(official.calendar, in: conninfo) == ours,
            "\(status.facts.code) \(window.kind)")
    }

    private func compare(_ window: WindowKPIs, _ status: BuildStatus, _ conninfo: String) async throws {
        let official = try await official(window, status, conninfo)
        for value in window.values {
            let place: Comment = "\(status.facts.code) \(window.kind) \(value.kpi)"
            let row = official[value.kpi.rawValue]
            #expect(agree(value.value, row?.value), place)
            #expect(agree(value.favourable, row?.favourable), place)
            #expect(agree(value.low, row?.low), place)
            if let numerator = row?.numerator { #expect(value.numerator == numerator, place) }
            if let denominator = row?.denominator { #expect(value.denominator == denominator, place) }
            #expect(agree(value.interval?.lowerBound, row?.interval?.lower), place)
            #expect(agree(value.interval?.upperBound, row?.interval?.upper), place)
        }
    }

    private struct Official {
        let numerator: Int?
        let denominator: Int?
        let value: Double?
        let low: Double?
        let favourable: Double?
        let interval: (lower: Double, upper: Double)?
    }

    /// The figures of one window by the functions of the database, by code.
    private func official(
        _ window: WindowKPIs, _ status: BuildStatus, _ conninfo: String
    ) async throws -> [String: Official] {
        let official = OfficialKPIs(build: status.facts.id, window: window.days, now: now)
        let intervals: Set = [
            "active_day_rate", "feed_continuity", "late_share", "rejected_share", "record_work_share",
            "log_in_pairs", "shift_coverage",
        ]
        // Compiling twenty functions takes longer than calling each once.
        let rows = try await MigratedDatabase.rows(
            "set jit = off; with k as materialized (select * from \(official.facts)) "
                + official.queries.map { code, query in
                    """
                    select '\(code)', f.n, f.d, f.v::double precision, f.l::double precision, f.f::double precision,
                        w.lower, w.upper
                    from k
                    cross join lateral (\(query)) as f (n, d, v, l, f)
                    left join lateral kpi_wilson(f.n::bigint, f.d::bigint) as w on \(intervals.contains(code))
                    """
                }.joined(separator: " union all "), in: conninfo)
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let numbers = row.map { $0.flatMap(Double.init) }
                return (
                    try #require(row[0]),
                    Official(
                        numerator: numbers[1].map { Int($0) }, denominator: numbers[2].map { Int($0) },
                        value: numbers[3], low: numbers[4], favourable: numbers[5],
                        interval: numbers[6].flatMap { lower in numbers[7].map { (lower, $0) } })
                )
            })
    }

    private func compareHours(_ status: BuildStatus, _ conninfo: String) async throws {
        let window = try #require(status.window(.last28)).days
        let profile = SlotProfile(status.days.filter { window.contains($0.day) })
        let rows = try await MigratedDatabase.rows(
            """
            select weekday, hour, slots
            from kpi_slots_by_hour(\(status.facts.id), '\(window.lowerBound)', '\(window.upperBound)', '\(now.day)',
                '\(now.iso8601)')
            where slots > 0
            """, in: conninfo)
        var table = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)
        for row in rows {
            let numbers = try row.map { try #require($0.flatMap(Int.init)) }
            table[numbers[0] - 1][numbers[1]] = numbers[2]
        }
        #expect(profile.slots == table, "\(status.facts.code)")
    }

    private func compareRetention(_ statuses: [BuildStatus], _ conninfo: String) async throws {
        let cells = retention(
            of: statuses.map { RetentionBuild(calendar: $0.calendar, days: $0.days.map(\.usage)) }, weeks: 30,
            today: now.day)
        let rows = try await MigratedDatabase.rows(
            """
            with facts as (
                select b.build_id, k.*
                from build b
                cross join kpi_facts(b.build_id, '\(now.day)', '\(now.day)', '\(now.day)', '\(now.iso8601)') as k
            ), expected as (
                select array_agg(f.build_id) as builds, array_agg(d.day) as days
                from facts f
                cross join unnest(f.all_expected) as d (day)
            ), all_builds as (
                select array_agg(build_id) as builds, array_agg(completed_on) as completed, min(touched) as touched
                from facts
            )
            select cohort || ' ' || week || ' ' || numerator || '/' || denominator || ' '
                || round((favourable * denominator)::numeric)
            from all_builds a, expected e,
                kpi_retention(a.builds, a.completed, e.builds, e.days, 30, a.touched, '\(now.day)', '\(now.iso8601)')
            order by cohort, week
            """, in: conninfo)
        let found = cells.map { cell in
            let favourable = (cell.value.favourable ?? -1) * Double(cell.value.denominator ?? 0)
            return
                "\(cell.cohort) \(cell.week) \(cell.value.numerator ?? -1)/\(cell.value.denominator ?? -1) "
                + "\(Int(favourable.rounded()))"
        }
        #expect(found.count > 30)
        #expect(found == rows.compactMap { $0.first ?? nil })
    }

    private func run(_ sql: String, _ conninfo: String) async throws {
        _ = try await MigratedDatabase.rows(sql, in: conninfo)
    }
}

/// Whether neither can be computed, or both are the same but for rounding.
private func agree(_ left: Double?, _ right: Double?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): abs(left - right) < 1e-12
    default: false
    }
}
