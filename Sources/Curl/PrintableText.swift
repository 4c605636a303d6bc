/// Text from outside, made safe for one line of a log, a page or an error: control characters become spaces, runs of
/// spaces one space, and a text longer than `limit` characters ends with `…`.
func printable(_ text: String, limit: Int) -> String {
    let scalars = text.unicodeScalars.map { isControl($0) ? " " : $0 }
    let words = String(String.UnicodeScalarView(scalars)).split(separator: " ")
    let line = words.joined(separator: " ")
    return line.count <= limit ? line : line.prefix(limit - 1) + "…"
}

/// C0 and C1 controls, the Unicode line and paragraph separators, and the marks that reorder a line for its reader.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// `U+000D`.
func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
