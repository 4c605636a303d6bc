import Domain
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

private let now = Timestamp(day: Day(number: 20_600), hour: 9)

@Suite struct MigratorTests {
    @Test func anEmptyDatabaseIsBroughtUpToDateOnce() async throws {
        try await TestDatabase.withDatabase { conninfo in
            let migrator = Migrator(files: try MigratedDatabase.files(), conninfo: conninfo)
            let planned = try await migrator.migrate(dryRun: true, now: now)
            #expect(planned.migrations.first == "migrations/0001_registry.sql")
            let first = try await migrator.migrate(dryRun: false, now: now)
            #expect(first == planned)
            let second = try await migrator.migrate(dryRun: false, now: now)
            #expect(second.isUpToDate)
            #expect(try await migrator.migrate(dryRun: true, now: now).isUpToDate)
        }
    }

    @Test func aDryRunChangesNothing() async throws {
        try await TestDatabase.withDatabase { conninfo in
            _ = try await Migrator(files: try MigratedDatabase.files(), conninfo: conninfo)
                .migrate(dryRun: true, now: now)
            let tables = try await MigratedDatabase.rows(
                "select count(*) from pg_tables where schemaname = 'public'", in: conninfo)
            #expect(tables == [["0"]])
        }
    }

    @Test func twoMigratorsAtOnceAreSafe() async throws {
        try await TestDatabase.withDatabase { conninfo in
            let files = try MigratedDatabase.files()
            async let one = Migrator(files: files, conninfo: conninfo).migrate(dryRun: false, now: now)
            async let other = Migrator(files: files, conninfo: conninfo).migrate(dryRun: false, now: now)
            let reports = try await [one, other]
            #expect(reports.count { $0.isUpToDate } == 1)
        }
    }

    @Test func aNewerDatabaseIsRefusedByName() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await MigratedDatabase.rows(
                "insert into schema_migration values ('migrations/9999_future.sql', 'x', now()) returning path",
                in: conninfo)
            let refusal = await #expect(throws: MigrationRefused.self) {
                _ = try await Migrator(files: database.files, conninfo: conninfo).migrate(
                    dryRun: false, now: now)
            }
            #expect(refusal?.description.contains("migrations/9999_future.sql") == true)
            #expect(refusal?.description.contains("newer than this binary") == true)
        }
    }

    @Test func anEditedMigrationIsRefused() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await MigratedDatabase.rows(
                "update schema_migration set hash = 'x' where path = 'migrations/0002_receiving.sql' returning path",
                in: conninfo)
            await #expect(throws: MigrationRefused.self) {
                _ = try await Migrator(files: database.files, conninfo: conninfo).migrate(
                    dryRun: true, now: now)
            }
        }
    }

    @Test func functionsOfTestsLeaveADatabaseThatHasThem() async throws {
        let older = FileManager.default.temporaryDirectory.appending(path: "sql-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: older) }
        try FileManager.default.copyItem(at: ProjectFiles.url("sql"), to: older)
        try FileManager.default.removeItem(
            at: older.appending(path: "migrations/0022_kpi_functions_leave.sql"))
        for name in ["kpi_days", "kpi_depth", "kpi_feed", "kpi_lifecycle"] {
            try FileManager.default.moveItem(
                at: older.appending(path: "tests/oracle/\(name).sql"),
                to: older.appending(path: "functions/\(name).sql"))
        }
        try await TestDatabase.withDatabase { conninfo in
            func left() async throws -> [[String?]] {
                try await MigratedDatabase.rows(
                    """
                    select (select count(*) from pg_proc where proname like 'kpi\\_%'),
                        (select count(*) from schema_migration where path like 'functions/kpi\\_%')
                    """, in: conninfo)
            }
            _ = try await Migrator(files: try SQLFiles(directory: older.path), conninfo: conninfo)
                .migrate(dryRun: false, now: now)
            #expect(try await left() == [["21", "4"]])
            _ = try await Migrator(files: try MigratedDatabase.files(), conninfo: conninfo)
                .migrate(dryRun: false, now: now)
            #expect(try await left() == [["0", "0"]])
        }
    }

    @Test func everyQueryCanBePrepared() async throws {
        try await MigratedDatabase.with { database, _ in
            let refused = try await database.prepareAll()
            #expect(refused.map(\.debugDescription) == [])
        }
    }

    @Test func theApplicationCannotRewriteHistory() async throws {
        try await MigratedDatabase.with { _, conninfo in
            for table in ["receipt", "quarantine", "signal", "registry_version", "audit_event"] {
                let granted = try await MigratedDatabase.rows(
                    """
                    select has_table_privilege('afterbuild_app', '\(table)', 'update'),
                        has_table_privilege('afterbuild_app', '\(table)', 'delete'),
                        has_table_privilege('afterbuild_app', '\(table)', 'insert')
                    """, in: conninfo)
                #expect(granted == [["f", "f", "t"]], "\(table)")
            }
        }
    }

    @Test func whatOthersKeepInTheSchemaIsTheirsToGrant() async throws {
        try await MigratedDatabase.with { _, conninfo in
            let grants = try ProjectFiles.text("sql/functions/grants.sql")
            let shown = try await MigratedDatabase.rows(
                """
                create table others (number integer);
                revoke execute on function case_due(date, integer, daterange[]) from public, afterbuild_app;
                create function others_count() returns bigint language sql as 'select count(*) from others';
                set role afterbuild_owner;
                \(grants)
                reset role;
                select has_table_privilege('afterbuild_app', 'others', 'select'),
                    has_table_privilege('afterbuild_app', 'receipt', 'select'),
                    has_function_privilege('afterbuild_app', 'case_due(date, integer, daterange[])', 'execute')
                """, in: conninfo)
            #expect(shown == [["f", "t", "t"]])
        }
    }
}
