import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-01-05 10:00")
/// A Wednesday: four builds are in 집중AS, two in 최종평가, one is in neither.
private let now = instant("2026-06-17 10:00")

/// What an evaluator reads of a phase is what is said of each of its builds.
@Suite struct PhaseReviewTests {
    private static let lines = [
        ["completed_on": "2026-01-30", "shifts": "2교대"],
        ["completed_on": "2026-01-30", "workdays": "월화수목금토", "shifts": "3교대", "collect_from": ""],
        ["completed_on": "2025-12-22", "collect_from": "", "shutdowns": "2026-05-18~2026-06-10"],
        ["completed_on": "2026-01-14", "collect_from": "2026-02-02", "region": "11"],
        ["completed_on": "2025-10-30", "collect_from": "", "shifts": "3교대"],
        ["completed_on": "2025-11-14", "collect_from": "", "final_evaluated_on": "2026-06-30"],
        ["completed_on": "2025-09-30", "collect_from": "", "final_evaluated_on": "2026-05-29"],
    ]

    private func withBuilds(
        _ body:
            @Sendable (_ database: Database, _ builds: [SampleBuild], _ conninfo: String) async throws ->
            Void
    ) async throws {
        try await withNumbered(Self.lines, importedAt: imported, body)
    }

    private func pack(_ database: Database, now: Timestamp) async throws -> Int {
        var (packed, last) = (0, Int64?.some(0))
        while let after = last {
            let step = try await database.phases.packDays(after: after, now: now)
            packed += step.packed
            last = step.last
        }
        return packed
    }

    private func codes(
        _ database: Database, _ phase: Phase, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> [String] {
        try await database.phases.reviews(phase, for: .unrestricted, now: now, asOf: asOf)
            .reviews.map(\.facts.code)
    }

    /// Every figure of every review against the figures of the build alone.
    private func expectSame(
        _ database: Database, _ place: Comment, now: Timestamp, asOf: Timestamp? = nil
    ) async throws {
        var seen = 0
        for phase in [Phase.intensiveAS, .finalEvaluation] {
            let page = try await database.phases.reviews(
                phase, for: .unrestricted, now: now, asOf: asOf)
            for review in page.reviews {
                let kind: WindowKind = phase == .intensiveAS ? .intensiveAS : .finalEvaluation
                let alone = try #require(
                    try await database.figures.kpis(
                        of: review.facts.code, window: review.days, kind: kind, for: .unrestricted, now: now,
                        asOf: asOf))
                #expect(review.kpis.values == alone.values, "\(place) \(review.facts.code)")
                #expect(review.kpis.expectation == alone.expectation, "\(place) \(review.facts.code)")
                let status = try #require(
                    try await database.figures.status(
                        of: review.facts.code, for: .unrestricted, now: now, asOf: asOf)
                )
                #expect(review.firstUse == status.firstUse, "\(place) \(review.facts.code)")
                #expect(review.lastSign == status.lastSign, "\(place) \(review.facts.code)")
                #expect(review.facts == status.facts && review.phase == status.phase, place)
                seen += 1
            }
        }
        #expect(seen == 6, place)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func theFiguresOfAPhaseAreThoseOfEachBuildPackedOrNot(seed: UInt64) async throws {
        try await withBuilds { database, builds, conninfo in
            var random = SeededGenerator(seed: seed)
            var earlier: [Arrival] = []
            for build in builds.dropLast(2) + builds.suffix(1) {
                earlier += build.randomArrivals(
                    on: day("2026-01-10")...day("2026-06-12"), before: now, &random)
            }
            try await database.receive(earlier)
            try await database.aggregateAll(now: instant("2026-06-15 06:00"))
            _ = try await MigratedDatabase.rows(
                """
                insert into outage (began_at, ended_at, cause, detail, known_at)
                values ('2026-04-14 10:00+09', '2026-04-14 10:02+09', 'crashed', '', '2026-04-14 11:00+09'),
                    ('2026-05-12 10:00+09', '2026-05-12 12:02+09', 'crashed', '', '2026-05-12 13:00+09')
                returning 1
                """, in: conninfo)
            let monday = instant("2026-06-15 10:00")
            try await expectSame(database, "not packed", now: monday)
            #expect(try await pack(database, now: monday) == 6)
            try await expectSame(database, "packed", now: monday)
            try await expectSame(database, "two days later", now: now)
            // Of days that are packed, of days that are not, and of today.
            var later: [Arrival] = []
            for build in builds {
                later += build.randomArrivals(on: day("2026-06-15")...day("2026-06-17"), before: now, &random)
                later.append(
                    build.record(at: instant("2026-03-11 08:00"), receivedAt: now, user: 9))
            }
            try await database.receive(later.filter { $0.receivedAt <= now })
            try await database.aggregateAll(now: now)
            let stale = try await MigratedDatabase.rows(
                "select count(*) from phase_usage where is_stale", in: conninfo)
            #expect(stale == [["6"]])
            try await expectSame(database, "with late records", now: now)
            #expect(try await pack(database, now: now) == 6)
            try await expectSame(database, "packed again", now: now)
            try await expectSame(database, "as of Monday", now: now, asOf: monday)
            #expect(try await pack(database, now: now) == 0)
        }
    }

    @Test func whatIsPackedIsWhatIsRead() async throws {
        try await withBuilds { database, builds, conninfo in
            try await database.receive(builds[0].records(on: [day("2026-03-03"), day("2026-03-04")]))
            try await database.aggregateAll(now: now)
            _ = try await pack(database, now: now)
            // Behind the program's back, which must not happen: it shows which of the two is read.
            _ = try await MigratedDatabase.rows(
                "update phase_usage set days = '' where from_day = '2026-01-31' returning 1", in: conninfo)
            let review = try await database.phases.reviews(.intensiveAS, for: .unrestricted, now: now)
                .reviews.first { $0.facts.code == "B-0" }
            #expect(review?.kpis.value(.activeDayRate)?.numerator == 0)
            _ = try await MigratedDatabase.rows(
                "update phase_usage set is_stale = true returning 1", in: conninfo)
            let mended = try await database.phases.reviews(.intensiveAS, for: .unrestricted, now: now)
                .reviews.first { $0.facts.code == "B-0" }
            #expect(mended?.kpis.value(.activeDayRate)?.numerator == 2)
        }
    }

    @Test func whoEndsFirstStandsFirstAndADayIsLeftUntilTheLastDay() async throws {
        try await withBuilds { database, _, _ in
            let page = try await database.phases.reviews(.intensiveAS, for: .unrestricted, now: now)
            #expect(page.reviews.map(\.facts.code) == ["B-2", "B-3", "B-0", "B-1"])
            #expect(
                page.reviews.map(\.endsOn)
                    == ["2026-06-22", "2026-07-14", "2026-07-30", "2026-07-30"].map(day))
            #expect(page.reviews.first?.daysLeft == 5)
            let last = try await database.phases.reviews(
                .intensiveAS, for: .unrestricted, now: instant("2026-06-22 23:59"))
            #expect(last.reviews.first?.facts.code == "B-2")
            #expect(last.reviews.first?.daysLeft == 0)
            let evaluation = try await database.phases.reviews(
                .finalEvaluation, for: .unrestricted, now: instant("2026-06-23 00:00"))
            #expect(evaluation.reviews.map(\.facts.code) == ["B-5", "B-2", "B-4"])
            #expect(evaluation.reviews.map(\.endsOn) == ["2026-06-30", "2031-01-29", "2031-01-29"].map(day))
            #expect(
                evaluation.reviews.map(\.days.lowerBound)
                    == ["2026-05-15", "2026-06-23", "2026-05-01"].map(day))
        }
    }

    @Test func aChangeOfPeriodMovesABuildBackFromItsDayOn() async throws {
        try await withBuilds { database, _, _ in
            #expect(try await codes(database, .finalEvaluation, now: now) == ["B-5", "B-4"])
            _ = try await database.changes.record(
                [
                    ChangeDraft(
                        code: "B-4", detail: .period(buildTo: nil, asTo: day("2026-07-01")),
                        effectiveOn: day("2026-06-17"), document: DocumentReference(name: "변경 1"))
                ], actor: "tester", now: now)
            #expect(try await codes(database, .finalEvaluation, now: now) == ["B-5"])
            #expect(
                try await codes(database, .intensiveAS, now: now) == ["B-2", "B-4", "B-3", "B-0", "B-1"])
            let before = instant("2026-06-17 09:59")
            #expect(try await codes(database, .finalEvaluation, now: now, asOf: before) == ["B-4", "B-5"])
            try await expectSame(database, "after the change", now: now)
        }
    }

    @Test func aPhaseIsReadPageByPageWithinTheScope() async throws {
        try await withBuilds { database, _, _ in
            var (found, cursor) = ([String](), BuildCursor?.none)
            repeat {
                let page = try await database.phases.reviews(
                    .intensiveAS, for: .of(.exporter), after: cursor, limit: 3, now: now)
                found += page.reviews.map(\.facts.code)
                cursor = page.next
            } while cursor != nil
            #expect(found == ["B-2", "B-3", "B-0", "B-1"])
            let seoul = AccessScope(regionCodes: ["11"])
            let page = try await database.phases.reviews(
                .intensiveAS, for: .of(.officer, in: seoul), now: now)
            #expect(page.reviews.map(\.facts.code) == ["B-3"])
            let asOf = try await database.phases.reviews(
                .intensiveAS, for: .of(.officer, in: seoul), now: now, asOf: instant("2026-06-01 09:00"))
            #expect(asOf.reviews.map(\.facts.code) == ["B-3"])
            await #expect(throws: PhaseNotReviewed.self) {
                _ = try await database.phases.reviews(.building, for: .unrestricted, now: now)
            }
        }
    }

    @Test func theReviewNamesDeclaredTargetsAndOpenQuestions() async throws {
        try await withBuilds { database, builds, _ in
            _ = try await database.planTargets.importFile(
                [
                    PlanTarget(
                        projectCode: "2025-S22-001-000010", planClass: .quality, name: "공정불량률", unit: "%",
                        direction: .lower, base: 4, target: 2, weight: 100)
                ], dryRun: false, reason: nil, actor: "tester", now: imported)
            try await database.receive(
                builds[0].records(on: [day("2026-06-08")]) + [
                    builds[0].rejected(
                        at: instant("2026-06-08 09:00"), receivedAt: instant("2026-06-08 09:00"),
                        lane: .malformed)
                ])
            try await database.aggregateAll(now: now)
            _ = try await database.keys.revoke(
                builds[0].keyID, actor: "tester", now: instant("2026-06-09 09:00"))
            let page = try await database.phases.reviews(.intensiveAS, for: .unrestricted, now: now)
            let used = try #require(page.reviews.first { $0.facts.code == "B-0" })
            #expect(used.targets.map(\.name) == ["공정불량률"])
            #expect(
                used.questions == [
                    .silence(workingDays: 6, lastSign: day("2026-06-08")), .refusedRecords(1),
                    .noUsableKey(endedOn: day("2026-06-09")),
                ])
            #expect(used.coverage.feedLoss.numerator == 1)
            #expect(used.coverage.feedLoss.denominator == 2)
            let expected = used.kpis.expectation
            #expect(used.coverage.expected == expected.expected.count)
            #expect(used.coverage.excluded.map(\.days).reduce(0, +) == expected.excluded.count)
            let silent = try #require(page.reviews.first { $0.facts.code == "B-3" })
            #expect(silent.targets.isEmpty)
            #expect(silent.questions.map(\.code) == ["never_used", "no_shift"])
        }
    }
}
