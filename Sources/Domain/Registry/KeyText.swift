/// A key (인증키, crtfcKey) in clear: `$5$API$` and 43 characters, the form of the national keys.
///
/// It is a secret: shown once, stored as a keyed hash. Printing it shows only its last four characters.
package struct KeyText: Hashable, Sendable {
    /// The secret itself.
    ///
    /// Never log it.
    package let text: String

    package static let prefix = "$5$API$"
    /// Characters after the prefix.
    package static let randomLength = 43

    /// Why a text is no key; never repeats the text.
    package enum Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        case prefix
        case length(Int)
        /// 1-based place of the first character that a key cannot hold.
        case character(at: Int)

        package var description: String {
            switch self {
            case .prefix: "does not begin with \(KeyText.prefix)"
            case .length(let count):
                "is \(count) bytes long; a key has 50: \(KeyText.prefix) and 43 characters"
            case .character(let place): "has at place \(place) a character that is not one of . / 0-9 A-Z a-z"
            }
        }
    }

    package init(_ text: String) throws(Invalid) {
        guard text.hasPrefix(Self.prefix) else { throw .prefix }
        let length = text.utf8.count
        guard length == Self.prefix.utf8.count + Self.randomLength else { throw .length(length) }
        for (index, byte) in text.utf8.enumerated().dropFirst(Self.prefix.utf8.count)
        where !Self.symbols.contains(byte) {
            throw .character(at: index + 1)
        }
        self.text = text
    }

    /// A new key of random bytes, six bits of each (64 symbols divide 256, so none is likelier than
    /// another).
    ///
    /// `nil` when there are fewer than 43 bytes; more are ignored.
    package static func generate(from random: [UInt8]) -> KeyText? {
        guard random.count >= randomLength else { return nil }
        let symbols = random.prefix(randomLength).map { Self.symbols[Int($0 & 63)] }
        return try? KeyText(prefix + String(decoding: symbols, as: UTF8.self))
    }

    /// The last four characters: enough for people to tell keys apart, too little to use one.
    package var tail: String { String(text.suffix(4)) }

    private static let symbols = Array(
        "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}

extension KeyText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(Self.prefix)…\(tail)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["tail": tail]) }
}
