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
    /// Whether the database could not be reached when this was opened.
    private(set) var isDatabaseAway = false
    private let cluster: PrivateCluster<ContinuousClock>?

    /// Opens what the settings describe; starts the private cluster where there is no other database.
    ///
    /// The private database is migrated on the way: it belongs to this binary. One that is given by
    /// AFTERBUILD_DATABASE_URL is only migrated by `afterbuild migrate`.
    /// - Parameter toleratesAbsence: whether to go on while the database cannot be reached.
    static func open(_ settings: Settings, toleratesAbsence: Bool = false) async throws -> Installation {
        let logger = makeLogger(settings)
        let log = ObservationLog(logger)
        let files = try SQLFiles(directory: "\(settings.home)/sql")
        let (conninfo, cluster) = try await connection(settings)
        do {
            try FileManager.default.createDirectory(
                atPath: settings.dataDir, withIntermediateDirectories: true)
            let database = Database(
                files: files, conninfo: conninfo, role: .app, connections: settings.databaseConnections,
                onNotice: { log.observe(.databaseNotice($0)) })
            var installation = Installation(
                settings: settings, secrets: try Secrets(dataDir: settings.dataDir), database: database,
                conninfo: conninfo, log: log, logger: logger, cluster: cluster)
            do {
                try await installation.prepareDatabase()
            } catch let error as PostgresError where toleratesAbsence && error.isConnectionLost {
                log.observe(.databaseAway(reason: "\(error)"))
                installation.isDatabaseAway = true
            }
            return installation
        } catch {
            try? await cluster?.stop()
            throw error
        }
    }

    /// Brings the database to the state of this binary, or throws where that is not ours to do.
    func prepareDatabase() async throws {
        let migrator = Migrator(files: database.files, conninfo: conninfo)
        let pending = try await migrator.migrate(dryRun: cluster == nil, now: SystemClock.now())
        if cluster == nil, !pending.isUpToDate { throw NotMigrated(pending: pending) }
    }

    /// The database for receiving alone, so that nothing else keeps a commit waiting.
    func receivingDatabase() -> Database {
        let log = log
        return Database(
            files: database.files, conninfo: conninfo, role: .app, connections: 5,
            onNotice: { log.observe(.databaseNotice($0)) })
    }

    /// The database for background jobs: half of the connections that others have, at least 2.
    ///
    /// A run holds a connection for one transaction at a time (`judge`, which reads ahead, two), and callers get one in
    /// the order in which they asked: a run of hours delays another by a transaction, and a transaction of up to 30
    /// minutes (`prove`) leaves a connection free. More at a time would take PostgreSQL's processors from commits.
    func jobsDatabase() -> Database {
        let log = log
        return Database(
            files: database.files, conninfo: conninfo, role: .app,
            connections: max(2, settings.databaseConnections / 2),
            onNotice: { log.observe(.databaseNotice($0)) })
    }

    /// The database for pages and operations: at most ten seconds a statement and a transaction, and connections of its
    /// own, so that a slow request does not delay the jobs.
    func servingDatabase() -> Database {
        let log = log
        return Database(
            files: database.files, conninfo: conninfo, role: .app, connections: settings.databaseConnections,
            statementTimeout: .seconds(10), transactionLimit: .seconds(10),
            onNotice: { log.observe(.databaseNotice($0)) })
    }

    /// The database for tokens, sessions and sign-in: its two connections stay free while all others are busy.
    func authenticationDatabase() -> Database {
        let log = log
        return Database(
            files: database.files, conninfo: conninfo, role: .app, connections: 2,
            statementTimeout: .seconds(5), onNotice: { log.observe(.databaseNotice($0)) })
    }

    /// The database for the access log alone.
    ///
    /// Its commits do not wait for the disk, on which the collector's go: see decision 0029.
    func journalDatabase() -> Database {
        let log = log
        return Database(
            files: database.files, conninfo: conninfo, role: .app, connections: 1,
            statementTimeout: .seconds(10), waitsForDisk: false,
            onNotice: { log.observe(.databaseNotice($0)) })
    }

    func actionWords() throws -> ActionWords {
        try ActionWords(csv: database.files.seeds["action_words.csv"] ?? "")
    }

    /// What watches over the private cluster, where there is one.
    var keepers: [ClusterKeeper] {
        cluster.map { [ClusterKeeper($0, sleep: SystemClock.sleep, observe: log.observe)] } ?? []
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
        _ settings: Settings, toleratesAbsence: Bool = false, _ body: (Installation) async throws -> Value
    ) async throws -> Value {
        let installation = try await open(settings, toleratesAbsence: toleratesAbsence)
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
