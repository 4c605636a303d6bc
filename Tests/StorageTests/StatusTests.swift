import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-01-05 10:00")
/// A Tuesday; 2026-03-02 is a substitute holiday.
private let now = instant("2026-03-17 10:00")

@Suite struct StatusTests {
    /// A build that closed from the 9th to the 11th and was used on the 3rd, 4th, 12th and on Saturday the 14th.
    private func withUsedBuild(
        _ body: @Sendable (_ database: Database, _ build: SampleBuild) async throws -> Void
    ) async throws {
        try await withUsedBuild { database, build, _ in try await body(database, build) }
    }

    private func withUsedBuild(
        _ body:
            @Sendable (_ database: Database, _ build: SampleBuild, _ conninfo: String) async throws ->
            Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [
                    SampleLine(["shutdowns": "2026-03-09~2026-03-11"]),
                    SampleLine([
                        "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                        "supplier_number": "555-55-55553", "supplier_name": "새견본",
                    ]),
                ], now: imported)
            let build = try await database.sampleBuild("B-1", seed: 1, now: imported)
            _ = try await database.sampleBuild("B-2", seed: 2, now: imported)
            let used = ["2026-03-03", "2026-03-04", "2026-03-12", "2026-03-14"].map(day)
            try await database.receive(build.records(on: used))
            try await database.aggregateAll(now: now)
            try await body(database, build, conninfo)
        }
    }

    @Test func theMonthCountsOnlyDaysOnWhichWorkIsExpected() async throws {
        try await withUsedBuild { database, _ in
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: now))
            let month = try #require(status.window(.month))
            #expect(month.days == day("2026-03-01")...day("2026-03-31"))
            #expect(
                month.expectation.expected.map(\.dayOfMonth) == [3, 4, 5, 6, 12, 13, 16])
            let reasons = Dictionary(grouping: month.expectation.excluded, by: \.reason).mapValues(\.count)
            #expect(reasons == [.notOver: 15, .restDay: 5, .holiday: 1, .shutdown: 3])
            #expect(
                month.expectation.excluded.first { $0.reason == .holiday }?.name == "삼일절 대체공휴일")
            let rate = try #require(month.value(.activeDayRate))
            #expect(rate.numerator == 3)
            #expect(rate.denominator == 7)
            #expect(rate.favourable == 4.0 / 7)
            #expect(month.value(.slotsPerActiveDay)?.numerator == 4)
            #expect(month.value(.slotsPerActiveDay)?.denominator == 4)
            #expect(month.value(.silence)?.numerator == 1)
            #expect(month.value(.timeToFirstUse)?.numerator == 31, "from the opening of collection")
            #expect(status.firstUse == day("2026-03-03"))
            #expect(status.lastSign == day("2026-03-14"))
        }
    }

    @Test func anOutageOfOursLeavesTheDenominatorFromWhenItIsKnown() async throws {
        try await withUsedBuild { database, _, conninfo in
            _ = try await MigratedDatabase.rows(
                """
                insert into outage (began_at, ended_at, cause, detail, known_at)
                values ('2026-03-05 08:00+09', '2026-03-05 12:00+09', 'crashed', '', '2026-03-06 01:00+09')
                returning outage_id
                """, in: conninfo)
            let month = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: now)?.window(.month))
            #expect(month.expectation.excluded.first { $0.reason == .outage }?.day == day("2026-03-05"))
            #expect(month.value(.activeDayRate)?.denominator == 6)
            let summary = try #require(
                try await database.lines(now: now).first { $0.code == "B-1" })
            let before = try #require(
                try await database.figures.status(
                    of: "B-1", for: .unrestricted, now: instant("2026-03-06 00:30")))
            #expect(before.window(.month)?.expectation.excluded.contains { $0.reason == .outage } == false)
            #expect(summary.expectedDays == 13)
        }
    }

    @Test func theWindowsAreYesterdayMonthQuarterAndThePhase() async throws {
        try await withUsedBuild { database, _ in
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: now))
            #expect(
                status.windows.map(\.kind) == [.day, .week, .last28, .month, .quarter, .intensiveAS])
            #expect(status.window(.day)?.days == day("2026-03-16")...day("2026-03-16"))
            #expect(status.window(.day)?.value(.activeDayRate)?.denominator == 1)
            #expect(status.window(.quarter)?.days == day("2026-01-01")...day("2026-03-31"))
            #expect(status.window(.intensiveAS)?.days == day("2026-01-31")...day("2026-07-30"))
            for kind in [WindowKind.quarter, .intensiveAS] {
                let rate = status.window(kind)?.value(.activeDayRate)
                #expect(rate?.numerator == 3, "\(kind)")
                #expect(rate?.denominator == 24, "\(kind)")
            }
        }
    }

    @Test func aBuildWithoutAnyRecordIsSilentSinceItsFirstDay() async throws {
        try await withUsedBuild { database, _ in
            let status = try #require(
                try await database.figures.status(of: "B-2", for: .unrestricted, now: now))
            let month = try #require(status.window(.month))
            #expect(month.value(.silence)?.numerator == 27)
            #expect(month.value(.timeToFirstUse)?.value == nil)
            #expect(month.value(.activeDayRate)?.value == 0)
            #expect(month.value(.slotsPerActiveDay)?.value == nil)
            #expect(status.firstUse == nil)
            #expect(status.lastSign == nil)
        }
    }

    @Test func anImplausibleRecordIsASignOfLifeOnTheDayItArrives() async throws {
        try await withUsedBuild { database, build in
            try await database.receive([
                build.record(
                    at: instant("2019-01-01 09:00"), receivedAt: instant("2026-03-16 09:00"),
                    implausible: true)
            ])
            try await database.aggregateAll(now: now)
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: now))
            #expect(status.lastSign == day("2026-03-16"))
            #expect(status.firstUse == day("2026-03-03"))
            #expect(status.window(.month)?.value(.silence)?.numerator == 0)
            #expect(status.window(.month)?.value(.activeDayRate)?.numerator == 3)
        }
    }

    @Test func aDayThatIsNotOverHasNoUsersYet() async throws {
        try await withUsedBuild { database, build in
            let morning = instant("2026-01-06 12:00")
            try await database.receive(
                (1...2).map { build.record(at: instant("2026-01-06 09:00"), user: $0) })
            try await database.aggregateAll(now: morning)
            let january = day("2026-01-06")...day("2026-01-31")
            let today = try await database.figures.kpis(
                of: "B-1", window: january, for: .unrestricted, now: morning)
            #expect(today?.value(.distinctUsers)?.numerator == 0)
            let tomorrow = instant("2026-01-07 00:00")
            let then = try await database.figures.kpis(
                of: "B-1", window: january, for: .unrestricted, now: tomorrow)
            #expect(then?.value(.distinctUsers)?.numerator == 2)
        }
    }

    @Test func distinctUsersOverTwoEpochsAreABoundEachWay() async throws {
        try await withUsedBuild { database, build in
            let december = (1...2).map {
                build.record(at: instant("2025-12-30 09:00"), user: $0, epoch: 2025)
            }
            let january = (1...3).flatMap { user in
                ["2026-01-05 09:00", "2026-01-06 09:00"].map { build.record(at: instant($0), user: user) }
            }
            try await database.receive(december + january)
            try await database.aggregateAll(now: now)
            let both = try await database.figures.kpis(
                of: "B-1", window: day("2025-12-01")...day("2026-01-31"), for: .unrestricted, now: now)
            let users = try #require(both?.value(.distinctUsers))
            #expect(users.low == 3)
            #expect(users.favourable == 5)
            #expect(users.numerator == 3)
            let one = try await database.figures.kpis(
                of: "B-1", window: day("2026-01-06")...day("2026-01-31"), for: .unrestricted, now: now)
            #expect(one?.value(.distinctUsers)?.favourable == 3)
        }
    }

    struct PhaseOn: Sendable, CustomTestStringConvertible {
        let day: String
        let phase: Phase
        var testDescription: String { "\(day): \(phase)" }
    }

    @Test(
        "a build's phase follows its dates",
        arguments: [
            PhaseOn(day: "2026-01-30", phase: .building), PhaseOn(day: "2026-01-31", phase: .intensiveAS),
            PhaseOn(day: "2026-07-30", phase: .intensiveAS),
            PhaseOn(day: "2026-07-31", phase: .finalEvaluation),
            PhaseOn(day: "2026-08-20", phase: .finalEvaluation),
            PhaseOn(day: "2026-08-21", phase: .afterCare),
            PhaseOn(day: "2031-01-29", phase: .afterCare), PhaseOn(day: "2031-01-30", phase: .ended),
        ])
    func phases(_ example: PhaseOn) async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(
                [SampleLine(["final_evaluated_on": "2026-08-20"])], now: imported)
            let status = try await database.figures.status(
                of: "B-1", for: .unrestricted, now: Timestamp(day: day(example.day), hour: 10))
            #expect(status?.phase == example.phase)
        }
    }

    @Test func theListHasALineForEveryBuildOrForThoseOfOneSupplier() async throws {
        try await withUsedBuild { database, _ in
            let all = try await database.lines(now: now)
            #expect(all.map(\.code).sorted() == ["B-1", "B-2"])
            let line = try #require(all.first { $0.code == "B-1" })
            #expect(line.adopterName == "가상정밀")
            #expect(line.programmeName == "스마트공장 구축 및 고도화 고도화1")
            #expect(line.phase == .intensiveAS)
            #expect(line.silence == 1)
            #expect(line.activeDays == 3)
            #expect(line.expectedDays == 14)
            #expect(line.openSignals == 0)
            let own = try await database.lines(for: .supplier("5555555553"), now: now)
            #expect(own.map(\.code) == ["B-2"])
            #expect(try await database.lines(for: .supplier("0000000000"), now: now).isEmpty)
        }
    }

    @Test func anUnknownBuildHasNoStatus() async throws {
        try await MigratedDatabase.with { database, _ in
            let status = try await database.figures.status(of: "B-9", for: .unrestricted, now: now)
            #expect(status == nil)
            let window = day("2026-03-01")...day("2026-03-02")
            #expect(
                try await database.figures.kpis(of: "B-9", window: window, for: .unrestricted, now: now)
                    == nil)
        }
    }
}
