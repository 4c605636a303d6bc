/// Header fields as lines: folded with CRLF and a space, non-ASCII text as encoded words (RFC 2047).
enum HeaderField {
    /// A field of free text: plain if nothing about it could be misread, otherwise encoded words throughout.
    static func text(named name: String, _ value: String) -> String {
        let fits = name.utf8.count + 2 + value.utf8.count <= lineLimit
        let plain = value.utf8.allSatisfy { $0 < 128 } && !value.contains("=?")
        if fits, plain, !value.hasPrefix(" "), !value.hasSuffix(" "), !value.isEmpty {
            return "\(name): \(value)"
        }
        return "\(name): " + encodedWords(value, after: name.utf8.count + 2).joined(separator: "\r\n ")
    }

    /// A field whose ASCII words mean something to a machine: these are folded, never encoded.
    static func structured(named name: String, _ value: String) -> String {
        guard value.utf8.allSatisfy({ $0 < 128 }) else { return text(named: name, value) }
        return folded(named: name, value.split(separator: " ").map(String.init))
    }

    /// A field that lists `items`, such as `To`.
    static func list(named name: String, _ items: [String]) -> String {
        let last = items.count - 1
        return folded(
            named: name, items.enumerated().map { $0.offset == last ? $0.element : $0.element + "," })
    }

    private static let lineLimit = 76

    private static func folded(named name: String, _ words: [String]) -> String {
        var result = "\(name):"
        var column = result.utf8.count
        for (index, word) in words.enumerated() {
            if index > 0, column + 1 + word.utf8.count > lineLimit {
                result += "\r\n"
                column = 0
            }
            result += " " + word
            column += 1 + word.utf8.count
        }
        return result
    }

    /// Words of at most 75 characters that hold whole characters; the first also leaves room for the name.
    ///
    /// A character too long for one word (joined emoji) is divided between its scalars, which RFC 2047 allows.
    private static func encodedWords(_ text: String, after column: Int) -> [String] {
        let pieces = text.flatMap { character in
            character.utf8.count <= 12 ? [String(character)] : character.unicodeScalars.map { String($0) }
        }
        var words: [String] = []
        var current: [UInt8] = []
        var room = bytesOfWord(inColumns: max(28, lineLimit - column))
        for piece in pieces {
            if !current.isEmpty, current.count + piece.utf8.count > room {
                words.append(encodedWord(current))
                current = []
                room = bytesOfWord(inColumns: lineLimit - 1)
            }
            current += Array(piece.utf8)
        }
        words.append(encodedWord(current))
        return words
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Base64.text(of: bytes))?=" }

    /// Four base64 characters carry three bytes; `=?UTF-8?B?` and `?=` take twelve columns.
    private static func bytesOfWord(inColumns columns: Int) -> Int { (min(75, columns) - 12) / 4 * 3 }
}
