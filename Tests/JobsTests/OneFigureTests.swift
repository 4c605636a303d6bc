import Domain
import Foundation
import Render
import Storage
import TestSupport
import Testing

@testable import Jobs

/// A Wednesday.
private let now = instant("2026-06-17 06:30")
/// What became known after this Thursday is not in answers as of it.
private let then = instant("2026-05-21 10:00")

/// The same build and window, asked in every way that there is, gives one number.
///
/// The ways are status, windows by name and by dates, phase, list, page, report and evidence of a rule, as known now and as
/// known then.
@Suite struct OneFigureTests {
    private static let count = 1_000
    private static let may = day("2026-05-01")...day("2026-05-31")

    /// Builds with random calendars, phases and use; some days have two versions.
    private func withFleet(
        _ body: (_ database: Database, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with(connections: 4) { database, conninfo in
            var random = SeededGenerator(seed: 11)
            func pick<Value>(_ values: [Value]) -> Value {
                values[Int.random(in: values.indices, using: &random)]
            }
            let lines = (1...Self.count).map { number in
                let completed = day("2025-09-01").adding(days: Int.random(in: 0..<240, using: &random))
                return SampleLine([
                    "build_code": "B-\(number)", "project_code": "2025-S22-001-\(padded(number, 6))",
                    "site_serial": "\(number / 2 + 1)",
                    "adopter_number": ["111-11-11119", "222-22-22227"][number % 2],
                    "adopter_name": ["가상정밀", "가상주조"][number % 2],
                    "agreed_on": "\(completed.adding(days: -200))",
                    "build_from": "\(completed.adding(days: -200))", "build_to": "\(completed)",
                    "completed_on": "\(completed)", "shifts": pick(["", "1교대", "2교대", "4조3교대"]),
                    "workdays": pick(["월화수목금", "월화수목금토", "화수목금토일"]),
                    "works_on_holidays": pick(["Y", "N", "N"]),
                    "shutdowns": pick(["", "", "2026-05-04~2026-05-08"]),
                    "collect_from": pick(["", "\(completed.adding(days: 20))"]),
                    "intake_profile": pick(["FULL", "LEGACY_10MIN"]),
                ])
            }
            try await database.importSample(lines, now: instant("2026-01-05 10:00"))
            try await fill(conninfo)
            try await database.shippedPolicy(now: instant("2026-06-16 10:00"))
            try await body(database, conninfo)
        }
    }

    /// Each build has a share of days of its own, and some fell silent; hashes stand for chance.
    private func fill(_ conninfo: String) async throws {
        for sql in [
            """
            insert into key (build_id, key_hash, hint, origin, issued_at, existed_from)
            select build_id, sha256(code::bytea), 'abcd', 'issued', '2025-08-01',
                case when build_id % 5 = 0 then date '2026-02-01' + (build_id % 60)::integer end
            from build
            """,
            """
            create view chance as
            select b.build_id, x::date as d, abs(hashint8(b.build_id * 7919)) % 100 as share,
                abs(hashint8(b.build_id * 104729 + (x::date - date '2025-01-01'))) as dice
            from build b
            cross join generate_series(timestamp '2025-09-01', '2026-06-17', '1 day') x
            where x < timestamp '2026-06-20' - (abs(hashint8(b.build_id * 31)) % 4) * interval '18 days'
            """,
            """
            create table made as
            select build_id, d, dice, 1 + dice % 40 as receipts, case when dice % 17 = 0 then 1 + dice % 40 else 0 end as implausible
            from chance where dice % 100 < share
            """,
            """
            insert into build_day (build_id, day, version, known_at, superseded_at, receipts, distinct_tuples, slots,
                users, actions, hours, late, rejected, implausible, arrived, arrival_days, log_in_users, log_in_pairs,
                first_arrival)
            select build_id, d, v, case v when 1 then d + interval '30 hours' else timestamptz '2026-06-10 09:00+09' end,
                case when v = 1 and dice % 11 = 0 then timestamptz '2026-06-10 09:00+09' end,
                receipts + v - 1, 1 + receipts / 2, (repeat('1', 1 + dice % 9) || repeat('0', 135) || repeat('1', 8 - dice % 9))::bit(144),
                1 + dice % 3, array[2, 1, receipts, 0, dice % 3, 0, 0, 0], array_fill(0, array[24]), dice % 4, dice % 3,
                implausible, dice % 5, array[d], 1 + dice % 3, 1,
                d + case when dice % 9 = 0 then dice % 25 else 0 end
            from made cross join generate_series(1, 2) v
            where v = 1 or dice % 11 = 0
            """,
            """
            insert into build_day_user (build_id, day, user_epoch, user_hash, known_at)
            select build_id, d, 2025 + (d >= date '2026-01-01')::integer, sha256((dice % 6 || '')::bytea),
                d + interval '30 hours'
            from made
            """,
        ] {
            _ = try await MigratedDatabase.rows(sql, in: conninfo)
        }
    }

    @Test func everyWayGivesOneNumber() async throws {
        try await withFleet { database, conninfo in
            _ = try await JudgeJob(
                database: database, alerts: AlertAddresses(recipients: [], publicURL: ""),
                codeVersion: "9.9.9",
                observe: { _ in }
            ).run(now: now)
            _ = try await WindowJob(database: database, codeVersion: "9.9.9").run(now: now)
            // Packed days and kept windows are other sources of the same numbers: half of the builds have them.
            _ = try await database.phases.packDays(after: Int64(Self.count / 2), now: now)
            let before = try await collect(database, asOf: nil)
            try before.expectOne(atLeast: 40_000)
            let past = try await collect(database, asOf: then)
            try past.expectOne(atLeast: 10_000)
            let (present, earlier) = (before.numbers, past.numbers)
            #expect(earlier.count(where: { present[$0.key] != $0.value }) > 500, "then is not now")
            let evidence = try await ruleFigures(database, conninfo)
            #expect(evidence > 300)
        }
    }

    /// Every way for every build.
    private func collect(_ database: Database, asOf: Timestamp?) async throws -> Figures {
        var figures = Figures()
        let today = (asOf ?? now).day
        let yesterday = today.adding(days: -1)
        let last28 = today.adding(days: -28)...yesterday
        // What was known is read piece by piece, and slowly: of every third build.
        for number in 1...Self.count where asOf == nil || number % 3 == 0 {
            let code = "B-\(number)"
            let status = try #require(
                try await database.figures.statusFigures(of: code, for: .unrestricted, now: now, asOf: asOf))
            for window in status.windows { figures.add(code, window, "status") }
            for (kind, days) in [
                (WindowKind.last28, last28), (.range, last28), (.month, Self.may), (.range, Self.may),
            ] where days.lowerBound <= today {
                let window = try await database.figures.kpis(
                    of: code, window: days, kind: kind, for: .unrestricted, now: now, asOf: asOf)
                figures.add(code, try #require(window), "kpis \(kind.rawValue)")
            }
            guard number % 50 == 0, asOf == nil else { continue }
            let page = try await page(of: code, database)
            let rate = try #require(status.window(.last28)?.value(.activeDayRate))
            #expect(page.contains(try #require(fractionText(rate))), "\(code)")
        }
        for phase in [Phase.intensiveAS, .finalEvaluation] {
            let page = try await database.phases.reviews(
                phase, for: .unrestricted, now: now, asOf: asOf)
            for review in page.reviews { figures.add(review.facts.code, review.kpis, "phase") }
        }
        guard asOf == nil else { return figures }
        for line in try await database.fleet.builds(for: .unrestricted, limit: 1_000, now: now).lines {
            let rate = (
                try #require(line.summary.activeDays), try #require(line.summary.expectedDays)
            )
            figures.add(line.summary.code, .activeDayRate, last28, "\(rate.0) of \(rate.1)", "list")
            let silence = line.summary.silence.map { "\($0)" } ?? "nil"
            figures.add(
                line.summary.code, .silence, Week(containing: today).days, "\(silence) of nil", "list")
        }
        try await database.figures.forEachPage(
            window: Quarter(containing: today).days, kind: .quarter, now: now
        ) {
            page in
            for entry in page {
                figures.add(entry.facts.code, entry.kpis, "report")
                let row = ExportRow.fields(entry.facts, entry.kpis, entry.counts, today: today)
                let columns = Dictionary(uniqueKeysWithValues: zip(ExportRow.header, row))
                figures.add(
                    entry.facts.code, .activeDayRate, entry.kpis.days,
                    "\(columns["사용일수"] ?? "") of \(columns["가동예정일수"] ?? "")", "report file")
            }
        }
        return figures
    }

    private func page(of code: String, _ database: Database) async throws -> String {
        let status = try #require(try await database.figures.status(of: code, for: .unrestricted, now: now))
        let card = try await database.builds.reportCard(
            buildID: status.facts.id, for: .unrestricted, now: now)
        let templates = try PageTemplates(directory: TestDatabase.root.path + "/dashboards/web")
        return templates.html(
            BuildPage(
                status, card: card, keyNotes: [], incidents: [],
                frame: PageFrame(stylesheet: "", testClock: nil, access: nil)))
    }

    /// The figure that each signal froze equals the one of its window asked by dates.
    private func ruleFigures(_ database: Database, _ conninfo: String) async throws -> Int {
        let rows = try await MigratedDatabase.rows(
            """
            select b.code, s.evidence ->> 'kpi', s.window_from, s.window_to, s.evidence ->> 'value',
                s.evidence ->> 'numerator', s.evidence ->> 'denominator', s.evidence ->> 'favourable'
            from signal s join build b using (build_id)
            """, in: conninfo)
        var compared = 0
        for row in rows {
            guard let kpi = row[1].flatMap(KPI.init(rawValue:)), let code = row[0], let from = row[2],
                let to = row[3],
                [.silence, .activeDayRate, .trend].contains(kpi)
            else { continue }
            let kind: WindowKind = kpi == .trend ? .last28 : .range
            let window = try await database.figures.kpis(
                of: code, window: day(from)...day(to), kind: kind, for: .unrestricted, now: now)
            let value = try #require(window?.value(kpi))
            #expect(row[4].flatMap(Double.init) == value.value, "\(code) \(kpi) \(from) \(to)")
            #expect(row[5].flatMap(Int.init) == value.numerator, "\(code) \(kpi) \(from) \(to)")
            #expect(row[6].flatMap(Int.init) == value.denominator, "\(code) \(kpi) \(from) \(to)")
            #expect(row[7].flatMap(Double.init) == value.favourable, "\(code) \(kpi) \(from) \(to)")
            compared += 1
        }
        return compared
    }
}

/// Numbers by build, KPI and window, with the ways that gave them.
private struct Figures {
    struct Place: Hashable {
        let code: String
        let kpi: KPI
        let days: ClosedRange<Day>
    }

    private var found: [Place: [String: [String]]] = [:]

    var numbers: [Place: [String]] { found.mapValues { $0.keys.sorted() } }

    mutating func add(_ code: String, _ window: WindowKPIs, _ way: String) {
        for value in window.values {
            // What is held against something else is kept for the windows that have it.
            let bounds = "\(value.low.map { "\($0)" } ?? "nil") \(value.favourable.map { "\($0)" } ?? "nil")"
            add(code, value.kpi, window.days, "\(fraction(value)) \(bounds)", way, isWhole: true)
            add(code, value.kpi, window.days, fraction(value), way)
        }
    }

    mutating func add(
        _ code: String, _ kpi: KPI, _ days: ClosedRange<Day>, _ number: String, _ way: String,
        isWhole: Bool = false
    ) {
        let place = Place(code: isWhole ? "\(code) with bounds" : code, kpi: kpi, days: days)
        found[place, default: [:]][number, default: []].append(way)
    }

    private func fraction(_ value: KPIValue) -> String {
        func text(_ number: Int?) -> String { number.map { "\($0)" } ?? "nil" }
        return "\(text(value.numerator)) of \(text(value.denominator))"
    }

    /// - Parameter atLeast: places for which two or more ways must have given a number, or nothing was compared.
    func expectOne(atLeast: Int) throws {
        let differing = found.filter { $0.value.count > 1 }
        for (place, numbers) in differing.prefix(20) { Issue.record("\(place): \(numbers)") }
        #expect(differing.isEmpty, "\(differing.count) figures depend on the way they are asked")
        #expect(found.count(where: { $0.value.values.reduce(0) { $0 + $1.count } > 1 }) >= atLeast)
    }
}
