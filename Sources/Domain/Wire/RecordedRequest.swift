/// One line of a file of requests: a JSON object with `id`, `method`, `path`, `query`, `headers` and
/// `body_b64`.
///
/// `query` and `body_b64` may be null or absent. In `query` each character up to U+00FF is one byte, for a
/// request target can hold bytes that are no UTF-8; with any character above that the text is taken as UTF-8.
/// Other members are ignored.
package struct RecordedRequest: Sendable {
    /// What is wrong with a line.
    ///
    /// Its text names the line and says what would be right.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package let line: Int
        package let description: String
    }

    package let id: String
    package let request: WireRequest

    /// `number` is the line's number in its file, from 1, for the error.
    package init(line: String, number: Int) throws(Problem) {
        func problem(_ what: String) -> Problem {
            Problem(line: number, description: "line \(number): \(what)")
        }
        let bytes = Array(line.utf8)
        let hasMark = bytes.starts(with: utf8ByteOrderMark)
        var parser = JSONParser(hasMark ? bytes[utf8ByteOrderMark.count...] : bytes[...])
        guard let object = parser.parse(), case .object = object, parser.isAtEnd() else {
            throw problem("must be one JSON object, broken near byte \(parser.at + 1)")
        }
        func text(_ name: String) throws(Problem) -> [UInt8]? {
            switch object[name] {
            case .string(let text): return Array(text)
            case .null, nil: return nil
            default: throw problem("\"\(name)\" must be a string or null")
            }
        }
        switch object["id"] {
        case .string(let text), .number(let text): id = String(decoding: text, as: UTF8.self)
        default: throw problem("\"id\" must be there, a string or a number")
        }
        guard let method = try text("method"), !method.isEmpty else {
            throw problem("\"method\" must be there, such as \"POST\"")
        }
        let path = String(decoding: try text("path") ?? [], as: UTF8.self)
        guard Endpoint(path: path) != nil else {
            let paths = Endpoint.allCases.map(\.path).joined(separator: ", ")
            throw problem("\"path\" is \"\(path)\" and must be one of \(paths)")
        }
        guard let body = Base64.decode((try text("body_b64") ?? [])[...]) else {
            throw problem("\"body_b64\" must be base 64 with padding, or null")
        }
        request = WireRequest(
            method: String(decoding: method, as: UTF8.self), path: path,
            query: Self.rawBytes(try text("query") ?? []), contentType: Self.contentType(object["headers"]),
            body: body)
    }

    private static func rawBytes(_ utf8: [UInt8]) -> [UInt8] {
        let scalars = String(decoding: utf8, as: UTF8.self).unicodeScalars
        return scalars.contains { $0.value > 0xFF }
            ? utf8 : scalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private static func contentType(_ headers: JSONValue?) -> String? {
        guard case .object(let members) = headers else { return nil }
        for member in members
        where String(decoding: member.name, as: UTF8.self).lowercased() == "content-type" {
            if case .string(let text) = member.value { return String(decoding: text, as: UTF8.self) }
        }
        return nil
    }
}
