import Foundation
import Postgres
import Testing

@testable import App

/// With real servers; one after the other, because each takes a second of both cores.
@Suite("The private cluster", .serialized)
struct PrivateClusterTests {
    @Test("A second start after a stop finds the data")
    func startStopStart() async throws {
        try await ClusterPlace.with { place in
            let first = place.user()
            let conninfo = try await first.start()
            _ = try await value(conninfo, "CREATE TABLE kept AS SELECT 42 AS answer")
            try await first.stop()
            #expect(place.server == nil)
            let second = place.user()
            let again = try await second.start()
            #expect(try await value(again, "SELECT answer FROM kept") == "42")
            try await second.stop()
            #expect(place.server == nil)
        }
    }

    @Test("The server listens on its socket alone, keeps Korean time, and only its user may come in")
    func settings() async throws {
        try await ClusterPlace.with { place in
            let user = place.user(more: ["work_mem": "9MB"])
            let conninfo = try await user.start()
            let shown = try await value(
                conninfo,
                """
                SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN
                ('listen_addresses', 'TimeZone', 'wal_compression', 'work_mem', 'data_checksums', 'max_wal_size')
                """)
            #expect(
                shown
                    == "TimeZone=Asia/Seoul data_checksums=on listen_addresses= max_wal_size=2048 "
                    + "wal_compression=pglz work_mem=9216")
            #expect(
                try await value(
                    conninfo,
                    "SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database "
                        + "WHERE datname = current_database()") == "C.UTF-8 UTF8")
            for folder in [place.socketDir, place.folders.data] {
                var status = stat()
                #expect(stat(folder, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o700)
                #expect(try status.st_uid == ServerAccount.current().userID)
            }
            try await user.stop()
        }
    }

    @Test("Users at the same time share one server, and the last one stops it")
    func lastUserStops() async throws {
        try await ClusterPlace.with { place in
            let (one, other) = (place.user(), place.user())
            async let first = one.start()
            async let second = other.start()
            let conninfos = try await (first, second)
            #expect(conninfos.0 == conninfos.1)
            let server = try #require(place.server)
            try await one.stop()
            #expect(place.server == server)
            #expect(try await value(conninfos.1, "SELECT 1") == "1")
            try await other.stop()
            #expect(place.server == nil)
            try await other.stop()
        }
    }

    @Test("One user that starts twice at once is one user")
    func startTwice() async throws {
        try await ClusterPlace.with { place in
            let user = place.user()
            async let first = user.start()
            async let second = user.start()
            let conninfos = try await (first, second)
            #expect(conninfos.0 == conninfos.1)
            try await user.stop()
            #expect(place.server == nil)
        }
    }

    @Test("A cancelled task stops the server all the same")
    func stopInCancelledTask() async throws {
        try await ClusterPlace.with { place in
            let user = place.user()
            _ = try await user.start()
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                try await user.stop()
            }
            task.cancel()
            try await task.value
            #expect(place.server == nil)
        }
    }

    @Test("After kill -9 with a session open, the next start recovers what was committed")
    func crash() async throws {
        try await ClusterPlace.with { place in
            let first = place.user(more: ["fsync": "on"])
            let conninfo = try await first.start()
            _ = try await value(conninfo, "CREATE TABLE kept AS SELECT 42 AS answer")
            let session = Connection(PoolConfiguration(conninfo: conninfo))
            try await session.withSession { session in _ = try session.run("SELECT 1", as: "open") }
            let killed = try #require(place.server)
            #expect(kill(killed.pid, SIGKILL) == 0)
            #expect(FileManager.default.fileExists(atPath: "\(place.folders.data)/postmaster.pid"))
            let second = place.user()
            let again = try await second.start()
            #expect(try await value(again, "SELECT answer FROM kept") == "42")
            #expect(place.server?.pid != killed.pid)
            await session.close()
            try await first.stop()
            #expect(place.server != nil)
            try await second.stop()
            #expect(place.server == nil)
        }
    }

    /// A clock whose waits are over at once, after an action.
    private struct ActingClock: Clock {
        let action: @Sendable () -> Void

        var now: ContinuousClock.Instant { ContinuousClock.now }
        var minimumResolution: Duration { .zero }

        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws { action() }
    }

    @Test("A server that ends while a connection is waited for is started anew")
    func dyingServer() async throws {
        try await ClusterPlace.with { place in
            let first = place.user()
            _ = try await first.start()
            let killed = try #require(place.server)
            try await first.stop()
            // A process that passes for the server of the folder and accepts no connection.
            let program = FileManager.default.temporaryDirectory.appending(path: "\(UUID())/postgres")
            try FileManager.default.createDirectory(
                at: program.deletingLastPathComponent(), withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: program.deletingLastPathComponent()) }
            try FileManager.default.copyItem(at: URL(filePath: "/bin/cat"), to: program)
            let dying = Process()
            dying.executableURL = program
            dying.currentDirectoryURL = URL(filePath: place.folders.data)
            dying.standardInput = Pipe()
            try dying.run()
            let pid = dying.processIdentifier
            defer { kill(pid, SIGKILL) }
            let file = "\(place.folders.data)/postmaster.pid"
            let lines = ["\(pid)", place.folders.data, "0", "5432", killed.socketDir, "", ""]
            try lines.joined(separator: "\n").write(toFile: file, atomically: false, encoding: .utf8)
            let account = try ServerAccount.current()
            chown(file, account.userID, account.groupID)
            try #require(place.server?.pid == pid)
            let second = place.user(clock: ActingClock { kill(pid, SIGKILL) })
            #expect(try await value(second.start(), "SELECT 1") == "1")
            #expect(place.server?.pid != pid)
            try await second.stop()
        }
    }

    @Test("Pid files whose number is by now another living process of the same user do no harm")
    func recycledPid() async throws {
        try await ClusterPlace.with { place in
            let first = place.user()
            _ = try await first.start()
            let files = ["\(place.folders.data)/postmaster.pid", "\(place.socketDir)/.s.PGSQL.5432.lock"]
            let contents = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
            let old = try #require(place.server).pid
            try await first.stop()
            let foreign = Process()
            foreign.executableURL = URL(filePath: "/usr/bin/env")
            let sleep = ["sleep", "600"]
            foreign.arguments = geteuid() == 0 ? ["setpriv", "--reuid", ServerAccount.name] + sleep : sleep
            if geteuid() == 0 { foreign.arguments?.insert("--clear-groups", at: 3) }
            try foreign.run()
            defer { kill(foreign.processIdentifier, SIGKILL) }
            for (file, text) in zip(files, contents) {
                let stale = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
                    $0 == 0 ? "\(foreign.processIdentifier)" : String($1)
                }
                try #require(contents.allSatisfy { $0.hasPrefix("\(old)\n") })
                try stale.joined(separator: "\n").write(toFile: file, atomically: false, encoding: .utf8)
                let account = try ServerAccount.current()
                chown(file, account.userID, account.groupID)
            }
            #expect(place.server == nil)
            let second = place.user()
            #expect(try await value(second.start(), "SELECT 1") == "1")
            try await second.stop()
            #expect(foreign.isRunning)
        }
    }

    @Test("An interrupted initdb is done anew, and what lay in its place is kept under another name")
    func interruptedInitdb() async throws {
        try await ClusterPlace.with { place in
            for folder in [place.folders.unfinished, place.folders.data] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/base", withIntermediateDirectories: true)
            }
            try "15\n".write(
                toFile: "\(place.folders.unfinished)/PG_VERSION", atomically: false, encoding: .utf8)
            try "mine".write(toFile: "\(place.folders.data)/note", atomically: false, encoding: .utf8)
            let user = place.user()
            #expect(try await value(user.start(), "SELECT 1") == "1")
            try await user.stop()
            let kept = "\(place.folders.data).unfinished-1/note"
            #expect(try String(contentsOfFile: kept, encoding: .utf8) == "mine")
            #expect(!FileManager.default.fileExists(atPath: place.folders.unfinished))
        }
    }

    @Test("A path too long for a socket gets a short socket folder of its own")
    func longPath() async throws {
        try await ClusterPlace.with(named: "/" + String(repeating: "long", count: 30)) { place in
            let user = place.user()
            let conninfo = try await user.start()
            #expect(try await value(conninfo, "SELECT 1") == "1")
            let socketDir = try #require(place.server).socketDir
            #expect(socketDir.hasPrefix("/tmp/afterbuild-"))
            try await user.stop()
            try FileManager.default.removeItem(atPath: socketDir)
        }
    }

    @Test("A server that refuses its settings is an error with its own words")
    func serverLog() async throws {
        try await ClusterPlace.with { place in
            let user = place.user(more: ["shared_buffers": "nonsense"])
            let error = try await clusterError { _ = try await user.start() }
            guard case .failed("pg_ctl start", let said) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(said.contains("invalid value for parameter \"shared_buffers\": \"nonsense\""))
        }
    }

    @Test("Two clusters cannot share a socket folder")
    func socketTaken() async throws {
        try await ClusterPlace.with { one in
            let owner = one.user()
            _ = try await owner.start()
            try await ClusterPlace.with { other in
                let error = try await clusterError {
                    _ = try await other.user(socketDir: one.socketDir).start()
                }
                #expect(error == .socketTaken(folder: one.socketDir, by: one.folders.data))
            }
            try await owner.stop()
        }
    }
}
