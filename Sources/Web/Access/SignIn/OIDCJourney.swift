package import Domain

/// One way of a browser to the issuer and back.
///
/// The browser keeps a secret in a cookie; state, nonce and verifier follow from it, so that the server keeps nothing
/// and none of them is of use to another browser.
package struct OIDCJourney: Sendable, Equatable {
    package static let seconds = 600

    /// The instant of setting out and a secret.
    package let cookie: String

    package static func begin(now: Timestamp) -> OIDCJourney {
        OIDCJourney(cookie: "\(now.microseconds / 1_000_000).\(SecretText.make(.journey))")
    }

    /// The journey of a browser that comes back; `nil` for a cookie that is none of ours, or too old.
    package init?(cookie: String, now: Timestamp) {
        let parts = cookie.split(separator: ".", maxSplits: 1)
        let seconds = now.microseconds / 1_000_000
        guard parts.count == 2, let begun = Int64(parts[0]),
            begun <= seconds, seconds - begun < Int64(Self.seconds),
            SecretText.isWellFormed(String(parts[1]), .journey)
        else { return nil }
        self.init(cookie: cookie)
    }

    private init(cookie: String) {
        self.cookie = cookie
    }

    package var state: String { derived("state") }
    package var nonce: String { derived("nonce") }
    /// RFC 7636: what only we can show when the code is exchanged.
    package var verifier: String { derived("verifier") }
    package var challenge: String { SecretText.base64URL(SecretText.hash(verifier)) }

    private func derived(_ what: String) -> String {
        SecretText.base64URL(SecretText.hash("afterbuild \(what) \(cookie)"))
    }
}
