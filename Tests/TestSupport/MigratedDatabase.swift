import Domain
import Foundation
import Postgres
package import Storage
import Synchronization

/// Migrated databases for tests: one template a process, a copy of it a test.
package enum MigratedDatabase {
    /// `sql/` of this project.
    package static func files() throws -> SQLFiles {
        try SQLFiles(directory: TestDatabase.root.appending(path: "sql").path)
    }

    /// Runs `body` on a fresh, migrated and seeded database, signed in as the application's role.
    package static func with<T: Sendable>(
        named prefix: String = "test", connections: Int = 4,
        _ body: (_ database: Database, _ conninfo: String) async throws -> T
    ) async throws -> T {
        let template = try await template.value
        return try await TestDatabase.withDatabase(named: prefix, template: template) { conninfo in
            let database = Database(
                files: try files(), conninfo: conninfo, role: .app, connections: connections,
                onNotice: { _ in })
            do {
                let value = try await body(database, conninfo)
                await database.close()
                return value
            } catch {
                await database.close()
                throw error
            }
        }
    }

    /// Runs statements as the signed-in user, in one transaction.
    package static func run(_ sql: String, in conninfo: String) async throws {
        _ = try await rows(sql, in: conninfo)
    }

    /// One column of the first row of `sql` as text, read as the signed-in user: for checking what is stored.
    package static func rows(_ sql: String, in conninfo: String) async throws -> [[String?]] {
        let connection = Connection(PoolConfiguration(conninfo: conninfo, applicationName: "test"))
        let rows = try await connection.withSession { session in
            let result = try session.run(sql, as: "test_rows")
            return (0..<result.count).map { row in (0..<result.columnCount).map { result.text(row, $0) } }
        }
        await connection.close()
        return rows
    }

    /// Dropped when the process exits.
    private static let template = Task {
        let conninfo = try await TestDatabase.create(named: "template")
        templateConninfo.withLock { $0 = conninfo }
        atexit {
            guard let conninfo = templateConninfo.withLock({ $0 }) else { return }
            TestDatabase.dropAtExit(conninfo)
        }
        _ = try await Migrator(files: try files(), conninfo: conninfo).migrate(
            dryRun: false, now: Timestamp(day: Day(number: 20_000)))
        return String(conninfo.split(separator: "dbname=").last ?? "")
    }

    private static let templateConninfo = Mutex<String?>(nil)
}
