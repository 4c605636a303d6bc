internal import Crypto
package import Domain

/// Proves to a receiver that a delivery is from us and when it was sent.
package enum WebHookSignature {
    /// `v1=` and the HMAC-SHA256 of `TIMESTAMP.BODY` in hexadecimal, one for each secret, separated by `, `.
    ///
    /// The timestamp is part of it, so that an old delivery cannot be passed off as a new one.
    package static func value(secrets: [String], timestamp: String, body: String) -> String {
        secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(
                for: Array("\(timestamp).\(body)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
            return "v1=" + hexText(code)
        }.joined(separator: ", ")
    }

    /// Seconds since 1970, as `Afterbuild-Timestamp` has them.
    package static func timestamp(_ now: Timestamp) -> String { "\(now.microseconds / 1_000_000)" }
}
