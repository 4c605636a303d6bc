import Foundation

/// A real SMTP server (`smtp_server.py`, aiosmtpd) that runs for the length of a test.
package struct SMTPProcess: Sendable {
    /// Chosen by the system, on 127.0.0.1.
    package let port: Int
    private let messageFile: URL

    /// What the server does with whoever connects.
    package enum Behaviour: Sendable {
        /// Takes mail, except for `refused@…` (550), `later@…` (451) and `spam@…` (554 after the message).
        case serving
        /// As `serving`, but only after a sign-in with `user:password`.
        case servingAfterLogin(String)
        /// Ends every connection at once.
        case closingAtOnce
        /// Accepts connections and never says a word.
        case silent
        /// As `serving`, but never answers QUIT.
        case servingWithoutGoodbye

        fileprivate var arguments: [String] {
            switch self {
            case .serving: []
            case .servingAfterLogin(let login): ["--login", login]
            case .closingAtOnce: ["--mode", "close"]
            case .silent: ["--mode", "silent"]
            case .servingWithoutGoodbye: ["--mode", "no-goodbye"]
            }
        }
    }

    /// One message as the server took it, decoded by Python's own mail parser.
    package struct Message: Decodable, Sendable {
        /// The envelope's sender and recipients.
        package let mailFrom: String
        package let rcptTos: [String]
        /// Decoded; the body with `\n` line ends.
        package let subject: String
        package let body: String
        package let messageId: String
        package let date: String
        /// What Python's parser found wrong with the message or its subject.
        package let defects: [String]
        /// Pairs of name and decoded value, in order.
        package let headers: [[String]]
        /// The bytes that came, as Latin-1.
        package let raw: String
    }

    /// `smtp://127.0.0.1:PORT`.
    package var url: String { "smtp://127.0.0.1:\(port)" }

    /// Every message taken so far, in order of arrival.
    package func messages() throws -> [Message] {
        guard FileManager.default.fileExists(atPath: messageFile.path) else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try Data(contentsOf: messageFile).split(separator: 10).map {
            try decoder.decode(Message.self, from: Data($0))
        }
    }

    /// Starts a server, runs `body`, and ends the server whatever happens; needs aiosmtpd.
    package static func run<Value>(
        _ behaviour: Behaviour = .serving, _ body: (SMTPProcess) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "smtp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let messageFile = folder.appending(path: "messages.jsonl")
        return try await PythonServer.run(
            "smtp_server.py", [messageFile.path] + behaviour.arguments, needs: "aiosmtpd==1.4.6"
        ) { port in
            try await body(SMTPProcess(port: port, messageFile: messageFile))
        }
    }
}
