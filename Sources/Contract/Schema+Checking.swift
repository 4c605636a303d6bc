import Domain
import Synchronization

/// Where a value is not of the form that the contract says.
package struct SchemaMismatch: Sendable, Equatable, CustomStringConvertible {
    /// A JSON pointer (RFC 6901); empty for the whole.
    package let pointer: String
    package let expected: String
    package let found: String

    package var description: String {
        "\(pointer.isEmpty ? "/" : pointer): expected \(expected), found \(found)"
    }
}

extension Schema {
    /// Every place where the value differs from the schema, names that the schema does not know among them.
    package func mismatches(_ value: JSONTree, at pointer: String = "") -> [SchemaMismatch] {
        switch (self, value) {
        case (.named(_, let schema), _), (.described(let schema, _), _), (.example(let schema, _), _):
            return schema.mismatches(value, at: pointer)
        case (.nullable, .null), (.boolean, .boolean), (.anything, _): return []
        case (.nullable(let schema), _): return schema.mismatches(value, at: pointer)
        case (.string(let form), .string(let text)) where form.accepts(text): return []
        case (.integer(let range), .integer(let number)) where range?.contains(number) ?? true: return []
        case (.number(let range), .number(let number)) where range?.contains(number) ?? true: return []
        case (.number(let range), .integer(let number)) where range?.contains(Double(number)) ?? true:
            return []
        case (.list(let element, let count), .list(let elements))
        where count?.contains(elements.count) ?? true:
            return elements.enumerated().flatMap { element.mismatches($1, at: "\(pointer)/\($0)") }
        case (.map(let element), .object(let members)):
            return members.flatMap { element.mismatches($1, at: "\(pointer)/\($0)") }
        case (.object(let properties), .object(let members)):
            return objectMismatches(properties, members, at: pointer)
        default:
            return [SchemaMismatch(pointer: pointer, expected: expectation, found: value.shortText)]
        }
    }

    private func objectMismatches(
        _ properties: [Property], _ members: [String: JSONTree], at pointer: String
    ) -> [SchemaMismatch] {
        var found = properties.flatMap { property -> [SchemaMismatch] in
            let at = "\(pointer)/\(property.name)"
            if let member = members[property.name] { return property.schema.mismatches(member, at: at) }
            return property.isRequired
                ? [SchemaMismatch(pointer: at, expected: property.schema.expectation, found: "nothing")] : []
        }
        let known = Set(properties.map(\.name))
        for name in members.keys.sorted() where !known.contains(name) {
            found.append(
                SchemaMismatch(
                    pointer: "\(pointer)/\(name)",
                    expected: "one of \(properties.map(\.name).joined(separator: ", "))",
                    found: "a name that is not known"))
        }
        return found
    }

    /// What would be right, in words.
    package var expectation: String {
        switch self {
        case .string(let form): form.expectation
        case .integer(let range):
            range.map { "a whole number from \($0.lowerBound) to \($0.upperBound)" } ?? "a whole number"
        case .number(let range):
            range.map { "a number from \($0.lowerBound) to \($0.upperBound)" } ?? "a number"
        case .boolean: "true or false"
        case .anything: "any value"
        case .list(let element, let count):
            count.map { "a list of \($0.lowerBound) to \($0.upperBound), each \(element.expectation)" }
                ?? "a list, each \(element.expectation)"
        case .object, .map: "an object"
        case .nullable(let schema): "\(schema.expectation), or null"
        case .named(_, let schema), .described(let schema, _), .example(let schema, _): schema.expectation
        }
    }
}

/// The patterns of the contract: compiling one takes longer than most answers.
private final class CompiledPattern: Sendable {
    private static let compiled = Mutex<[String: CompiledPattern]>([:])

    private let regex: Mutex<Regex<AnyRegexOutput>?>

    private init(_ pattern: String) {
        regex = Mutex(try? Regex(pattern))
    }

    /// Whether the whole text matches; a pattern that is none matches nothing.
    static func match(_ pattern: String, _ text: String) -> Bool {
        let found = compiled.withLock { compiled in
            if let known = compiled[pattern] { return known }
            let new = CompiledPattern(pattern)
            compiled[pattern] = new
            return new
        }
        return found.regex.withLock { (try? $0?.wholeMatch(in: text)) ?? nil != nil }
    }
}

extension Schema.StringForm {
    func accepts(_ text: String) -> Bool {
        // The database keeps every character but this one.
        if text.utf8.contains(0) { return false }
        if let values, !values.contains(text) { return false }
        if let length, !length.contains(text.unicodeScalars.count) { return false }
        if let pattern, !CompiledPattern.match(pattern, text) { return false }
        switch format {
        case "date": return Day(parsing: text) != nil
        case "date-time": return Timestamp(parsing: text) != nil
        case "uri": return text.contains("://")
        default: return true
        }
    }

    var expectation: String {
        if let values { return "one of \(values.joined(separator: ", "))" }
        switch format {
        case "date": return "a day such as 2026-05-07"
        case "date-time": return "an instant such as 2026-05-07T09:00:00+09:00"
        case "uri": return "an address such as https://example.org/path"
        default: break
        }
        if let pattern { return "a text that matches \(pattern)" }
        if let length { return "a text of \(length.lowerBound) to \(length.upperBound) characters" }
        return "a text"
    }
}

extension JSONTree {
    /// The value for a message: its kind, and a short one itself.
    package var shortText: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text):
            // A text that was refused for its U+0000 must not bring it into the answer.
            text.count <= 60
                ? "“\(text.replacing("\0", with: "␀"))”" : "a text of \(text.count) characters"
        case .list(let elements): "a list of \(elements.count)"
        case .object: "an object"
        }
    }
}
