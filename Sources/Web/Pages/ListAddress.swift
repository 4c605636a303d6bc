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

extension String {
    fileprivate func trimmingWhitespace() -> String {
        guard let start = firstIndex(where: { !$0.isWhitespace }),
            let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}
