/// CSV as our exports and templates write it: CR LF, quotes only where needed, and no field that a spreadsheet
/// would run as a formula.
package struct CSVText: Sendable {
    /// What has been written so far.
    package private(set) var text: String

    /// `byteOrderMark` makes Excel in Korea read the file as UTF-8 instead of CP949.
    package init(byteOrderMark: Bool = false) {
        text = byteOrderMark ? "\u{FEFF}" : ""
    }

    /// Adds one row and its line end.
    package mutating func append(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { text += "," }
            text += Self.field(field)
        }
        text += "\r\n"
    }

    /// One field, guarded and quoted.
    ///
    /// A field that begins with `=`, `+`, `-`, `@`, TAB or a line break gets an apostrophe in front; a
    /// plain number such as `-1,200.5` stays as it is.
    package static func field(_ value: String) -> String {
        var guarded = value
        if let first = value.utf8.first, formulaStarts.contains(first), !isNumber(value) {
            guarded = "'" + value
        }
        var needsQuotes = guarded.utf8.first == 32 || guarded.utf8.last == 32
        var hasQuote = false
        for byte in guarded.utf8 {
            if byte == 34 { hasQuote = true }
            if byte == 34 || byte == 44 || byte == 10 || byte == 13 { needsQuotes = true }
        }
        guard needsQuotes else { return guarded }
        guard hasQuote else { return "\"\(guarded)\"" }
        let parts = guarded.split(separator: "\"" as Character, omittingEmptySubsequences: false)
        return "\"\(parts.joined(separator: "\"\""))\""
    }

    // = + - @ TAB LF CR
    private static let formulaStarts: [UInt8] = [61, 43, 45, 64, 9, 10, 13]

    private static func isNumber(_ value: String) -> Bool {
        var digits = 0
        var points = 0
        for (index, byte) in value.utf8.enumerated() {
            switch byte {
            case 48...57: digits += 1
            case 43, 45: if index > 0 { return false }
            case 44: if digits == 0 || points > 0 { return false }
            case 46: points += 1
            default: return false
            }
        }
        return digits > 0 && points <= 1
    }
}
