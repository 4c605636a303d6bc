import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2025-12-01 10:00")
private let midnight = instant("2026-07-01 00:15")
private let later = instant("2026-07-02 10:00")

@Suite struct WindowVersionTests {
    /// Builds of two kinds, all used on every workday of the half year; those with an even number work on holidays.
    private func withBuilds(
        _ count: Int = 2,
        _ body:
            @Sendable (_ database: Database, _ builds: [SampleBuild], _ conninfo: String) async throws ->
            Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                (1...count).map { number in
                    SampleLine([
                        "build_code": "B-\(number)", "site_serial": "\(number)",
                        "project_code": "2025-S22-001-00\(1_000 + number)", "completed_on": "2025-11-28",
                        "collect_from": "", "as_to": "2026-05-28",
                        "works_on_holidays": number.isMultiple(of: 2) ? "Y" : "N",
                    ])
                }, now: imported)
            var builds: [SampleBuild] = []
            for number in 1...count {
                builds.append(
                    try await database.sampleBuild("B-\(number)", seed: UInt8(number), now: imported))
            }
            try await database.receive(
                builds.flatMap { $0.records(on: weekdays("2025-12-01", "2026-06-29")) })
            try await database.aggregateAll(now: midnight)
            try await body(database, builds, conninfo)
        }
    }

    private func names(_ versions: [WindowVersion]) -> [String] {
        versions.map { "\($0.kpis.kind.rawValue) \($0.kpis.days.lowerBound) \($0.version) \($0.reason)" }
    }

    @Test func aWindowIsKeptFromTheDayAfterItsLastDay() async throws {
        try await withBuilds(1) { database, _, _ in
            let eve = instant("2026-06-30 23:59")
            #expect(try await database.closeAllWindows(now: eve) == 9)
            #expect(try await database.closeAllWindows(now: eve) == 0, "once a day")
            #expect(try await database.closeAllWindows(now: midnight) == 2)
            let versions = try await database.windows.versions(of: "B-1")
            #expect(
                names(versions) == [
                    "quarter 2025-10-01 1 first close", "month 2025-12-01 1 first close",
                    "month 2026-01-01 1 first close", "month 2026-02-01 1 first close",
                    "quarter 2026-01-01 1 first close", "month 2026-03-01 1 first close",
                    "month 2026-04-01 1 first close", "intensive_as 2025-11-29 1 first close",
                    "month 2026-05-01 1 first close", "quarter 2026-04-01 1 first close",
                    "month 2026-06-01 1 first close",
                ])
            let june = try #require(versions.first { $0.kpis.days.lowerBound == day("2026-06-01") })
            #expect(june.knownAt == midnight && june.supersededAt == nil && june.codeVersion == "1.0.0")
            #expect(june.kpis.value(.activeDayRate)?.denominator == 21)
            #expect(june.kpis.value(.activeDayRate)?.numerator == 20)
            #expect(june.kpis.value(.silence)?.numerator == 1, "seen from the day after")
        }
    }

    @Test func aLateFileGivesVersionsToItsDaysAndWindowsOnly() async throws {
        try await withBuilds(12) { database, builds, conninfo in
            try await database.closeAllWindows(now: midnight)
            try await database.recomputeWindows(now: midnight)
            let days = weekdays("2026-02-02", "2026-06-30")
            try await database.receive(
                days.map {
                    builds[4].record(at: Timestamp(day: $0, hour: 14), receivedAt: later, user: 9)
                })
            let changed = try await database.aggregateAll(now: later)
            #expect(changed == days.count + 1, "and the day of arrival")
            let step = try await database.recomputeWindows(now: later)
            // February to June, both quarters and the phase.
            #expect(step == (examined: 8, changed: 8))
            let others = try await MigratedDatabase.rows(
                """
                select (select count(*) from build_day where known_at > '\(midnight.sqlText)' and build_id <> \(builds[4].id)),
                    (select count(*) from window_version where known_at > '\(midnight.sqlText)'
                        and build_id <> \(builds[4].id)),
                    (select count(*) from window_version where version > 1),
                    (select count(*) from window_version where superseded_at is not null),
                    (select count(*) from window_touch)
                """, in: conninfo)
            #expect(others == [["0", "0", "8", "8", "0"]])
            let versions = try await database.windows.versions(of: "B-5").filter { $0.version == 2 }
            let months = versions.filter { $0.kpis.kind == .month }
            #expect(
                months.prefix(2).map(\.reason) == [
                    "late receipts: 20 from 2026-02-02 to 2026-02-27",
                    "late receipts: 22 from 2026-03-02 to 2026-03-31",
                ])
            #expect(versions.allSatisfy { $0.kpis.value(.slotsPerActiveDay)?.value ?? 0 > 1 })
            #expect(try await database.recomputeWindows(now: later) == (examined: 0, changed: 0))
        }
    }

    @Test func aHolidayAddedLateChangesTheWindowsInWhichItWasWork() async throws {
        try await withBuilds { database, _, _ in
            try await database.closeAllWindows(now: midnight)
            try await database.recomputeWindows(now: midnight)
            _ = try await database.calendar.putHoliday(
                Holiday(day: day("2026-04-15"), name: "임시공휴일", kind: .temporary), source: "예시",
                actor: "tester", now: later)
            let step = try await database.recomputeWindows(now: later)
            #expect(step == (examined: 10, changed: 3), "of those that end later, of both builds")
            #expect(
                names(try await database.windows.versions(of: "B-1").filter { $0.version > 1 }) == [
                    "month 2026-04-01 2 holiday added: 2026-04-15 임시공휴일",
                    "intensive_as 2025-11-29 2 holiday added: 2026-04-15 임시공휴일",
                    "quarter 2026-04-01 2 holiday added: 2026-04-15 임시공휴일",
                ])
            #expect(try await database.windows.versions(of: "B-2").allSatisfy { $0.version == 1 })
        }
    }

    /// What commits after a run with a time before it is what a mark of time would miss.
    @Test func whatWasKnownBeforeTheLastRunAndCommitsAfterItIsNotMissed() async throws {
        try await withBuilds { database, _, conninfo in
            try await database.closeAllWindows(now: midnight)
            try await database.recomputeWindows(now: later)
            _ = try await database.calendar.declareSuspension(
                of: "B-1", from: day("2026-06-08"), to: day("2026-06-12"),
                document: DocumentReference(name: "문서 1"), actor: "tester",
                now: midnight.adding(seconds: 60))
            #expect(try await database.recomputeWindows(now: later.adding(seconds: 900)).changed == 2)
            _ = try await MigratedDatabase.rows(
                """
                insert into outage (began_at, ended_at, cause, detail, known_at)
                values ('2026-06-18 08:00+09', '2026-06-18 12:00+09', 'crashed', '', '\(midnight.sqlText)')
                returning 1
                """, in: conninfo)
            #expect(try await database.recomputeWindows(now: later.adding(seconds: 1_800)).changed == 4)
            #expect(
                names(try await database.windows.versions(of: "B-1").filter { $0.version > 1 }) == [
                    "quarter 2026-04-01 2 suspension declared: 2026-06-08/2026-06-12",
                    "quarter 2026-04-01 3 outage recorded: 2026-06-18 08:00/2026-06-18 12:00",
                    "month 2026-06-01 2 suspension declared: 2026-06-08/2026-06-12",
                    "month 2026-06-01 3 outage recorded: 2026-06-18 08:00/2026-06-18 12:00",
                ])
        }
    }

    @Test func theRegistryMovesWindowsAndTheirFigures() async throws {
        try await withBuilds(1) { database, _, _ in
            try await database.closeAllWindows(now: midnight)
            try await database.recomputeWindows(now: midnight)
            try await database.importSample(
                [
                    SampleLine([
                        "project_code": "2025-S22-001-001001", "completed_on": "2025-11-28",
                        "collect_from": "", "as_to": "2026-04-28", "workdays": "월화수목금토",
                    ])
                ], now: later)
            let step = try await database.recomputeWindows(now: later)
            #expect(step.changed == 11 + 1, "all of its windows, and the phase as it is now")
            let phases = try await database.windows.versions(of: "B-1").filter {
                $0.kpis.kind == .intensiveAS
            }
            #expect(
                names(phases) == [
                    "intensive_as 2025-11-29 1 first close",
                    "intensive_as 2025-11-29 1 first close",
                    "intensive_as 2025-11-29 2 registry changed: project, site",
                ])
            #expect(
                phases.map(\.kpis.days.upperBound.description) == ["2026-04-28", "2026-05-28", "2026-05-28"])
        }
    }

    @Test func everyPhaseOfTheProgrammeIsKeptOnceItIsOver() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(
                [
                    SampleLine([
                        "completed_on": "2026-01-30", "as_to": "2026-02-27",
                        "final_evaluated_on": "2026-03-13",
                        "collect_to": "2026-04-30",
                    ])
                ], now: instant("2026-02-02 10:00"))
            _ = try await database.sampleBuild("B-1", seed: 1, now: instant("2026-02-02 10:00"))
            func phases() async throws -> [String] {
                try await database.windows.versions(of: "B-1").map(\.kpis)
                    .filter { $0.kind != .month && $0.kind != .quarter }
                    .map { "\($0.kind.rawValue) \($0.days.lowerBound) \($0.days.upperBound)" }
            }
            try await database.closeAllWindows(now: instant("2026-03-13 10:00"))
            #expect(try await phases() == ["intensive_as 2026-01-31 2026-02-27"])
            try await database.closeAllWindows(now: instant("2026-07-01 10:00"))
            #expect(
                try await phases() == [
                    "intensive_as 2026-01-31 2026-02-27", "final_evaluation 2026-02-28 2026-03-13",
                    "after_care 2026-03-14 2026-04-30",
                ])
        }
    }

    @Test func whatSaysTheSameGetsNoVersion() async throws {
        try await withBuilds(1) { database, _, _ in
            try await database.closeAllWindows(now: midnight)
            try await database.recomputeWindows(now: midnight)
            let changed = try await database.importSample(
                [
                    SampleLine([
                        "project_code": "2025-S22-001-001001", "completed_on": "2025-11-28",
                        "collect_from": "", "as_to": "2026-05-28", "solution": "다라 ERP",
                    ])
                ], now: later)
            #expect(!changed.isEmpty)
            #expect(try await database.recomputeWindows(now: later) == (examined: 11, changed: 0))
        }
    }

    @Test func aKeptWindowThatWasTamperedWithIsFound() async throws {
        try await withBuilds(1) { database, _, conninfo in
            try await database.closeAllWindows(now: midnight)
            try await database.recomputeWindows(now: midnight)
            let ending = day("2026-05-02")...day("2026-07-01")
            let before = try await database.windows.differing(ending: ending, after: 0, now: midnight)
            #expect(before.count == 4 && before.differing.isEmpty)
            _ = try await MigratedDatabase.rows(
                """
                update window_version set figures = jsonb_set(figures, '{silence_working_days,value}', '0')
                where kind = 'month' and window_from = '2026-06-01' returning 1
                """, in: conninfo)
            let after = try await database.windows.differing(ending: ending, after: 0, now: midnight)
            #expect(after.differing.map(\.days.lowerBound) == [day("2026-06-01")])
            #expect(after.differing.map(\.buildCode) == ["B-1"])
        }
    }

    @Test func theApplicationCanOnlyEndAVersion() async throws {
        try await MigratedDatabase.with { _, conninfo in
            let rights = try await MigratedDatabase.rows(
                """
                select has_table_privilege(r, 'window_version', 'insert'),
                    has_column_privilege(r, 'window_version', 'superseded_at', 'update'),
                    has_column_privilege(r, 'window_version', 'figures', 'update'),
                    has_table_privilege(r, 'window_version', 'delete')
                from (values ('afterbuild_app')) as x (r)
                """, in: conninfo)
            #expect(rights == [["t", "t", "f", "f"]])
        }
    }
}
