import Glibc
import Postgres

/// The steps from whatever is in the folders to a server that accepts connections.
///
/// The caller holds the start lock.
struct ServerStarter {
    static let user = "afterbuild"
    static let database = "afterbuild"

    let folders: ClusterFolders
    let account: ServerAccount
    let settings: ServerSettings
    /// How long the server may take to recover and accept connections.
    let seconds: Int

    /// Returns the connection string of the database.
    func start(clock: some Clock<Duration>) async throws -> String {
        try await checkEntry(folders.base)
        if let running = Postmaster.running(on: folders.data) {
            do {
                return try await database(in: running.socketDir, of: running, clock: clock)
            } catch is ServerGone {
                // It was ending when it was found; a new one is started.
            }
        }
        let made = FileSystem.text(of: "\(folders.data)/PG_VERSION").map(Self.firstLine)
        let programs = try await ServerPrograms.find(needed: made, account: account)
        if let made, made != "\(programs.major)" {
            throw ClusterError.versionMismatch(
                folder: folders.data, needed: made, found: programs.major, programs: programs.folder)
        }
        if made == nil { try await makeCluster(programs) }
        let socketDir = try folders.socketDir(for: account)
        try await prepare(socketDir)
        try await launch(programs, clock: clock)
        return try await database(in: socketDir, clock: clock)
    }

    private static func firstLine(_ text: String) -> String {
        text.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// Throws for the topmost folder that the server's user may not enter.
    private func checkEntry(_ path: String) async throws {
        guard account.isOther, try await !ServerPrograms.mayEnter(path, as: account) else { return }
        for folder in FileSystem.ancestors(path)
        where try await !ServerPrograms.mayEnter(folder, as: account) {
            throw ClusterError.notEnterable(folder: folder, path: path, user: ServerAccount.name)
        }
    }

    /// Makes a cluster aside and renames it when it is finished: an interrupted one is never taken for one.
    private func makeCluster(_ programs: ServerPrograms) async throws {
        guard programs.major >= ServerPrograms.oldestMajor else {
            throw ClusterError.tooOld(found: programs.major, programs: programs.folder)
        }
        try moveAwayUnfinished()
        let keeper = FolderKeeper(account: account)
        try keeper.delete(folders.unfinished)
        try keeper.makePrivate(folders.unfinished)
        let outcome = try await programs.run(
            "initdb",
            [
                "-D", folders.unfinished, "-U", Self.user, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust",
                "--data-checksums",
            ], as: account)
        guard outcome.isSuccess else { throw ClusterError.failed(program: "initdb", said: outcome.said) }
        let file = "\(folders.unfinished)/postgresql.conf"
        guard let text = FileSystem.text(of: file) else { throw failure("read", file) }
        try keeper.write(text + ServerSettings.include, to: file)
        guard rename(folders.unfinished, folders.data) == 0 else {
            throw ClusterError.notACluster(folder: folders.data, reason: reason(errno))
        }
        try keeper.flush(folders.base)
    }

    /// Renames a data folder that has files but no `PG_VERSION`; it may hold data, and is not deleted.
    private func moveAwayUnfinished() throws(ClusterError) {
        guard !FileSystem.entries(of: folders.data).isEmpty else { return }
        for number in 1...1_000 where !FileSystem.exists("\(folders.data).unfinished-\(number)") {
            guard rename(folders.data, "\(folders.data).unfinished-\(number)") == 0 else {
                throw .notACluster(folder: folders.data, reason: reason(errno))
            }
            return
        }
        throw .notACluster(folder: folders.data, reason: "there are too many folders .unfinished-N beside it")
    }

    /// Makes the socket's folder, writes the settings, and deletes files that would mislead the server.
    private func prepare(_ socketDir: String) async throws {
        let keeper = FolderKeeper(account: account)
        try keeper.makePrivate(socketDir)
        try await checkEntry(socketDir)
        try keeper.write(
            settings.text(socketDir: socketDir), to: "\(folders.data)/\(ServerSettings.fileName)")
        if unlink(folders.startLog) != 0, errno != ENOENT { throw failure("delete", folders.startLog) }
        try Postmaster.deleteMisleading("\(folders.data)/postmaster.pid", data: folders.data)
        let lock = "\(socketDir)/\(ClusterFolders.socketName).lock"
        guard let lines = FileSystem.text(of: lock)?.split(separator: "\n"), lines.count > 1 else {
            try Postmaster.deleteMisleading(lock, data: folders.data)
            return
        }
        let owner = String(lines[1])
        try Postmaster.deleteMisleading(lock, data: owner)
        if let pid = Int32(lines[0]), owner != folders.data, Postmaster.works(abs(pid), in: owner) {
            throw ClusterError.socketTaken(folder: socketDir, by: owner)
        }
    }

    /// Starts the server; after a crash it waits for the orphaned sessions of the old one to end.
    private func launch(_ programs: ServerPrograms, clock: some Clock<Duration>) async throws {
        for attempt in 1... {
            let outcome = try await programs.run(
                "pg_ctl",
                ["start", "-D", folders.data, "-l", folders.startLog, "-w", "-t", "\(seconds)", "-s"],
                as: account)
            if outcome.isSuccess { return }
            let said = "\(outcome.said)\n\(logEnd)"
            guard attempt < 40, said.contains("pre-existing shared memory block") else {
                throw ClusterError.failed(program: "pg_ctl start", said: said)
            }
            try await clock.sleep(for: .milliseconds(250))
        }
    }

    /// Waits until the server accepts connections, and makes the database if there is none.
    ///
    /// - Parameter server: the one that was found running; where it ends meanwhile, `ServerGone` is thrown.
    private func database(
        in socketDir: String, of server: Postmaster? = nil, clock: some Clock<Duration>
    ) async throws -> String {
        let address = "host=\(Self.quoted(socketDir)) port=5432 user=\(Self.user)"
        let connection = Connection(
            PoolConfiguration(conninfo: "\(address) dbname=postgres", applicationName: "afterbuild start"))
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await makeDatabase(connection, of: server, clock: clock))
        } catch {
            outcome = .failure(error)
        }
        await connection.close()
        try outcome.get()
        return "\(address) dbname=\(Self.database)"
    }

    private func makeDatabase(
        _ connection: Connection, of server: Postmaster?, clock: some Clock<Duration>
    ) async throws {
        for attempt in 1... {
            do {
                return try await connection.withSession { session in
                    let found = try session.run(
                        "SELECT 1 FROM pg_database WHERE datname = '\(Self.database)'", as: "find_database")
                    if found.count == 0 {
                        try session.run("CREATE DATABASE \(Self.database)", as: "create_database")
                    }
                }
            } catch let error as PostgresError where error.isConnectionLost {
                if let server, Postmaster.running(on: folders.data) != server { throw ServerGone() }
                guard attempt < seconds * 10 else {
                    throw ClusterError.notReady(
                        seconds: seconds, said: "\(error.debugDescription)\n\(logEnd)")
                }
                try await clock.sleep(for: .milliseconds(100))
            }
        }
    }

    /// In a libpq connection string.
    private static func quoted(_ text: String) -> String {
        var quoted = "'"
        for character in text {
            if character == "'" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "'"
    }

    /// The last lines of what the server wrote: before its own log was open, and in it.
    private var logEnd: String {
        var files = [folders.startLog]
        let current = FileSystem.text(of: "\(folders.data)/current_logfiles") ?? ""
        if let path = current.split(separator: "\n").first?.split(separator: " ").last {
            files.append("\(folders.data)/\(path)")
        }
        let lines = files.flatMap { file in
            (FileSystem.text(of: file, limit: 4_096) ?? "").split(separator: "\n").suffix(10)
        }
        return lines.isEmpty ? "the server wrote no log" : lines.joined(separator: "\n")
    }
}

/// A server that was found running has ended before it accepted a connection.
private struct ServerGone: Error {}
