import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

private let now = instant("2026-07-01 09:00")

/// Past quarters judged again under a draft.
@Suite(.heavy, .timeLimit(.minutes(2))) struct BacktestTests {
    private static let yaml = """
        name: 시험
        version: 1
        official: false
        author: 작성자
        effective_from: 2024-01-01
        rules:
          - {rule: silent, threshold: 12, minimum_expected_days: 10}
          - {rule: never_started, threshold: 20, minimum_expected_days: 20}
          - {rule: low_active_day_rate, threshold: 0.5, minimum_expected_days: 12, days: last28}
          - {rule: below_peers, threshold: 20, minimum_expected_days: 12, minimum_peers: 10}
        """

    private func fleet(_ database: Database, _ conninfo: String) async throws -> SampleFleet {
        let fleet = try await SampleFleet(80, in: database, conninfo) { number in
            day("2024-01-10").adding(days: number * 9)
        }
        // Some use it often, some seldom, some stop, some never begin.
        try await fleet.use(
            day("2024-01-01")...day("2026-06-30"),
            where: """
                d > (select p.completed_on from build x join project p using (project_id) where x.build_id = b.build_id)
                and n % 9 <> 0 and extract(isodow from d) < 6
                and (hashint4(n * 1000 + (d - '2024-01-01'::date)) & 15) < 3 + n % 13
                and (n % 5 <> 0 or d < '2025-03-20' or d > '2025-08-01') and (n % 7 <> 0 or d < '2025-11-10')
                """)
        return fleet
    }

    /// The rules once more, straight from the tables.
    private static let bruteForce = """
        with quarter as (
            select 'Q' as q, t::date as today from generate_series('2024-10-01'::timestamp, '2026-07-01', '3 months') t
        ),
        expected as (
            select b.build_id, substr(b.code, 3)::integer as n, q.today, p.completed_on, d.day::date,
                extract(isodow from d.day) < 6 and h.day is null as is_expected,
                u.day is not null as is_used
            from build b
            join project p using (project_id)
            cross join quarter q
            cross join lateral generate_series(p.completed_on + 1, q.today - 1, '1 day') d (day)
            left join holiday h on h.day = d.day::date
            left join build_day u on u.build_id = b.build_id and u.day = d.day::date
        ),
        last as (
            select n, today, max(day) filter (where is_used) as last_use from expected group by n, today
        ),
        figure as (
            select e.n, e.today, l.last_use,
                count(*) filter (where is_expected) as so_far,
                count(*) filter (where is_expected and day >= e.today - 28) as expected,
                count(*) filter (where is_used and day >= e.today - 28) as used,
                count(*) filter (where is_expected and day > coalesce(l.last_use, '-infinity')) as silent
            from expected e
            join last l on l.n = e.n and l.today = e.today
            group by e.n, e.today, l.last_use
        )
        select n, today, 'silent' from figure where last_use is not null and so_far >= 10 and silent >= 12
        union all
        select n, today, 'never_started' from figure where last_use is null and so_far >= 20 and silent >= 20
        union all
        select n, today, 'low_active_day_rate' from figure
        where expected >= 12 and least(1, used::float8 / expected) < 0.5
        order by 2, 3, 1
        """

    @Test func whatIsRaisedEqualsBruteForce() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await fleet(database, conninfo)
            let id = try await database.policies.add(
                try PolicyFile(yaml: Self.yaml).policy, yaml: Self.yaml, now: now)
            let draft = try #require(try await database.policies.list().first { $0.id == id })
            let report = try await Backtest(database: database, codeVersion: "test").run(
                draft, against: nil, quarters: 8, actor: "tester", now: now)
            #expect(report.builds == 80)
            let expected = try await MigratedDatabase.rows(Self.bruteForce, in: conninfo)
            #expect(Set(expected.map { $0[2] }) == ["silent", "never_started", "low_active_day_rate"])
            let found = report.verdicts.filter { $0.rule != .belowPeers }.map { verdict in
                "\(verdict.facts.code) \(verdict.quarter.days.upperBound.adding(days: 1)) \(verdict.rule.rawValue)"
            }
            let wanted = expected.map { "B-\($0[0] ?? "") \($0[1] ?? "") \($0[2] ?? "")" }
            #expect(Set(found).subtracting(wanted).sorted() == [], "raised, and brute force does not")
            #expect(Set(wanted).subtracting(found).sorted() == [], "not raised, and brute force does")
            let stored = try await MigratedDatabase.rows(
                "select count(*), count(distinct quarter) from backtest_verdict where draft = 'raised'",
                in: conninfo)
            #expect(stored == [["\(report.verdicts.count)", "8"]])
            #expect(report.verdicts.contains { $0.rule == .belowPeers })
        }
    }

    @Test func theReportSaysWhatChangesAgainstThePolicyInForce() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await fleet(database, conninfo)
            _ = try await database.activatePolicy(Self.yaml, now: now)
            let active = try #require(try await database.policies.inForce(on: now.day))
            let stricter = Self.yaml.replacing("version: 1", with: "version: 2")
                .replacing("threshold: 0.5", with: "threshold: 0.7").replacing(
                    "threshold: 12", with: "threshold: 15")
            let id = try await database.policies.add(
                try PolicyFile(yaml: stricter).policy, yaml: stricter, now: now)
            let draft = try #require(try await database.policies.list().first { $0.id == id })
            let report = try await Backtest(database: database, codeVersion: "test").run(
                draft, against: active, quarters: 4, actor: "tester", now: now)
            let rules = report.lines(by: .rule)
            let low = try #require(rules.first { $0.group == "low_active_day_rate" })
            #expect(low.added > 0)
            #expect(low.dropped == 0)
            let silent = try #require(rules.first { $0.group == "silent" })
            #expect(silent.dropped > 0)
            #expect(silent.added == 0)
            for grouping in BacktestReport.Grouping.allCases {
                let lines = report.lines(by: grouping)
                #expect(lines.reduce(0) { $0 + $1.draft } == report.verdicts.count(where: \.isRaisedByDraft))
                #expect(
                    lines.reduce(0) { $0 + $1.active } == report.verdicts.count(where: \.isRaisedByActive))
            }
            #expect(report.lines(by: .quarter).map(\.group) == ["2025Q3", "2025Q4", "2026Q1", "2026Q2"])
        }
    }

    @Test func withoutABacktestOfExactlyThisDraftNothingIsActivated() async throws {
        try await MigratedDatabase.with { database, _ in
            let id = try await database.policies.add(
                try PolicyFile(yaml: Self.yaml).policy, yaml: Self.yaml, now: now)
            let draft = try #require(try await database.policies.list().first { $0.id == id })
            await #expect(throws: ActivationRefusal.notBacktested) {
                try await database.policies.activate(draft, approver: "승인자", now: now)
            }
            let inForce = try await database.policies.inForce(on: now.day)
            #expect(inForce?.id == nil, "a draft judges nobody")
            _ = try await Backtest(database: database, codeVersion: "test").run(
                draft, against: nil, quarters: 1, actor: "tester", now: now)
            await #expect(throws: ActivationRefusal.ownPolicy) {
                try await database.policies.activate(draft, approver: "작성자", now: now)
            }
            try await database.policies.activate(draft, approver: "승인자", now: now)
            #expect(try await database.policies.inForce(on: now.day)?.policy.approver == "승인자")
            await #expect(throws: ActivationRefusal.activeAlready) {
                try await database.policies.activate(draft, approver: "승인자", now: now)
            }
        }
    }
}
