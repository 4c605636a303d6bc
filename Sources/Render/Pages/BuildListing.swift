package import Domain

/// What the list of builds is asked for, as it stands in the page's address.
package struct ListQuery: Sendable, Equatable {
    /// Looked for in the code and in the names of adopter and supplier; case does not matter.
    package var text: String
    package var phase: Phase?
    /// Only builds with an open observation.
    package var isOpenOnly: Bool
    package var place: Place

    /// Which page: cursors as the list gave them, with how many builds stood before the page then.
    package enum Place: Sendable, Equatable {
        case first
        case after(String, passed: Int)
        case before(String, passed: Int)
        case last
    }

    package init(text: String = "", phase: Phase? = nil, isOpenOnly: Bool = false, place: Place = .first) {
        self.text = text
        self.phase = phase
        self.isOpenOnly = isOpenOnly
        self.place = place
    }

    /// The address of the list with this query; parts that say nothing are left out.
    package var address: String {
        var parts: [String] = []
        if !text.isEmpty { parts.append("q=\(percentEncoded(text))") }
        if let phase { parts.append("phase=\(phase.rawValue)") }
        if isOpenOnly { parts.append("open=1") }
        switch place {
        case .first: break
        case .after(let cursor, let passed): parts += ["after=\(percentEncoded(cursor))", "passed=\(passed)"]
        case .before(let cursor, let passed):
            parts += ["before=\(percentEncoded(cursor))", "passed=\(passed)"]
        case .last: parts.append("last=1")
        }
        return parts.isEmpty ? "/" : "/?" + parts.joined(separator: "&")
    }

    /// Whether it asks for the first page of all builds, which is the front page.
    package var isFrontPage: Bool { self == ListQuery() }

    func at(_ place: Place) -> ListQuery {
        var copy = self
        copy.place = place
        return copy
    }
}

/// The builds that one page of the list shows, and the counts above it.
package struct BuildListing: Sendable {
    package static let buildsPerPage = 100

    let query: ListQuery
    /// Of this page only.
    let builds: [BuildSummary]
    /// Cursors of the pages beside it.
    let previous: String?
    let next: String?
    /// Builds that match the query, on all pages.
    let matching: Int
    /// Of all builds that the caller may see, whatever the query.
    let counts: BuildCounts

    package init(
        _ builds: [BuildSummary], query: ListQuery, previous: String?, next: String?, matching: Int,
        counts: BuildCounts
    ) {
        self.builds = builds
        self.query =
            counts.openSignals == nil
            ? ListQuery(text: query.text, phase: query.phase, place: query.place) : query
        self.previous = previous
        self.next = next
        self.matching = matching
        self.counts = counts
    }

    var seesSignals: Bool { counts.openSignals != nil }

    /// How many builds stand before the page.
    ///
    /// Where pages are between, as many as there were when the reader came past them.
    var passed: Int {
        if previous == nil { return 0 }
        if next == nil { return max(0, matching - builds.count) }
        switch query.place {
        case .first, .last: return 0
        case .after(_, let passed), .before(_, let passed):
            return max(0, min(passed, matching - builds.count))
        }
    }
}
