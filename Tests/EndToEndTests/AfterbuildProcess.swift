import Foundation
import TestSupport

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

    static func start(_ arguments: [String], _ environment: [String: String]) throws -> TestProcess {
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AFTERBUILD_") }
        // Many servers run at once.
        all["AFTERBUILD_METRICS_LISTEN"] = "off"
        all.merge(environment) { $1 }
        return try TestProcess(binary.path, arguments, all)
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
        while port == nil {
            let text = process.errorText
            if let range = text.range(of: "listening on http://127.0.0.1:"),
                text[range.upperBound...].contains("\n")
            {
                port = Int(text[range.upperBound...].prefix { $0.isNumber })
            }
            guard process.isRunning || port != nil else {
                throw AfterbuildProcess.Failure(description: "serve ended: \(process.errorText)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        self.port = port ?? 0
    }

    var log: String { process.errorText }

    /// SIGTERM; returns the exit status.
    @discardableResult
    func stop() async -> Int32 {
        process.send(SIGTERM)
        return await process.wait()
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

    /// Writes `text` into the data folder of `environment` and gives its path.
    static func file(_ name: String, _ text: String, _ environment: [String: String]) throws -> String {
        let path = "\(environment["AFTERBUILD_DATA_DIR"] ?? "/tmp")/\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
