import Crypto
import FoundationEssentials

/// A secret that a person or a program carries: a token, a one-time sign-in link, a session cookie, a firm's reply link.
///
/// Only its hash is stored. A plain SHA-256 suffices, because the text holds 256 random bits and cannot be guessed.
package struct SecretText: Sendable, Equatable {
    /// What the text is good for, told by its first four characters, so that a leaked one can be recognised.
    package enum Prefix: String, CaseIterable, Sendable {
        case token = "abt_"
        case link = "abl_"
        case session = "abs_"
        case reply = "abr_"
    }

    /// Four characters of prefix and 43 of base64url.
    package static let length = 47

    /// A new secret from 32 bytes of the system's random generator.
    package static func make(_ prefix: Prefix) -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<4).flatMap { _ in
            let word: UInt64 = generator.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        return prefix.rawValue + base64URL(bytes)
    }

    /// The 32 bytes under which the secret is stored: SHA-256 of its text.
    package static func hash(_ secret: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }

    /// Whether the text can be a secret of this kind at all; saves asking the database for rubbish.
    package static func isWellFormed(_ text: String, _ prefix: Prefix) -> Bool {
        text.utf8.count == length && text.hasPrefix(prefix.rawValue)
            && text.utf8.allSatisfy(alphabet.contains)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// RFC 4648 §5 without padding.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        var text = ""
        var bits = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.unicodeScalars.append(Unicode.Scalar(alphabet[bits >> count & 63]))
            }
            bits &= (1 << count) - 1
        }
        if count > 0 { text.unicodeScalars.append(Unicode.Scalar(alphabet[bits << (6 - count) & 63])) }
        return text
    }
}
