import Domain
package import HummingbirdCore
package import Render

extension ListQuery {
    /// Reads the query of `/`.
    ///
    /// What cannot be read is as if it were not there: the form cannot send it.
    package init(_ uri: URI) {
        let fields = formFields(uri.query ?? "")
        self.init(
            text: String((fields["q"] ?? "").trimmingWhitespace().prefix(100)),
            phase: fields["phase"].flatMap(Phase.init(rawValue:)), isOpenOnly: fields["open"] == "1",
            page: fields["page"].flatMap { Int($0) } ?? 1)
    }
}

/// The fields of a form sent by GET; of a repeated one the first.
///
/// Unlike a plain query it writes blanks as `+`.
func formFields(_ query: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in query.split(separator: "&" as Character) {
        let parts = pair.split(separator: "=" as Character, maxSplits: 1, omittingEmptySubsequences: false)
        let name = formDecoded(parts[0])
        if fields[name] == nil { fields[name] = parts.count > 1 ? formDecoded(parts[1]) : "" }
    }
    return fields
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

extension String {
    fileprivate func trimmingWhitespace() -> String {
        guard let start = firstIndex(where: { !$0.isWhitespace }),
            let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}
