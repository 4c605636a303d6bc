/// A Swift source with comments and the text of string literals blanked out.
///
/// Line breaks and interpolated code stay, so line numbers hold, and a ban is about code and not about prose.
struct SourceText: Sendable {
    let path: String
    /// As it stands in the file.
    let lines: [String]
    /// The same lines without comments and literals.
    let codeLines: [String]

    init(path: String, _ text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var blanking = Blanking(Array(text.utf8))
        codeLines = String(decoding: blanking.run(), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The number of lines, where a final line break ends the last one.
    var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

    /// The name below `Sources` or `Tests`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    var isTest: Bool { path.hasPrefix("Tests/") }
}

/// Replaces comments and literals by blanks, one byte by one.
private struct Blanking {
    /// What the reader is inside of.
    private enum Place {
        /// Code of an interpolation ends with the parenthesis that closes it.
        case code(parentheses: Int)
        case literal(hashes: Int, quotes: Int)
    }

    private var text: [UInt8]
    private var index = 0
    private var places: [Place] = [.code(parentheses: 0)]

    init(_ text: [UInt8]) {
        self.text = text
    }

    mutating func run() -> [UInt8] {
        while index < text.count {
            switch places[places.count - 1] {
            case .code(let parentheses): code(parentheses)
            case .literal(let hashes, let quotes): literal(hashes, quotes)
            }
        }
        return text
    }

    private mutating func code(_ parentheses: Int) {
        if matches("//") {
            while index < text.count, text[index] != UInt8(ascii: "\n") { blank(1) }
            return
        }
        var hashes = 0
        while index + hashes < text.count, text[index + hashes] == UInt8(ascii: "#") { hashes += 1 }
        if index + hashes < text.count, text[index + hashes] == UInt8(ascii: "\"") {
            index += hashes
            let quotes = matches("\"\"\"") ? 3 : 1
            index += quotes
            places.append(.literal(hashes: hashes, quotes: quotes))
            return
        }
        switch text[index] {
        case UInt8(ascii: "("): places[places.count - 1] = .code(parentheses: parentheses + 1)
        case UInt8(ascii: ")") where parentheses == 1 && places.count > 1: places.removeLast()
        case UInt8(ascii: ")"): places[places.count - 1] = .code(parentheses: parentheses - 1)
        default: break
        }
        index += max(1, hashes)
    }

    private mutating func literal(_ hashes: Int, _ quotes: Int) {
        let hashText = String(repeating: "#", count: hashes)
        if matches("\\" + hashText) {
            let next = index + 1 + hashes
            if next < text.count, text[next] == UInt8(ascii: "(") {
                blank(1 + hashes)
                index += 1
                places.append(.code(parentheses: 1))
            } else {
                blank(2 + hashes)
            }
        } else if matches(String(repeating: "\"", count: quotes) + hashText) {
            index += quotes + hashes
            places.removeLast()
        } else if quotes == 1, text[index] == UInt8(ascii: "\n") {
            places.removeLast()
        } else {
            blank(1)
        }
    }

    private func matches(_ prefix: String) -> Bool { text[index...].starts(with: prefix.utf8) }

    private mutating func blank(_ count: Int) {
        for position in index..<min(index + count, text.count) where text[position] != UInt8(ascii: "\n") {
            text[position] = UInt8(ascii: " ")
        }
        index += count
    }
}
