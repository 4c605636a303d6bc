import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let builds = 60

/// The rules that stand once in SQL and once in Swift say the same of random builds.
@Suite struct RuleAgreementTests {
    private func withRandomBuilds(
        seed: UInt64, _ body: (_ database: Database, _ conninfo: String, [Day]) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                (0..<builds).map { place in
                    SampleLine([
                        "build_code": "B-\(100 + place)", "project_code": "2025-S22-001-0\(10_000 + place)",
                        "site_serial": "\(place + 1)",
                    ])
                }, now: imported)
            var numbers = SeededGenerator(seed: seed)
            var script = """
                insert into company (number, name) values ('5555555553', '새견본'), ('3333333336', '남의견본');
                delete from party where role = 'supplier';
                """
            for place in 0..<builds { script += Self.statements(of: place, &numbers) }
            try await MigratedDatabase.run(script, in: conninfo)
            _ = try await database.fleet.keepListing(after: 0, limit: 1_000)
            let days = (0..<16).map { Self.day("2026-01-05").adding(days: 11 * $0) }
            try await body(database, conninfo, days)
        }
    }

    private static func day(_ numbers: inout SeededGenerator) -> Day {
        day("2026-01-01").adding(days: Int.random(in: 0..<120, using: &numbers))
    }

    private static func day(_ text: String) -> Day { TestSupport.day(text) }

    /// Dates, contracts and changes of period of one build, each of which may be missing.
    private static func statements(of place: Int, _ numbers: inout SeededGenerator) -> String {
        func maybe(_ numbers: inout SeededGenerator, after first: Day? = nil) -> Day? {
            guard Int.random(in: 0..<4, using: &numbers) > 0 else { return nil }
            return first.map { $0.adding(days: Int.random(in: 0..<80, using: &numbers)) } ?? day(&numbers)
        }
        func sql(_ day: Day?) -> String { day.map { "'\($0)'" } ?? "null" }
        let project = "(select project_id from project where code = '2025-S22-001-0\(10_000 + place)')"
        let completed = maybe(&numbers)
        let asTo = completed.flatMap { maybe(&numbers, after: $0) }
        var text = """
            update project set completed_on = \(sql(completed)), as_to = \(sql(asTo)),
                final_evaluated_on = \(sql(maybe(&numbers))) where project_id = \(project);
            update build set collect_from = null, collect_to = \(sql(maybe(&numbers))) where project_id = \(project);

            """
        for _ in 0..<Int.random(in: 0...4, using: &numbers) {
            let from = day(&numbers)
            let number = ["4444444444", "5555555553", "3333333336"].randomElement(using: &numbers) ?? ""
            text += """
                insert into party (project_id, role, company_id, valid_from, valid_to)
                select \(project), 'supplier', company_id, '\(from)', \(sql(maybe(&numbers, after: from)))
                from company where number = '\(number)' on conflict do nothing;

                """
        }
        for _ in 0..<Int.random(in: 0...3, using: &numbers) {
            let isWithdrawn = Int.random(in: 0..<4, using: &numbers) == 0
            text += """
                with c as (
                    insert into change_event (project_id, kind, class, after, as_to, effective_on, document, recorded_by,
                        known_at)
                    values (\(project), 'period', 'approval', 'x', '\(day(&numbers))', '\(day(&numbers))', 'x', 'x', '2026-01-01')
                    returning change_id
                )
                insert into change_withdrawal (change_id, reason, recorded_by, known_at)
                select change_id, 'x', 'x', '2026-01-01' from c where \(isWithdrawn);

                """
        }
        return text
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func aBuildIsInOnePhaseOnEveryDay(seed: UInt64) async throws {
        var seen: Set<Phase> = []
        try await withRandomBuilds(seed: seed) { database, conninfo, days in
            for day in days {
                let now = Timestamp(day: day, hour: 9)
                let rows = try await MigratedDatabase.rows(
                    """
                    select f.code, f.phase, f.phase_end
                    from fleet('\(day)', null, null, null, null, null, null, null, null, null, null, null, null) f
                    """, in: conninfo)
                #expect(rows.count == builds)
                for row in rows {
                    let code = try #require(row[0])
                    let facts = try #require(
                        try await database.registry.facts(of: code, for: .unrestricted, now: now))
                    let phase = facts.phases.phase(on: day)
                    #expect(row[1] == phase.rawValue, "\(code) \(day)")
                    if let running = RunningPhase(facts.phases, today: day) {
                        #expect(row[2] == running.endsOn?.description, "\(code) \(day)")
                    }
                    seen.insert(phase)
                }
            }
        }
        #expect(seen == Set(Phase.allCases))
    }

    @Test(arguments: [4, 5, 6] as [UInt64])
    func aBuildHasOneSupplierOnEveryDay(seed: UInt64) async throws {
        var overlaps = 0
        try await withRandomBuilds(seed: seed) { database, conninfo, days in
            let parties = try await MigratedDatabase.rows(
                """
                select b.code, c.company_id, c.number, c.name, y.valid_from, y.valid_to
                from build b join party y using (project_id) join company c using (company_id)
                where y.role = 'supplier'
                """, in: conninfo)
            let contracts = Dictionary(
                grouping: try parties.map { row in
                    (
                        code: try #require(row[0]),
                        contract: SupplierContract(
                            companyID: try #require(row[1].flatMap(Int64.init)), number: try #require(row[2]),
                            name: try #require(row[3]),
                            days: ContractDays(
                                from: Self.day(try #require(row[4])), to: row[5].map(Self.day)))
                    )
                }, by: \.code
            ).mapValues { $0.map(\.contract) }
            for day in days {
                let now = Timestamp(day: day, hour: 9)
                let rows = try await MigratedDatabase.rows(
                    """
                    select b.code, s.number
                    from build b left join lateral active_supplier(b.project_id, '\(day)') s on true
                    """, in: conninfo)
                var byNumber: [String: Set<String>] = [:]
                for row in rows {
                    let code = try #require(row[0])
                    let own = contracts[code] ?? []
                    if own.count(where: { $0.days.contains(day) }) > 1 { overlaps += 1 }
                    let number = own.inForce(on: day)?.number
                    #expect(row[1] == number, "\(code) \(day)")
                    let facts = try await database.registry.facts(of: code, for: .unrestricted, now: now)
                    #expect(facts?.supplierNumber == number, "\(code) \(day)")
                    for company in ["4444444444", "5555555553"] {
                        let days = VisibleDays.contracts(own.days(of: company))
                        #expect(days.contains(day) == (number == company), "\(code) \(day) \(company)")
                    }
                    if let number { byNumber[number, default: []].insert(code) }
                }
                for number in ["4444444444", "5555555553", "3333333336"] {
                    let page = try await database.fleet.builds(for: .supplier(number), limit: 1_000, now: now)
                    #expect(Set(page.lines.map(\.facts.code)) == byNumber[number] ?? [], "\(number) \(day)")
                }
            }
        }
        #expect(overlaps > 0)
    }
}
