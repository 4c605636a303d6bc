import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let project = "2025-S22-001-000001"

private func target(
    _ name: String, weight: Double = 50, target: Double = 150, result: Double? = nil,
    project: String = project
) -> PlanTarget {
    PlanTarget(
        projectCode: project, planClass: .productivity, name: name, unit: "개/시간", direction: .higher,
        base: 120, target: target, weight: weight, result: result,
        measuredOn: result == nil ? nil : day("2026-08-20"))
}

@Suite struct PlanTargetTests {
    @discardableResult
    private func record(
        _ database: Database, _ targets: [PlanTarget], reason: String? = nil, dryRun: Bool = false,
        at time: String
    ) async throws -> PlanImport {
        try await database.planTargets.importFile(
            targets, dryRun: dryRun, reason: reason, actor: "tester", now: instant(time))
    }

    private func known(_ database: Database, asOf: String? = nil) async throws -> [PlanTarget] {
        try await database.planTargets.list(ofProjects: [project], asOf: asOf.map(instant))[project] ?? []
    }

    @Test func aResultIsAddedWithoutAReasonAndTheEarlierVersionIsKnownAsOfThen() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            let declared = [target("가"), target("나")]
            let first = try await record(database, declared, at: "2026-03-01 10:00")
            #expect(first.changes == declared.map(PlanImport.Change.new))
            #expect(try await record(database, declared, at: "2026-03-02 10:00").unchanged == 2)
            let done = target("가", result: 156)
            let second = try await record(database, [done, target("나")], at: "2026-08-21 10:00")
            #expect(second.changes == [.completed(done)])
            #expect(try await known(database) == [done, target("나")])
            #expect(try await known(database, asOf: "2026-08-21 09:59") == declared)
            #expect(try await known(database, asOf: "2026-02-28 10:00") == [])
            let versions = try await database.planTargets.versions(of: "B-1")
            #expect(versions.map(\.version) == [1, 2, 1])
            #expect(
                versions.map(\.reason) == [
                    "first declared", "result of the final evaluation", "first declared",
                ])
            #expect(versions[0].supersededAt == versions[1].knownAt)
        }
    }

    @Test func whatWasDeclaredChangesOnlyWithAReason() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            try await record(database, [target("가"), target("나")], at: "2026-03-01 10:00")
            let corrected = [target("가", weight: 100, target: 140)]
            let changes: [PlanImport.Change] = [
                .corrected(from: target("가"), to: corrected[0]), .withdrawn(target("나")),
            ]
            await #expect(throws: PlanRefusal.correctionNeedsReason(changes)) {
                try await record(database, corrected, at: "2026-04-01 10:00")
            }
            #expect(try await known(database) == [target("가"), target("나")])
            let tried = try await record(
                database, corrected, reason: "변경 승인", dryRun: true, at: "2026-04-01 10:00")
            #expect(tried.changes == changes)
            #expect(try await known(database).count == 2)
            try await record(database, corrected, reason: "변경 승인", at: "2026-04-01 10:00")
            #expect(try await known(database) == corrected)
            #expect(try await known(database, asOf: "2026-04-01 09:59") == [target("가"), target("나")])
            #expect(
                try await database.planTargets.versions(of: project).map(\.reason) == [
                    "first declared", "변경 승인", "first declared",
                ])
            // Declared again after it was taken back.
            try await record(
                database, [target("가"), target("나")], reason: "되돌림", at: "2026-05-01 10:00")
            #expect(try await known(database) == [target("가"), target("나")])
            #expect(try await known(database, asOf: "2026-04-15 10:00") == corrected)
        }
    }

    @Test func nothingIsImportedWhereOneProjectIsUnknown() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            await #expect(throws: PlanRefusal.unknownProjects(["P-9", "P-8"])) {
                try await record(
                    database,
                    [
                        target("가", project: "P-9"), target("가"), target("나", project: "P-8"),
                        target("나", project: "P-9"),
                    ], at: "2026-03-01 10:00")
            }
            #expect(try await known(database) == [])
        }
    }

    @Test func theApplicationCanNeitherChangeNorDeleteWhatWasDeclared() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: imported)
            try await record(database, [target("가", weight: 100)], at: "2026-03-01 10:00")
            let may = try await MigratedDatabase.rows(
                """
                select has_table_privilege('afterbuild_app', 'plan_target', 'delete'),
                    has_column_privilege('afterbuild_app', 'plan_target', 'result', 'update'),
                    has_column_privilege('afterbuild_app', 'plan_target', 'superseded_at', 'update')
                """, in: conninfo)
            #expect(may == [["f", "f", "t"]])
        }
    }
}
