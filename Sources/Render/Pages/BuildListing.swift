package import Domain

/// What the list of builds is asked for, as it stands in the page's address.
package struct ListQuery: Sendable, Equatable {
    /// Looked for in the code and in the names of adopter and supplier; case does not matter.
    package var text: String
    package var phase: Phase?
    /// Only builds with an open observation; ignored for roles that must not see observations.
    package var isOpenOnly: Bool
    /// From 1.
    package var page: Int

    package init(text: String = "", phase: Phase? = nil, isOpenOnly: Bool = false, page: Int = 1) {
        self.text = text
        self.phase = phase
        self.isOpenOnly = isOpenOnly
        self.page = max(1, page)
    }

    /// The address of the list with this query; parts that say nothing are left out.
    package var address: String {
        var parts: [String] = []
        if !text.isEmpty { parts.append("q=\(percentEncoded(text))") }
        if let phase { parts.append("phase=\(phase.rawValue)") }
        if isOpenOnly { parts.append("open=1") }
        if page > 1 { parts.append("page=\(page)") }
        return parts.isEmpty ? "/" : "/?" + parts.joined(separator: "&")
    }

    /// Whether it asks for the first page of all builds, which is the front page.
    package var isFrontPage: Bool { self == ListQuery() }

    func with(_ change: (inout ListQuery) -> Void) -> ListQuery {
        var copy = self
        copy.page = 1
        change(&copy)
        return copy
    }
}

/// The builds that one page of the list shows, and the counts above it.
package struct BuildListing: Sendable {
    package static let buildsPerPage = 100

    package let query: ListQuery
    package let seesSignals: Bool
    /// Of this page only.
    package let builds: [BuildSummary]
    /// Builds that match the query, on all pages.
    package let matching: Int
    package let pageCount: Int
    /// Over all builds that the asker may see, whatever the query.
    package let total: Int
    package let byPhase: [Phase: Int]
    package let withOpenSignals: Int

    /// Filters, sorts and cuts.
    ///
    /// Open observations come first, then the longest silence, then the code.
    ///
    /// Without `seesSignals` neither filter nor order depends on observations: an order would give them away.
    package init(_ all: [BuildSummary], query asked: ListQuery, seesSignals: Bool) {
        var query = asked
        if !seesSignals { query.isOpenOnly = false }
        let needle = query.text.lowercased()
        let found = all.filter { build in
            (query.phase.map { $0 == build.phase } ?? true) && (!query.isOpenOnly || build.openSignals > 0)
                && (needle.isEmpty || Self.matches(build, needle))
        }
        .sorted { Self.precedes($0, $1, seesSignals: seesSignals) }
        pageCount = max(1, (found.count + Self.buildsPerPage - 1) / Self.buildsPerPage)
        query.page = min(query.page, pageCount)
        let start = (query.page - 1) * Self.buildsPerPage
        builds = Array(found[start..<min(found.count, start + Self.buildsPerPage)])
        matching = found.count
        total = all.count
        byPhase = Dictionary(grouping: all, by: \.phase).mapValues(\.count)
        withOpenSignals = seesSignals ? all.count { $0.openSignals > 0 } : 0
        self.query = query
        self.seesSignals = seesSignals
    }

    private static func matches(_ build: BuildSummary, _ needle: String) -> Bool {
        build.code.lowercased().contains(needle) || build.adopterName.lowercased().contains(needle)
            || (build.supplierName?.lowercased().contains(needle) ?? false)
    }

    private static func precedes(_ left: BuildSummary, _ right: BuildSummary, seesSignals: Bool) -> Bool {
        if seesSignals, left.openSignals != right.openSignals { return left.openSignals > right.openSignals }
        let silence = (left.silence ?? -1, right.silence ?? -1)
        return silence.0 == silence.1 ? left.code < right.code : silence.0 > silence.1
    }
}
