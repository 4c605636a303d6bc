import Foundation

/// A real HTTP server (`webhook_receiver.py`) that runs for the length of a test; the path says how it answers.
package struct WebHookReceiver: Sendable {
    /// Chosen by the system, on 127.0.0.1.
    package let port: Int
    private let folder: URL
    private let isEncrypted: Bool

    /// A request as the server got it.
    package struct Request: Decodable, Sendable {
        package let method: String
        package let path: String
        /// Pairs of name and value, in order.
        package let headers: [[String]]
        package let body: String
        /// For each expected secret, whether it signed; computed by Python's own HMAC.
        package let signedBy: [Bool]

        /// The first value of a header.
        package func header(_ name: String) -> String? {
            headers.first { $0[0].lowercased() == name.lowercased() }?[1]
        }
    }

    /// The address of a path, such as `/status/500`.
    package func url(_ path: String, host: String = "127.0.0.1") -> String {
        "\(isEncrypted ? "https" : "http")://\(host):\(port)\(path)"
    }

    /// The file of its certificate, where it speaks TLS.
    package var certificate: String { folder.appending(path: "certificate.pem").path }

    /// Every request so far, in order of arrival.
    package func requests() throws -> [Request] {
        let file = folder.appending(path: "requests.jsonl")
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // The last line may still be being written.
        return try Data(contentsOf: file).split(separator: 10, omittingEmptySubsequences: false).dropLast()
            .map {
                try decoder.decode(Request.self, from: Data($0))
            }
    }

    /// Says with which secrets signatures are to be compared.
    package func expect(secrets: [String]) throws {
        try Data(secrets.joined(separator: "\n").utf8).write(
            to: folder.appending(path: "secrets"), options: .atomic)
    }

    /// Lets requests of `/hang` be answered from now on.
    package func release() throws {
        try Data().write(to: folder.appending(path: "release"))
    }

    /// Starts a server, waits for its port, runs `body`, and ends the server whatever happens.
    package static func run<Result>(
        isEncrypted: Bool = false, _ body: (WebHookReceiver) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hooks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "webhook_receiver.py")
        let environment = ProcessInfo.processInfo.environment
        let python = environment["AFTERBUILD_TEST_PYTHON"] ?? "python3"
        let process = try TestProcess(
            "/usr/bin/env", [python, script.path, folder.path] + (isEncrypted ? ["--tls"] : []), environment)
        let result: Result
        do {
            let port = try await port(of: process)
            result = try await body(
                WebHookReceiver(port: port, folder: folder, isEncrypted: isEncrypted))
        } catch {
            await end(process)
            throw error
        }
        await end(process)
        return result
    }

    private static func port(of process: TestProcess) async throws -> Int {
        for _ in 0..<1_500 {
            let line = process.outputText
            if line.hasSuffix("\n"), let port = Int(line.dropLast()) { return port }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw TestProcess.Failure("webhook_receiver.py did not start: \(process.errorText)")
    }

    /// Returns when the port is closed, also within a cancelled task.
    private static func end(_ process: TestProcess) async {
        process.send(SIGKILL)
        _ = await process.wait()
    }
}
