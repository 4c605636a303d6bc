import Crypto
import FoundationEssentials

/// Where the next page of a list begins: opaque to the caller, and good only for the list and the filters it came from.
package struct PageCursor: Sendable, Equatable {
    private static let separator: Character = "\u{1F}"

    /// The sort values of the last row of the page before.
    package let values: [String]

    /// - Parameter values: without control characters.
    package init(_ values: [String]) {
        self.values = values
    }

    /// - Parameter list: the operation and its filters.
    package func text(for list: String) -> String {
        let body = values.joined(separator: String(Self.separator))
        return Data(Self.check(body, list) + Array(body.utf8)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// `nil` for a text that is no cursor of this list.
    package init?(parsing text: String, for list: String) {
        guard text.utf8.count <= 512 else { return nil }
        var padded = text.replacing("-", with: "+").replacing("_", with: "/")
        while padded.utf8.count % 4 != 0 { padded += "=" }
        guard let data = Data(base64Encoded: padded), data.count > 6,
            let body = String(bytes: data.dropFirst(6), encoding: .utf8),
            Array(data.prefix(6)) == Self.check(body, list)
        else { return nil }
        values = body.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init)
    }

    private static func check(_ body: String, _ list: String) -> [UInt8] {
        Array(SHA256.hash(data: Array("\(list)\(separator)\(body)".utf8)).prefix(6))
    }
}

extension PageCursor {
    /// The parameter `cursor`; `OperationRequest.cursor` checks that it belongs to the list.
    package static let parameter = Parameter<String>(
        "cursor", schema: form,
        LocalizedText("`next` of the page before, with the same filters", "앞 페이지의 `next`(같은 조건으로)"),
        expected: LocalizedText("`next` of an earlier answer, unchanged", "앞선 답의 `next` 그대로"),
        example: "c2hvcnRleGFtcGxl", refusal: .badCursor
    ) { form.mismatches(.string($0)).isEmpty ? $0 : nil }

    private static let form = Schema.text(pattern: "^[A-Za-z0-9_-]{9,512}$")

    package static func limit(_ most: Int, usual: Int) -> Parameter<Int> {
        .integer(
            "limit", 1...most,
            LocalizedText("rows of a page; \(usual) where it is not given", "한 페이지의 행 수(생략하면 \(usual))"),
            example: usual)
    }
}

extension OperationRequest {
    /// What names the list that a cursor belongs to: the operation and all parameters but the page.
    package var listName: String {
        let filters = values.filter { $0.key != "cursor" && $0.key != "limit" }.sorted { $0.key < $1.key }
        return "\(operation)?\(filters.map { "\($0.key)=\($0.value)" }.joined(separator: "&"))"
    }

    /// The cursor of the request; `nil` where it asks for the first page.
    ///
    /// - Parameter count: how many values the list's cursors have.
    package func cursor(_ count: Int) throws -> PageCursor? {
        guard let text = self[PageCursor.parameter] else { return nil }
        guard let cursor = PageCursor(parsing: text, for: listName), cursor.values.count == count else {
            throw Problem(
                .badCursor, parameter: "cursor", found: text,
                expected: PageCursor.parameter.declaration.expected)
        }
        return cursor
    }
}
