import Foundation
import TestSupport
import Testing

/// The real binary, run as an operator would run it.
struct AfterbuildProcess {
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static var binary: URL {
        TestDatabase.root.appending(path: ".build/debug/afterbuild")
    }

    /// Runs a command to its end.
    static func run(_ arguments: [String], _ environment: [String: String]) async throws -> Outcome {
        let process = try start(arguments, environment)
        let status = await process.wait()
        return Outcome(status: status, output: process.outputText, errors: process.errorText)
    }

    /// Runs a command that must succeed, and gives what it printed.
    @discardableResult
    static func succeed(_ arguments: [String], _ environment: [String: String]) async throws -> String {
        let outcome = try await run(arguments, environment)
        guard outcome.status == 0 else {
            throw Failure(
                description:
                    "afterbuild \(arguments.joined(separator: " ")) exited \(outcome.status):\n\(outcome.errors)"
            )
        }
        return outcome.output
    }

    /// Runs a command that must be refused: it prints nothing, and says what is wrong in these words.
    static func refuse(
        _ arguments: [String], _ environment: [String: String], saying words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await run(arguments, environment)
        #expect(outcome.status != 0 && outcome.output.isEmpty, "\(outcome)", sourceLocation: sourceLocation)
        #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: sourceLocation)
    }

    static func start(_ arguments: [String], _ environment: [String: String]) throws -> TestProcess {
        try TestProcess(binary.path, arguments, surroundings(with: environment))
    }

    /// Our environment with these settings and no others.
    static func surroundings(with environment: [String: String]) -> [String: String] {
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AFTERBUILD_") }
        // Many servers run at once.
        all["AFTERBUILD_METRICS_LISTEN"] = "off"
        return all.merging(environment) { $1 }
    }
}

/// A running `afterbuild serve`.
final class Server: Sendable {
    let port: Int
    let environment: [String: String]
    private let process: TestProcess

    /// Starts serving on a port of the system's choice and waits until it listens.
    init(_ environment: [String: String], arguments: [String] = []) async throws {
        var environment = environment
        environment["AFTERBUILD_LISTEN"] = "127.0.0.1:0"
        self.environment = environment
        process = try AfterbuildProcess.start(["serve"] + arguments, environment)
        var port: Int?
        do {
            try await eventually("a server that listens") { [process] in
                // Asked first: what an ended process wrote is all there.
                let isRunning = process.isRunning
                port = Self.port(after: " listening on ", in: process.errorText)
                guard isRunning || port != nil else {
                    throw AfterbuildProcess.Failure(description: "serve ended: \(process.errorText)")
                }
                return port != nil
            }
        } catch {
            process.send(SIGKILL)
            throw error
        }
        self.port = port ?? 0
    }

    var log: String { process.errorText }

    /// Returns when the log holds `text`.
    func logs(_ text: String) async throws {
        try await eventually("“\(text)” in the log of serve") { log.contains(text) }
    }

    /// The port of `/metrics`, once it is answered.
    var metricsPort: Int? { Self.port(after: " metrics at ", in: log) }

    /// The port of 127.0.0.1 in a line of the log that is written to its end.
    private static func port(after words: String, in log: String) -> Int? {
        guard let start = log.range(of: words), let end = log[start.upperBound...].firstIndex(of: "\n"),
            let host = log[start.upperBound..<end].range(of: "://127.0.0.1:")
        else { return nil }
        return Int(log[host.upperBound..<end].prefix { $0.isNumber })
    }

    /// SIGTERM; returns the exit status.
    @discardableResult
    func stop() async -> Int32 {
        process.send(SIGTERM)
        return await process.wait()
    }

    /// SIGKILL: what a power cut or the kernel does to a process.
    func kill() async {
        process.send(SIGKILL)
        _ = await process.wait()
    }

    /// Runs `body` with a server and stops it whatever happens.
    static func with<T>(
        _ environment: [String: String], arguments: [String] = [], _ body: (Server) async throws -> T
    ) async throws -> T {
        let server = try await Server(environment, arguments: arguments)
        do {
            let value = try await body(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }
}

/// A folder for one test's data, and a migrated database.
enum Place {
    static func with<T: Sendable>(
        _ body: (_ environment: [String: String], _ conninfo: String) async throws -> T
    ) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: "afterbuild-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await MigratedDatabase.with(named: "e2e") { _, conninfo in
            try await body(
                [
                    "AFTERBUILD_DATABASE_URL": conninfo, "AFTERBUILD_DATA_DIR": folder.path,
                    "AFTERBUILD_HOME": TestDatabase.root.path,
                ], conninfo)
        }
    }

    /// Nobody gets into the database any more, and whoever is in is thrown out.
    static func shutDatabase(_ conninfo: String) async throws {
        let name = databaseName(conninfo)
        try await TestDatabase.administer("alter database \"\(name)\" allow_connections false")
        try await throwOut(name)
    }

    static func openDatabase(_ conninfo: String) async throws {
        try await TestDatabase.administer(
            "alter database \"\(databaseName(conninfo))\" allow_connections true")
    }

    /// Opens a shut database under another name, where the servers that know it do not find it.
    static func withDatabaseAside(
        _ conninfo: String, _ body: (_ conninfo: String) async throws -> Void
    ) async throws {
        let (name, aside) = (databaseName(conninfo), "\(databaseName(conninfo))_aside")
        let other = TestDatabase.conninfo(ofDatabase: aside)
        try await TestDatabase.administer("alter database \"\(name)\" rename to \"\(aside)\"")
        try await openDatabase(other)
        try await body(other)
        try await shutDatabase(other)
        try await TestDatabase.administer("alter database \"\(aside)\" rename to \"\(name)\"")
    }

    private static func databaseName(_ conninfo: String) -> String {
        String(conninfo.split(separator: "dbname=").last ?? "")
    }

    private static func throwOut(_ name: String) async throws {
        try await TestDatabase.administer(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '\(name)'")
    }

    /// Writes `text` into the data folder of `environment` and gives its path.
    static func file(_ name: String, _ text: String, _ environment: [String: String]) throws -> String {
        let path = "\(environment["AFTERBUILD_DATA_DIR"] ?? "/tmp")/\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
