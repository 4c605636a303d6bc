import Domain

/// The fields of a query or a plain form in their order, decoded as forms are: `+` is a blank.
package func queryFields(_ query: String) -> [(name: String, text: String)] {
    query.split(separator: "&" as Character).map { pair in
        let parts = pair.split(separator: "=" as Character, maxSplits: 1, omittingEmptySubsequences: false)
        return (
            percentDecoded(parts[0], plusIsBlank: true),
            parts.count > 1 ? percentDecoded(parts[1], plusIsBlank: true) : ""
        )
    }
}

/// The text without null characters, which PostgreSQL's `text` does not take.
func withoutNullCharacters(_ text: String) -> String {
    text.utf8.contains(0) ? String(text.unicodeScalars.filter { $0.value != 0 }.map(Character.init)) : text
}
