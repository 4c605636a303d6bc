package import Contract
import Domain
package import Render

extension ListQuery {
    package static let parameters = ["q", "phase", "open", "after", "before", "last", "passed"]
        .map { Parameter.text($0).declaration }

    /// Reads the query of `/`; a value that cannot be read is ignored.
    package init(_ values: [String: String]) {
        self.init(
            text: String((values["q"] ?? "").trimmingWhitespace().prefix(100)),
            phase: values["phase"].flatMap(Phase.init(rawValue:)), isOpenOnly: values["open"] == "1",
            place: Place(values))
    }
}

extension ListQuery.Place {
    fileprivate init(_ values: [String: String]) {
        let passed = max(0, values["passed"].flatMap { Int($0) } ?? 0)
        self =
            if let cursor = values["after"] {
                .after(cursor, passed: passed)
            } else if let cursor = values["before"] {
                .before(cursor, passed: passed)
            } else {
                values["last"] == "1" ? .last : .first
            }
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
