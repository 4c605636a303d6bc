/// One place where a rule of the house is broken.
struct Finding: Sendable, Equatable, CustomStringConvertible {
    let path: String
    /// From 1; 0 where the whole file is meant.
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}

extension String {
    /// For names of tests, which the runner prints.
    var onOneLine: String { split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ⏎ ") }

    /// Whether `part` stands in the text, and not as the tail of a longer name.
    func holds(_ part: String) -> Bool {
        func isName(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "_") || byte >= 0x80
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        let text = Array(utf8)
        let wanted = Array(part.utf8)
        guard let first = wanted.first, let last = wanted.last, text.count >= wanted.count else {
            return false
        }
        for start in 0...(text.count - wanted.count) where text[start] == first {
            let end = start + wanted.count
            guard text[start..<end].elementsEqual(wanted) else { continue }
            if isName(first), start > 0, isName(text[start - 1]) { continue }
            if isName(last), end < text.count, isName(text[end]) { continue }
            return true
        }
        return false
    }
}
