import Crypto
import FoundationEssentials

/// A secret that a person or a program carries: a token, a one-time sign-in link, a session cookie, a firm's reply
/// link, what ties a form or a sign-in at the issuer to one browser.
///
/// Only its hash is stored. A plain SHA-256 suffices, because the text holds 256 random bits and cannot be guessed.
package struct SecretText: Sendable, Equatable {
    /// The use of the secret; its raw value is the prefix, by which scanners recognise a leaked one.
    package enum Prefix: String, CaseIterable, Sendable {
        case token = "abt_"
        case link = "abl_"
        case session = "abs_"
        case reply = "abr_"
        case hook = "abh_"
        case form = "abf_"
        case authorization = "abj_"
    }

    /// Four characters of prefix and 43 of base64url.
    package static let length = 47

    /// A new secret from 32 bytes of the system's random generator.
    package static func make(_ prefix: Prefix) -> String {
        prefix.rawValue + base64URL(randomBytes(words: 4))
    }

    /// Eight bytes a word, from the system's random generator.
    static func randomBytes(words: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<words).flatMap { _ in
            let word: UInt64 = generator.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
    }

    /// The 32 bytes under which the secret is stored: SHA-256 of its text.
    package static func hash(_ secret: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }

    /// Whether the text has the form of this kind; others need no query.
    package static func isWellFormed(_ text: String, _ prefix: Prefix) -> Bool {
        text.utf8.count == length && text.hasPrefix(prefix.rawValue)
            && text.utf8.allSatisfy(alphabet.contains)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// RFC 4648 §5 without padding.
    static func base64URL(_ bytes: [UInt8]) -> String {
        String(
            Data(bytes).base64EncodedString().lazy.filter { $0 != "=" }
                .map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    /// The bytes of RFC 4648 §5 text without padding; `nil` for another text.
    static func bytes(ofBase64URL text: some StringProtocol) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }) + padding
        // Only the canonical text of the bytes is accepted.
        guard let bytes = Data(base64Encoded: standard).map(Array.init), base64URL(bytes) == text else {
            return nil
        }
        return bytes
    }
}
