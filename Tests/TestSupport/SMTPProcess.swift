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

    /// Starts a server, waits for its port, runs `body`, and ends the server whatever happens.
    ///
    /// Runs `AFTERBUILD_TEST_PYTHON`, or else `python3`. Throws, naming what to install, when aiosmtpd is missing.
    package static func run<Result>(
        _ behaviour: Behaviour = .serving, _ body: (SMTPProcess) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "smtp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let messageFile = folder.appending(path: "messages.jsonl")
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "smtp_server.py")
        let environment = ProcessInfo.processInfo.environment
        let python = environment["AFTERBUILD_TEST_PYTHON"] ?? "python3"
        let process = try TestProcess(
            "/usr/bin/env", [python, script.path, messageFile.path] + behaviour.arguments, environment)
        let result: Result
        do {
            result = try await body(serving(process, python, messageFile))
        } catch {
            await end(process)
            throw error
        }
        await end(process)
        return result
    }

    private static func serving(
        _ process: TestProcess, _ python: String, _ messageFile: URL
    ) async throws -> SMTPProcess {
        for _ in 0..<1_500 {
            let line = process.outputText
            if line.hasSuffix("\n"), let port = Int(line.dropLast()) {
                return SMTPProcess(port: port, messageFile: messageFile)
            }
            guard process.isRunning else { throw SMTPProcessError(python: python, said: process.errorText) }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw SMTPProcessError(python: python, said: "no port within 30 seconds")
    }

    /// Returns when the port is closed, also within a cancelled task.
    private static func end(_ process: TestProcess) async {
        process.send(SIGKILL)
        _ = await process.wait()
    }
}

/// The test's mail server did not start.
package struct SMTPProcessError: Error, CustomStringConvertible {
    package let description: String

    fileprivate init(python: String, said: String) {
        description = """
            the test mail server (\(python) smtp_server.py) did not start: \(said)
            It needs Python 3 with aiosmtpd: pip install aiosmtpd==1.4.6, or name a python that has it in \
            AFTERBUILD_TEST_PYTHON
            """
    }
}
