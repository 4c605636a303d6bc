/// What an envelope address may be.
///
/// Stricter than RFC 5321: no quoted names, no internationalised addresses, since these need a server feature
/// (SMTPUTF8) that we cannot count on.
enum MailAddress {
    static func check(_ text: String, field: String) throws(MailError) {
        if let problem = problem(in: text) {
            throw .address(field: field, text: printable(text, limit: 80), problem: problem)
        }
    }

    private static func problem(in text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.isEmpty { return "is empty" }
        if bytes.count > 254 { return "is longer than 254 bytes" }
        if let scalar = text.unicodeScalars.first(where: { $0 == " " || isControl($0) }) {
            return "holds a space or control character (\(hexadecimal(scalar)))"
        }
        if !bytes.allSatisfy({ $0 < 128 }) { return "holds a character outside ASCII" }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return "has \(parts.count - 1) @ signs instead of one" }
        if parts[0].isEmpty { return "has nothing before the @" }
        if parts[0].utf8.count > 64 { return "has more than 64 bytes before the @" }
        if parts[1].isEmpty { return "has nothing after the @" }
        if let byte = parts[0].utf8.first(where: { "\"(),:;<>[\\]".utf8.contains($0) }) {
            return "holds the character \(Character(Unicode.Scalar(byte)))"
        }
        return problem(inHost: parts[1])
    }

    private static func problem(inHost host: Substring) -> String? {
        for label in host.split(separator: ".", omittingEmptySubsequences: false) {
            let isName = label.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45
            }
            guard isName, !label.isEmpty, !label.hasPrefix("-"), !label.hasSuffix("-") else {
                return "has a host that is no domain name"
            }
        }
        return nil
    }
}
