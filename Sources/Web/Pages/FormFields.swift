/// The fields of a form sent by GET; of a repeated one the first.
///
/// Unlike a plain query it writes blanks as `+`.
func formFields(_ query: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in query.split(separator: "&" as Character) {
        let parts = pair.split(separator: "=" as Character, maxSplits: 1, omittingEmptySubsequences: false)
        let name = formDecoded(parts[0])
        if fields[name] == nil { fields[name] = parts.count > 1 ? storable(formDecoded(parts[1])) : "" }
    }
    return fields
}

/// A text of a form as the database can keep it: without the null character, which no keyboard has.
func storable(_ text: String) -> String {
    text.utf8.contains(0) ? String(text.unicodeScalars.filter { $0.value != 0 }.map(Character.init)) : text
}

/// Percent signs without two digits stay as they are; bytes that are no UTF-8 become U+FFFD.
func formDecoded(_ text: Substring) -> String {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var at = 0
    while at < bytes.count {
        if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count, let high = hexDigit(bytes[at + 1]),
            let low = hexDigit(bytes[at + 2])
        {
            decoded.append(high << 4 | low)
            at += 3
        } else {
            decoded.append(bytes[at] == UInt8(ascii: "+") ? 32 : bytes[at])
            at += 1
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}
