package import Contract
import Domain
package import Render

extension ListQuery {
    package static let parameters = ["q", "phase", "open", "page"].map { Parameter.text($0).declaration }

    /// Reads the query of `/`, of which a text that cannot be read is as if it were not there.
    package init(_ values: [String: String]) {
        self.init(
            text: String((values["q"] ?? "").trimmingWhitespace().prefix(100)),
            phase: values["phase"].flatMap(Phase.init(rawValue:)), isOpenOnly: values["open"] == "1",
            page: values["page"].flatMap { Int($0) } ?? 1)
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
