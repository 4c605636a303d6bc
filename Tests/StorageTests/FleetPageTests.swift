import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
/// A Wednesday.
private let now = instant("2026-04-01 10:00")

@Suite struct FleetPageTests {
    private func lines(_ places: Range<Int>, _ changes: [Int: [String: String]] = [:]) -> [SampleLine] {
        places.map { place in
            SampleLine(
                [
                    "build_code": code(place), "project_code": "2025-S22-001-0\(10_000 + place)",
                    "site_serial": "\(place + 1)",
                ].merging(changes[place] ?? [:]) { $1 })
        }
    }

    /// In an order other than that of the ids.
    private func code(_ place: Int) -> String { "B-\(place * 37 % 100 + 100)" }

    private func listed(
        _ database: Database, _ visibility: Visibility = .unrestricted,
        _ filter: BuildFilter = BuildFilter(), now: Timestamp = now
    ) async throws -> [String] {
        try await database.fleet.builds(for: visibility, filter, limit: 1_000, now: now).lines.map(
            \.facts.code)
    }

    @Test(arguments: BuildOrder.Key.allCases, [false, true])
    func pagesHoldEveryBuildExactlyOnceWhileBuildsAreAdded(key: BuildOrder.Key, isDescending: Bool)
        async throws
    {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(
                lines(0..<40, [3: ["completed_on": "2026-01-15"], 4: ["completed_on": ""]]), now: imported)
            for place in 0..<6 {
                let build = try await database.sampleBuild(code(place), seed: UInt8(place), now: imported)
                try await database.receive(build.records(on: [day("2026-03-02").adding(days: place)]))
            }
            try await database.aggregateAll(now: now)
            let before = Set(try await listed(database))
            #expect(before.count == 40)
            let order = BuildOrder(key, isDescending: isDescending)
            var (seen, cursor, added) = ([String](), BuildCursor?.none, 40)
            repeat {
                let page = try await database.fleet.builds(
                    for: .unrestricted, order: order,
                    at: cursor.map(BuildPlace.after) ?? .first, limit: 7, now: now)
                #expect(page.lines.count == 7 || page.next == nil)
                seen += page.lines.map(\.facts.code)
                cursor = try page.next.map { try #require(BuildCursor(parsing: $0.text)) }
                try await database.importSample(lines(added..<added + 2), now: now)
                added += 2
            } while cursor != nil && added < 80
            #expect(seen.count == Set(seen).count)
            #expect(before.isSubset(of: seen))
        }
    }

    @Test func theOrderIsThatOfTheFigures() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(lines(0..<5, [2: ["as_to": "2026-05-01"]]), now: imported)
            for place in 0..<4 {
                let build = try await database.sampleBuild(code(place), seed: UInt8(place), now: imported)
                try await database.receive(build.records(on: [day("2026-03-30").adding(days: -3 * place)]))
            }
            try await database.aggregateAll(now: now)
            let bySign = try await database.fleet.builds(
                for: .unrestricted, order: BuildOrder(.lastSign), limit: 9, now: now)
            #expect(bySign.lines.map(\.facts.code) == [4, 3, 2, 1, 0].map(code))
            #expect(bySign.lines.map(\.summary.lastSign).first == .some(nil))
            let silences = bySign.lines.compactMap(\.summary.silence)
            #expect(silences == silences.sorted(by: >))
            let byEnd = try await database.fleet.builds(
                for: .unrestricted, order: BuildOrder(.phaseEnd, isDescending: true), limit: 9, now: now)
            #expect(byEnd.lines.last?.facts.code == code(2))
        }
    }

    @Test(arguments: [
        "", "7", "7.0", "7.0.2026-03-02", "x.0.2026-03-02.B-1", "0.0.2026-03-02.B-1", "-3.0.2026-03-02.B-1",
        "7.x.2026-03-02.B-1", "7.99999999999.2026-03-02.B-1", "7.0.2026-13-02.B-1", "7.0.2026-03-02.B\0",
    ])
    func aCursorThatIsNoneIsRefused(text: String) {
        #expect(BuildCursor(parsing: text) == nil)
    }

    @Test func aLineSaysWhatTheListOfAllSays() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(lines(0..<3), now: imported)
            let build = try await database.sampleBuild(code(1), seed: 1, now: imported)
            try await database.receive(
                build.records(on: ["2026-03-03", "2026-03-05", "2026-03-14"].map(day)))
            try await database.aggregateAll(now: now)
            let page = try await database.fleet.builds(for: .unrestricted, limit: 10, now: now)
            let all = try await database.lines(now: now)
            #expect(page.lines.count == 3)
            for line in page.lines {
                let other = try #require(all.first { $0.code == line.facts.code })
                #expect(line.summary.activeDays == other.activeDays)
                #expect(line.summary.expectedDays == other.expectedDays)
                #expect(line.summary.silence == other.silence)
                #expect(line.summary.lastSign == other.lastSign)
                let status = try #require(
                    try await database.figures.status(of: line.facts.code, for: .unrestricted, now: now))
                #expect(line.facts == status.facts)
                #expect(line.summary.lastSign == status.lastSign)
            }
        }
    }

    @Test func aFilterLeavesExactlyWhatMeetsIt() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                lines(
                    0..<6,
                    [
                        0: ["region": "11"], 1: ["programme": "2022-GEN-ADV2"],
                        2: ["supplier_number": "555-55-55553", "supplier_name": "새견본"],
                        3: ["completed_on": "", "collect_from": ""], 4: ["collect_to": "2026-03-01"],
                    ]), now: imported)
            _ = try await MigratedDatabase.rows(
                """
                with p as (
                    insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
                    values ('x', 1, false, 'a', '2026-01-01', now(), '') returning policy_id
                )
                insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence, severity)
                select b.build_id, policy_id, 'silent', '2026-03-02', '2026-02-02', '2026-03-02', 'x',
                    '{"threshold": 5}', 'visit'
                from p, build b where b.code = '\(code(5))' returning 1
                """, in: conninfo)
            func found(_ change: (inout BuildFilter) -> Void) async throws -> [String] {
                var filter = BuildFilter()
                change(&filter)
                return try await listed(database, .unrestricted, filter)
            }
            let all = Set((0..<6).map(code))
            #expect(try await found { $0.regionCodes = ["11", "26"] } == [code(0)])
            #expect(try await found { $0.programmeCodes = ["2022-GEN-ADV2"] } == [code(1)])
            #expect(try await found { $0.supportType = "고도화2" } == [code(1)])
            #expect(try await found { $0.supplierNumber = "5555555553" } == [code(2)])
            #expect(try await found { $0.phase = .building } == [code(3)])
            #expect(try await found { $0.phase = .ended } == [code(4)])
            #expect(Set(try await found { $0.phase = .intensiveAS }) == all.subtracting([code(3), code(4)]))
            #expect(try await found { $0.hasOpenSignals = true } == [code(5)])
            #expect(Set(try await found { $0.hasOpenSignals = false }) == all.subtracting([code(5)]))
            #expect(try await found { $0.words = code(4).lowercased() } == [code(4)])
            #expect(try await found { $0.words = "새견" } == [code(2)])
            #expect(Set(try await found { $0.words = "가상" }) == all)
            #expect(try await found { $0.words = "%" } == [])
            #expect(try await found { $0.buildCodes = [code(2), "B-none"] } == [code(2)])
        }
    }

    @Test func whatChangedSinceIsFoundWhereverItWasRecorded() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(lines(0..<5), now: imported)
            func since(_ time: String) async throws -> Set<String> {
                var filter = BuildFilter()
                filter.since = instant(time)
                return Set(try await listed(database, .unrestricted, filter))
            }
            #expect(try await since("2026-02-02 09:59").count == 5)
            #expect(try await since("2026-02-02 10:00") == [])
            let later = instant("2026-03-02 10:00")
            try await database.importSample(lines(0..<1, [0: ["solution": "다른 MES"]]), now: later)
            try await database.importSample(lines(1..<2, [1: ["shifts": "2교대"]]), now: later)
            try await database.importSample(lines(2..<3, [2: ["target_level": "중간1"]]), now: later)
            #expect(try await since("2026-02-02 10:00") == Set([0, 1, 2].map(code)))
            _ = try await database.changes.record(
                [
                    ChangeDraft(
                        code: code(3), detail: .words(.system, after: "교체"), effectiveOn: day("2026-03-01"),
                        document: DocumentReference(name: "변경 1"))
                ], actor: "tester", now: later)
            #expect(try await since("2026-02-02 10:00") == Set([0, 1, 2, 3].map(code)))
            #expect(try await since("2026-03-02 10:00") == [])
        }
    }

    @Test func thePhaseOfAListIsThatOfTheStatusOnEveryDay() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(
                lines(
                    0..<8,
                    [
                        1: ["final_evaluated_on": "2026-08-20"], 2: ["final_evaluated_on": "2026-05-20"],
                        3: ["collect_to": "2026-06-30"], 4: ["completed_on": "", "collect_from": ""],
                        5: ["as_to": "2026-04-30"],
                        6: ["collect_to": "2026-09-15", "final_evaluated_on": "2026-08-20"],
                    ]), now: imported)
            _ = try await database.changes.record(
                [("2026-05-01", "2026-08-31"), ("2026-06-01", "2026-06-15")].map { from, to in
                    ChangeDraft(
                        code: code(7), detail: .period(buildTo: nil, asTo: day(to)), effectiveOn: day(from),
                        document: DocumentReference(name: "변경 \(to)"))
                }, actor: "tester", now: imported)
            var phases: Set<Phase> = []
            for offset in stride(from: 0, to: 260, by: 5) {
                let now = Timestamp(day: day("2026-01-20").adding(days: offset), hour: 9)
                for phase in Phase.allCases {
                    var filter = BuildFilter()
                    filter.phase = phase
                    for line in try await database.fleet.builds(
                        for: .unrestricted, filter, limit: 50, now: now
                    )
                    .lines {
                        #expect(
                            line.facts.phases.phase(on: now.day) == phase, "\(line.facts.code) \(now.day)")
                        phases.insert(phase)
                    }
                }
            }
            #expect(phases == Set(Phase.allCases))
        }
    }

    @Test func aSupplierSeesItsBuildsWhileItsContractIsInForce() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(lines(0..<2), now: imported)
            let moved = instant("2026-03-10 10:00")
            _ = try await database.changes.record(
                [
                    ChangeDraft(
                        code: code(0),
                        detail: .supplier(
                            number: try BusinessNumber("555-55-55553"), name: "새견본", email: nil),
                        effectiveOn: day("2026-03-16"), document: DocumentReference(name: "변경 1"))
                ], actor: "tester", now: moved)
            let old = Visibility.supplier("4444444444")
            let new = Visibility.supplier("5555555553")
            let eve = instant("2026-03-15 23:59")
            #expect(Set(try await listed(database, old, now: eve)) == [code(0), code(1)])
            #expect(try await listed(database, new, now: eve) == [])
            #expect(try await listed(database, old) == [code(1)])
            #expect(try await listed(database, new) == [code(0)])
        }
    }

    @Test func ofTwoSuppliersAtOnceTheNewestHasTheBuildInTheListTheFeedAndByItself() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                lines(0..<2, [1: ["supplier_number": "555-55-55553", "supplier_name": "새견본"]]),
                now: imported)
            _ = try await MigratedDatabase.rows(
                """
                insert into party (project_id, company_id, role, valid_from)
                select p.project_id, c.company_id, 'supplier', '2026-03-16'
                from project p, company c where c.number = '5555555553'
                    and p.code = '2025-S22-001-010000'
                """, in: conninfo)
            try await database.feed.announce(
                .buildChanged, of: [FeedSubject(build: 1), FeedSubject(build: 2)], now: now)
            for (number, codes) in ["4444444444": [], "5555555553": [code(0), code(1)]] {
                let visibility = Visibility.supplier(number)
                #expect(Set(try await listed(database, visibility)) == Set(codes))
                var filter = BuildFilter()
                filter.supplierNumber = number
                #expect(Set(try await listed(database, .unrestricted, filter)) == Set(codes))
                var feed = SampleFeed(
                    database,
                    FeedFilter(kinds: [.buildChanged], for: visibility))
                #expect(Set(try await feed.news(now: now).compactMap(\.buildCode)) == Set(codes))
            }
        }
    }

    @Test func companiesAndProgrammesShowWhatLiesInTheScope() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(
                lines(
                    0..<3,
                    [
                        1: ["adopter_number": "222-22-22227", "adopter_name": "예시식품", "region": "11"],
                        2: ["supplier_number": "555-55-55553", "supplier_name": "새견본"],
                    ]), now: imported)
            let all = try await database.fleet.companies(for: .unrestricted, limit: 10, now: now)
            #expect(all.map(\.number) == ["1111111119", "2222222227", "4444444444", "5555555553"])
            #expect(all.first?.parts.map(\.role) == [.adopter, .adopter])
            #expect(all[2].parts.map(\.projectCode) == ["2025-S22-001-010000", "2025-S22-001-010001"])
            let mine = try await database.fleet.companies(
                for: .supplier("5555555553"), limit: 10, now: now)
            #expect(mine.map(\.number) == ["1111111119", "5555555553"])
            #expect(mine.flatMap(\.parts).map(\.projectCode).allSatisfy { $0 == "2025-S22-001-010002" })
            #expect(
                try await database.fleet.companies(
                    for: .unrestricted, after: "2222222227", limit: 1, now: now
                ).map(
                    \.name)
                    == ["견본소프트"])
            let seoul = try await database.fleet.programmes(
                for: .of(.officer, in: AccessScope(regionCodes: ["11"])), now: now)
            let adv1 = try #require(seoul.first { $0.code == "2022-GEN-ADV1" })
            #expect(adv1.builds == 1 && adv1.projects == 1 && adv1.supportType == "고도화1")
            let everything = try await database.fleet.programmes(for: .unrestricted, now: now)
            #expect(everything.map(\.builds).reduce(0, +) == 3)
            #expect(
                try await database.fleet.programmes(
                    for: .of(.officer, in: AccessScope(programmeCodes: ["2022-GEN-ADV1"])), now: now
                )
                .map(\.code) == ["2022-GEN-ADV1"])
        }
    }
}
