import Foundation

/// A real OpenID Connect issuer (`oidc_issuer.py`) that runs for the length of a test.
package struct IssuerProcess: Sendable {
    /// Chosen by the system, on 127.0.0.1.
    package let port: Int

    package static let clientID = "afterbuild"
    package static let clientSecret = "a secret: with / signs"

    package var url: String { "http://127.0.0.1:\(port)" }

    /// Starts an issuer, waits for its port, runs `body`, and ends it whatever happens.
    ///
    /// Runs `AFTERBUILD_TEST_PYTHON`, or else `python3`. Throws, naming what to install, when cryptography is missing.
    package static func run<Result>(_ body: (IssuerProcess) async throws -> Result) async throws -> Result {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "oidc_issuer.py")
        let environment = ProcessInfo.processInfo.environment
        let python = environment["AFTERBUILD_TEST_PYTHON"] ?? "python3"
        // RFC 6749 §2.3.1: the pair of the Authorization header holds both as in a form.
        let secret = "a%20secret%3A%20with%20%2F%20signs"
        let process = try TestProcess(
            "/usr/bin/env", [python, script.path, clientID, secret], environment)
        let result: Result
        do {
            result = try await body(serving(process, python))
        } catch {
            await end(process)
            throw error
        }
        await end(process)
        return result
    }

    private static func serving(_ process: TestProcess, _ python: String) async throws -> IssuerProcess {
        for _ in 0..<1_500 {
            let line = process.outputText
            if line.hasSuffix("\n"), let port = Int(line.dropLast()) { return IssuerProcess(port: port) }
            guard process.isRunning else {
                throw IssuerProcessError(python: python, said: process.errorText)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw IssuerProcessError(python: python, said: "no port within 30 seconds")
    }

    private static func end(_ process: TestProcess) async {
        process.send(SIGKILL)
        _ = await process.wait()
    }
}

/// The test's issuer did not start.
package struct IssuerProcessError: Error, CustomStringConvertible {
    package let description: String

    fileprivate init(python: String, said: String) {
        description = """
            the test issuer (\(python) oidc_issuer.py) did not start: \(said)
            It needs Python 3 with cryptography: pip install cryptography==45.0.7, or name a python that has it in \
            AFTERBUILD_TEST_PYTHON
            """
    }
}
