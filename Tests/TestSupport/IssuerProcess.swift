/// A real OpenID Connect issuer (`oidc_issuer.py`) that runs for the length of a test.
package struct IssuerProcess: Sendable {
    /// Chosen by the system, on 127.0.0.1.
    package let port: Int

    package static let clientID = "afterbuild"
    package static let clientSecret = "a secret: with / signs"

    package var url: String { "http://127.0.0.1:\(port)" }

    /// Starts an issuer, runs `body`, and ends it whatever happens; needs cryptography.
    package static func run<Value>(_ body: (IssuerProcess) async throws -> Value) async throws -> Value {
        // RFC 6749 §2.3.1: the pair of the Authorization header holds both as in a form.
        let secret = "a%20secret%3A%20with%20%2F%20signs"
        return try await PythonServer.run(
            "oidc_issuer.py", [clientID, secret], needs: "cryptography==45.0.7"
        ) { port in
            try await body(IssuerProcess(port: port))
        }
    }
}
