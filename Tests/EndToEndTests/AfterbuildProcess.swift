import Foundation
import Synchronization
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
        let process = make(arguments, environment)
        let output = Collected()
        let errors = Collected()
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        try process.run()
        async let text = output.text()
        async let complaints = errors.text()
        let (printed, complained) = await (text, complaints)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: printed, errors: complained)
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

    static func make(_ arguments: [String], _ environment: [String: String]) -> Process {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AFTERBUILD_") }
        all.merge(environment) { $1 }
        process.environment = all
        process.standardInput = FileHandle.nullDevice
        return process
    }
}

/// What a process writes to one of its streams.
final class Collected: Sendable {
    let pipe = Pipe()
    private let bytes = Mutex<(data: Data, isComplete: Bool)>((Data(), false))

    init() {
        pipe.fileHandleForReading.readabilityHandler = { [self] handle in
            let data = handle.availableData
            bytes.withLock { state in
                if data.isEmpty { state.isComplete = true } else { state.data.append(data) }
            }
            if data.isEmpty { handle.readabilityHandler = nil }
        }
    }

    var textSoFar: String { bytes.withLock { String(decoding: $0.data, as: UTF8.self) } }

    /// Everything, once the stream has ended.
    func text() async -> String {
        while !bytes.withLock({ $0.isComplete }) { try? await Task.sleep(for: .milliseconds(5)) }
        return textSoFar
    }
}

/// A running `afterbuild serve`.
final class Server: Sendable {
    let port: Int
    let environment: [String: String]
    private let process: Process
    private let errors: Collected

    /// Starts serving on a port of the system's choice and waits until it listens.
    init(_ environment: [String: String], arguments: [String] = []) async throws {
        var environment = environment
        environment["AFTERBUILD_LISTEN"] = "127.0.0.1:0"
        self.environment = environment
        process = AfterbuildProcess.make(["serve"] + arguments, environment)
        errors = Collected()
        process.standardError = errors.pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var port: Int?
        while port == nil {
            let text = errors.textSoFar
            if let range = text.range(of: "listening on http://127.0.0.1:") {
                let digits = text[range.upperBound...].prefix { $0.isNumber }
                if text[range.upperBound...].contains("\n") { port = Int(digits) }
            }
            guard process.isRunning || port != nil else {
                throw AfterbuildProcess.Failure(description: "serve ended: \(errors.textSoFar)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        self.port = port ?? 0
    }

    var log: String { errors.textSoFar }

    /// SIGTERM; returns the exit status.
    @discardableResult
    func stop() async -> Int32 {
        process.terminate()
        _ = await errors.text()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Sends SIGTERM and does not wait.
    func terminate() { process.terminate() }

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
