/// Why a cell cannot be read, as the end of a sentence that begins with its line and column.
struct CellRefusal: Error, Hashable {
    let reason: String
}

/// `text` without spaces, tabs, line breaks, no-break and ideographic spaces at its ends.
func trimmed(_ text: String) -> String {
    guard let first = text.utf8.first, let last = text.utf8.last else { return text }
    // Any byte above 0x7F might belong to one of the wide spaces; Korean text pays for the slow way only at its ends.
    guard first <= 32 || last <= 32 || first >= 0xC2 || last >= 0x80 else {
        return text
    }
    let scalars = text.unicodeScalars
    guard let start = scalars.firstIndex(where: { !isSpace($0) }),
        let end = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[start...end])
}

private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...32, 0xA0, 0x3000, 0xFEFF: true
    default: false
    }
}

/// Whether mail can be sent to it, as far as its form tells.
func isMailAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@" as Character, omittingEmptySubsequences: false)
    let isPlain = text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !#",;:<>()[]\""#.utf8.contains($0) }
    return isPlain && text.utf8.count <= 254 && parts.count == 2 && !parts[0].isEmpty
        && parts[1].contains(".")
        && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".") && !parts[1].contains("..")
}

/// A whole number that is not negative, with or without thousands separators; `nil` when the text is anything else.
func wholeNumber(_ text: String) -> Int? {
    var value = 0
    var digits = 0
    var sinceComma = 0
    var hasComma = false
    for byte in text.utf8 {
        switch byte {
        case 48...57:
            digits += 1
            sinceComma += 1
            guard digits <= 15 else { return nil }
            value = value * 10 + Int(byte - 48)
        case 44:
            guard hasComma ? sinceComma == 3 : (1...3).contains(sinceComma) else { return nil }
            hasComma = true
            sinceComma = 0
        default:
            return nil
        }
    }
    return digits > 0 && (!hasComma || sinceComma == 3) ? value : nil
}

/// `1234567` as `1,234,567`.
package func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.utf8.count - index) % 3 == 0 { text += "," }
        text.append(digit)
    }
    return text
}

/// The candidate that needs the fewest changed characters to become `text`; the first of several.
func nearest(to text: String, among candidates: [String]) -> String? {
    let wanted = Array(text.lowercased())
    return candidates.min {
        distance(wanted, Array($0.lowercased())) < distance(wanted, Array($1.lowercased()))
    }
}

private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, diagonal + (character == other ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
