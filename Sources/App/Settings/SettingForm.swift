/// Whether a text has the form of an address of some kind; each returns it as it is to be used, or nil.
enum SettingForm {
    /// An http or https address without a final slash.
    static func publicURL(_ text: String) -> String? {
        guard let rest = rest(of: text, after: ["http://", "https://"]), !rest.contains("?"),
            !rest.contains("#"), hasHost(rest), !rest.contains("@")
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// As the issuer writes itself: without query and fragment (OpenID Connect Discovery §2).
    static func issuer(_ text: String) -> String? { publicURL(text) == nil ? nil : text }

    /// libpq says at the first connection whether it can be used.
    static func databaseURL(_ text: String) -> String? {
        if let rest = rest(of: text, after: ["postgresql://", "postgres://"]) {
            return rest.isEmpty || isPrintable(rest) ? text : nil
        }
        guard !text.contains("://"), let sign = text.firstIndex(of: "=") else { return nil }
        let keyword = text[..<sign].split(separator: " ").first ?? ""
        return !keyword.isEmpty && keyword.utf8.allSatisfy(isKeywordByte) ? text : nil
    }

    static func smtpURL(_ text: String) -> String? {
        guard let rest = rest(of: text, after: ["smtp://", "smtps://"]), hasHost(rest) else { return nil }
        return text
    }

    static func mailAddress(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), isPrintable(text[...]),
            !text.utf8.contains(where: { "\"(),:;<>[\\]".utf8.contains($0) })
        else { return nil }
        return text
    }

    static func mailAddresses(_ text: String) -> [String]? {
        let entries = text.split(separator: ",", omittingEmptySubsequences: false).map { entry in
            mailAddress(String(entry.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
        }
        let addresses = entries.compactMap { $0 }
        return addresses.count == entries.count ? addresses : nil
    }

    /// A number of bytes, at least a MiB, with or without a unit: `500MB`, `4GiB`.
    static func byteCount(_ text: String) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let units = [
            "": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
            "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
        ]
        guard let number = Int(digits), let unit = units[String(text.dropFirst(digits.count))] else {
            return nil
        }
        let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        return isTooLarge || bytes < 1 << 20 ? nil : bytes
    }

    private static func rest(of text: String, after prefixes: [String]) -> Substring? {
        prefixes.first(where: text.hasPrefix).map { text.dropFirst($0.count) }
    }

    private static func hasHost(_ rest: Substring) -> Bool {
        guard isPrintable(rest),
            let authority = rest.split(separator: "/", omittingEmptySubsequences: false).first
        else { return false }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return !host.isEmpty && !host.hasPrefix(":")
    }

    /// ASCII without spaces.
    private static func isPrintable(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (33...126).contains($0) }
    }

    private static func isKeywordByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }
}
