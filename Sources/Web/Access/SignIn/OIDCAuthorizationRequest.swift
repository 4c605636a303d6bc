package import Domain

/// The state of one sign-in at the issuer (OpenID Connect Core 3.1.2.1, RFC 7636).
///
/// The browser keeps a secret in a cookie; state, nonce and verifier follow from it, so that the server keeps nothing
/// and none of them is of use to another browser.
package struct OIDCAuthorizationRequest: Sendable, Equatable {
    package static let seconds = 600

    /// The start in seconds since 1970, a dot, and a secret.
    package let cookie: String

    package static func begin(now: Timestamp) -> OIDCAuthorizationRequest {
        OIDCAuthorizationRequest(cookie: "\(now.microseconds / 1_000_000).\(SecretText.make(.authorization))")
    }

    /// Reads the cookie of the browser that returns; `nil` for a malformed one, or after `seconds`.
    package init?(cookie: String, now: Timestamp) {
        let parts = cookie.split(separator: ".", maxSplits: 1)
        let seconds = now.microseconds / 1_000_000
        guard parts.count == 2, let begun = Int64(parts[0]),
            begun <= seconds, seconds - begun < Int64(Self.seconds),
            SecretText.isWellFormed(String(parts[1]), .authorization)
        else { return nil }
        self.init(cookie: cookie)
    }

    private init(cookie: String) {
        self.cookie = cookie
    }

    package var state: String { derived("state") }
    package var nonce: String { derived("nonce") }
    /// Proves at the exchange of the code that this server began the sign-in (RFC 7636).
    package var verifier: String { derived("verifier") }
    package var challenge: String { SecretText.base64URL(SecretText.hash(verifier)) }

    private func derived(_ what: String) -> String {
        SecretText.base64URL(SecretText.hash("afterbuild \(what) \(cookie)"))
    }
}
