import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
/// A Wednesday.
private let now = instant("2026-04-01 10:00")

/// The table that lists of builds read, and pages in both directions.
@Suite struct BuildListingTests {
    private func code(_ place: Int) -> String { "B-\(place * 37 % 100 + 100)" }

    private func lines(_ places: Range<Int>, _ changes: [Int: [String: String]] = [:]) -> [SampleLine] {
        places.map { place in
            SampleLine(
                [
                    "build_code": code(place), "project_code": "2025-S22-001-0\(10_000 + place)",
                    "site_serial": "\(place + 1)",
                ].merging(changes[place] ?? [:]) { $1 })
        }
    }

    /// Builds with use on different days, without a key, not completed, and with one or two open signals.
    private func withFleet(
        _ body: @Sendable (_ database: Database, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                lines(0..<30, [7: ["completed_on": "", "collect_from": ""]]), now: imported)
            for place in 0..<20 {
                let build = try await database.sampleBuild(code(place), seed: UInt8(place), now: imported)
                guard place > 3 else { continue }
                try await database.receive(
                    build.records(on: [day("2026-03-02").adding(days: place % 6), day("2026-02-16")]))
            }
            try await database.aggregateAll(now: now)
            for (place, rule) in [(2, "silent"), (5, "silent"), (5, "falling"), (11, "silent")] {
                try await MigratedDatabase.run(Self.signal(of: code(place), rule), in: conninfo)
            }
            try await body(database, conninfo)
        }
    }

    private static func signal(of code: String, _ rule: String) -> String {
        """
        insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
        values ('x', 1, false, 'a', '2026-01-01', '2026-01-01', '') on conflict do nothing;
        insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence, severity)
        select build_id, policy_id, '\(rule)', '2026-03-02', '2026-02-02', '2026-03-02', 'x', '{"threshold": 5}', 'visit'
        from policy, build where code = '\(code)'
        """
    }

    @Test func theListIsKeptByWhateverChangesIt() async throws {
        try await withFleet { database, conninfo in
            func differing() async throws -> Int {
                var (changed, last) = (0, Int64?.some(0))
                while let after = last {
                    let step = try await database.fleet.keepListing(after: after, limit: 7)
                    changed += step.changed
                    last = step.last
                }
                return changed
            }
            #expect(try await differing() == 0)
            let later = now.adding(seconds: 3_600)
            try await database.importSample(
                lines(
                    0..<32,
                    [
                        1: ["completed_on": "2026-01-15", "adopter_name": "새가상정밀"], 2: ["region": "11"],
                        3: ["programme": "2022-GEN-ADV2"], 4: ["collect_to": "2026-03-20"],
                        7: ["final_evaluated_on": "2026-08-20"],
                    ]), now: later)
            #expect(try await differing() == 0)
            let build = try await database.sampleBuild(
                code(21), seed: 99, since: day("2026-03-10"), now: later)
            try await database.receive(build.records(on: [day("2026-03-30")]))
            try await database.receive([build.record(at: instant("2026-02-20 09:00"), receivedAt: later)])
            try await database.aggregateAll(now: later)
            #expect(try await differing() == 0)
            try await MigratedDatabase.run(
                """
                insert into signal_clearing (signal_id, cleared_at, reason, verdict, evidence)
                select min(signal_id), '2026-04-01', 'x', 'not_held', '{}' from signal
                """, in: conninfo)
            #expect(try await differing() == 0)
            // What is changed by hand is found and mended.
            try await MigratedDatabase.run(
                "update build_listing set last_sign = null where code = '\(code(5))'", in: conninfo)
            #expect(try await differing() == 1)
            #expect(try await differing() == 0)
        }
    }

    @Test(arguments: BuildOrder.Key.allCases, [false, true])
    func pagesBackwardsAreThoseForwards(key: BuildOrder.Key, isDescending: Bool) async throws {
        try await withFleet { database, _ in
            let order = BuildOrder(key, isDescending: isDescending)
            func page(_ place: BuildPlace, limit: Int) async throws -> (codes: [String], page: BuildPage) {
                let page = try await database.fleet.builds(
                    for: .unrestricted, order: order, at: place, limit: limit, now: now)
                return (page.lines.map(\.facts.code), page)
            }
            let all = try await page(.first, limit: 100)
            #expect(all.codes.count == 30 && all.page.previous == nil && all.page.next == nil)
            var (place, forwards) = (BuildPlace?.some(.first), [String]())
            while let here = place {
                let found = try await page(here, limit: 7)
                #expect((found.page.previous == nil) == forwards.isEmpty)
                forwards += found.codes
                place = found.page.next.map(BuildPlace.after)
            }
            #expect(forwards == all.codes)
            var backwards: [String] = []
            place = .last
            while let here = place {
                let found = try await page(here, limit: 7)
                #expect((found.page.next == nil) == backwards.isEmpty)
                backwards = found.codes + backwards
                place = found.page.previous.map(BuildPlace.before)
            }
            #expect(backwards == all.codes)
        }
    }

    @Test func openSignalsStandFirstThenTheLongestSilence() async throws {
        try await withFleet { database, _ in
            func codes(_ visibility: Visibility) async throws -> [String] {
                try await database.fleet.builds(
                    for: visibility, order: BuildOrder(.signals), limit: 100, now: now
                ).lines.map(\.facts.code)
            }
            let seen = try await codes(.of(.officer))
            // Two signals; then one, of which the build that was never heard is silent for longer.
            #expect(Array(seen.prefix(3)) == [5, 2, 11].map(code))
            let expectable = seen.dropFirst(3).prefix(16)
            #expect(Set(expectable) == Set((0..<20).filter { ![2, 5, 7, 11].contains($0) }.map(code)))
            #expect(Set(seen.suffix(11)) == Set(([7] + Array(20..<30)).map(code)))
            // To others an order by signals would give them away.
            let blind = try await codes(.of(.exporter))
            #expect(
                blind
                    == (try await database.fleet.builds(
                        for: .of(.exporter), order: BuildOrder(.silence), limit: 100, now: now
                    ).lines.map(\.facts.code)))
            #expect(blind.first == code(0))
        }
    }

    @Test func countsAreThoseOfTheListsAndTellNoSignalsToOthers() async throws {
        try await withFleet { database, _ in
            let counts = try await database.fleet.countBuilds(for: .of(.officer), now: now)
            #expect(counts.all == 30 && counts.byPhase == [.building: 1, .intensiveAS: 29])
            #expect(counts.withOpenSignals == 3 && counts.openSignals == 4)
            var filter = BuildFilter()
            filter.hasOpenSignals = true
            #expect(try await database.fleet.countBuilds(for: .of(.officer), filter, now: now).all == 3)
            let blind = try await database.fleet.countBuilds(for: .of(.exporter), filter, now: now)
            #expect(blind.all == 30 && blind.openByPhase.isEmpty && blind.openSignals == nil)
            let listed = try await database.fleet.builds(for: .of(.exporter), filter, limit: 100, now: now)
            #expect(listed.lines.count == 30 && listed.lines.allSatisfy { $0.summary.openSignals == nil })
            let nothing = Visibility(Access(tokenID: 1, role: .supplier, supplierNumber: nil, label: ""))
            #expect(try await database.fleet.countBuilds(for: nothing, now: now).all == 0)
            #expect(try await database.fleet.builds(for: nothing, limit: 9, now: now).lines.isEmpty)
        }
    }

    /// Of four builds two were last heard before the contract: no order tells which of them for longer.
    @Test func aSuppliersListIsOrderedByWhatItMayKnow() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(lines(0..<4), now: imported)
            let heard = ["2026-02-27", "2026-03-11", "2026-03-27", "2026-03-19"]
            for place in 0..<4 {
                let build = try await database.sampleBuild(code(place), seed: UInt8(place), now: imported)
                try await database.receive(build.records(on: [day(heard[place])]))
            }
            try await database.aggregateAll(now: now)
            let moved = instant("2026-03-10 10:00")
            _ = try await database.changes.record(
                try (0..<4).map { place in
                    ChangeDraft(
                        code: code(place),
                        detail: .supplier(
                            number: try BusinessNumber("555-55-55553"), name: "새견본", email: nil),
                        effectiveOn: day("2026-03-16"), document: DocumentReference(name: "변경"))
                }, actor: "tester", now: moved)
            for key in [BuildOrder.Key.signals, .silence, .lastSign] {
                let page = try await database.fleet.builds(
                    for: .supplier("5555555553"), order: BuildOrder(key), limit: 10, now: now)
                // By their ids where the order knows nothing.
                #expect(page.lines.map(\.facts.code) == [0, 1, 3, 2].map(code), "\(key)")
                #expect(page.lines.map(\.summary.lastSign) == [nil, nil, day(heard[3]), day(heard[2])])
                #expect(page.lines.map { $0.summary.silence == nil } == [true, true, false, false])
                #expect(page.lines.allSatisfy { $0.summary.activeDays == nil && $0.summary.hidesEarlier })
                let first = try await database.fleet.builds(
                    for: .supplier("5555555553"), order: BuildOrder(key), limit: 1, now: now)
                #expect(first.next?.text.contains("2026-02") == false)
            }
            var filter = BuildFilter()
            filter.since = imported
            #expect(
                try await database.fleet.builds(for: .supplier("5555555553"), filter, limit: 10, now: now)
                    .lines
                    .isEmpty
            )
            #expect(
                try await database.fleet.builds(for: .of(.officer), filter, limit: 10, now: now).lines.count
                    == 4)
        }
    }
}
