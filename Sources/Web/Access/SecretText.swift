import Crypto
import FoundationEssentials

/// A secret that a person or a program carries: a token, a one-time sign-in link, a session cookie, a firm's reply
/// link, what ties a form or a journey to the issuer to one browser.
///
/// Only its hash is stored. A plain SHA-256 suffices, because the text holds 256 random bits and cannot be guessed.
package struct SecretText: Sendable, Equatable {
    /// What the text is good for, told by its first four characters, so that a leaked one can be recognised.
    package enum Prefix: String, CaseIterable, Sendable {
        case token = "abt_"
        case link = "abl_"
        case session = "abs_"
        case reply = "abr_"
        case hook = "abh_"
        case form = "abf_"
        case journey = "abj_"
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

    /// Whether the text can be a secret of this kind at all; saves asking the database for rubbish.
    package static func isWellFormed(_ text: String, _ prefix: Prefix) -> Bool {
        text.utf8.count == length && text.hasPrefix(prefix.rawValue)
            && text.utf8.allSatisfy(alphabet.contains)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// RFC 4648 §5 without padding.
    static func base64URL(_ bytes: [UInt8]) -> String {
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

    /// The bytes of RFC 4648 §5 text without padding; `nil` for another text.
    static func bytes(ofBase64URL text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 255))
                bits &= (1 << count) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }
}
