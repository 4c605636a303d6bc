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

    /// Starts a server, runs `body`, and ends the server whatever happens.
    package static func run<Value>(
        isEncrypted: Bool = false, _ body: (WebHookReceiver) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hooks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await PythonServer.run(
            "webhook_receiver.py", [folder.path] + (isEncrypted ? ["--tls"] : [])
        ) { port in
            try await body(WebHookReceiver(port: port, folder: folder, isEncrypted: isEncrypted))
        }
    }
}
