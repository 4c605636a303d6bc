import Domain
import Foundation
import Logging
import Postgres
import Storage

/// What every command works with: the settings, the secrets and an open, migrated database.
struct Installation: Sendable {
    let settings: Settings
    let secrets: Secrets
    let database: Database
    let conninfo: String
    let log: ObservationLog
    let logger: Logger
    private let cluster: PrivateCluster<ContinuousClock>?

    /// Opens what the settings describe; starts the private cluster where there is no other database.
    ///
    /// The private database is migrated on the way: it belongs to this binary. One that is given by
    /// AFTERBUILD_DATABASE_URL is only migrated by `afterbuild migrate`.
    static func open(_ settings: Settings) async throws -> Installation {
        let logger = makeLogger(settings)
        let log = ObservationLog(logger)
        let files = try SQLFiles(directory: "\(settings.home)/sql")
        let (conninfo, cluster) = try await connection(settings)
        do {
            try FileManager.default.createDirectory(
                atPath: settings.dataDir, withIntermediateDirectories: true)
            let secrets = try Secrets(dataDir: settings.dataDir)
            let migrator = Migrator(files: files, conninfo: conninfo)
            if cluster != nil {
                _ = try await migrator.migrate(dryRun: false, now: SystemClock.now())
            } else {
                let pending = try await migrator.migrate(dryRun: true, now: SystemClock.now())
                guard pending.isUpToDate else { throw NotMigrated(pending: pending) }
            }
            let database = Database(
                files: files, conninfo: conninfo, role: .app, connections: settings.databaseConnections,
                onNotice: { log.observe(.databaseNotice($0)) })
            return Installation(
                settings: settings, secrets: secrets, database: database, conninfo: conninfo, log: log,
                logger: logger, cluster: cluster)
        } catch {
            try? await cluster?.stop()
            throw error
        }
    }

    /// Where the database is; the private cluster is running when this returns.
    static func connection(_ settings: Settings) async throws -> (
        conninfo: String, cluster: PrivateCluster<ContinuousClock>?
    ) {
        if let url = settings.databaseURL { return (url, nil) }
        let cluster = PrivateCluster(
            folders: ClusterFolders(base: settings.dataDir, socketDir: settings.socketDir),
            clock: ContinuousClock())
        return (try await cluster.start(), cluster)
    }

    /// Runs `body` with an open installation and closes it whatever happens.
    static func with<Value>(
        _ settings: Settings, _ body: (Installation) async throws -> Value
    ) async throws -> Value {
        let installation = try await open(settings)
        do {
            let value = try await body(installation)
            try await installation.close()
            return value
        } catch {
            try? await installation.close()
            throw error
        }
    }

    /// Closes the connections; the private cluster stops with its last user.
    func close() async throws {
        await database.close()
        try await cluster?.stop()
    }

    private static func makeLogger(_ settings: Settings) -> Logger {
        var logger = Logger(label: "afterbuild") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = settings.logLevel
        return logger
    }
}

/// A database that lacks what this binary needs.
struct NotMigrated: Error, CustomStringConvertible {
    let pending: Migrator.Report

    var description: String {
        "the database is not up to date, run afterbuild migrate: pending are "
            + (pending.migrations + pending.routines + pending.seeds).joined(separator: ", ")
    }
}
