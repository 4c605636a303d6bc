package import Domain
import Postgres

extension Database {
    /// A line for every build in a scope.
    ///
    /// Reads no more than a line needs: 30,000 builds are shown at once in lists and summaries.
    package func builds(
        now: Timestamp, supplier: String?, scope: AccessScope = .all
    ) async throws -> [BuildSummary] {
        var summaries: [BuildSummary] = []
        var last: Int64 = 0
        while true {
            let after = last
            let page = try await write { session in
                let facts = try files.facts(
                    code: nil, supplier: supplier, after: after, limit: 2_000, today: now.day, in: session)
                let included = facts.filter {
                    scope.includes(
                        programmeCode: $0.programmeCode, supplierNumber: $0.supplierNumber,
                        regionCode: $0.regionCode)
                }
                return (facts.last?.id, try files.summaries(of: included, now: now, in: session))
            }
            guard let newLast = page.0 else { return summaries }
            last = newLast
            summaries.append(contentsOf: page.1)
        }
    }
}

extension SQLFiles {
    func summaries(
        of facts: [BuildFacts], now: Timestamp, in session: borrowing Session
    ) throws -> [BuildSummary] {
        guard !facts.isEmpty else { return [] }
        let ids = facts.map(\.id)
        let today = now.day
        let shared = try sharedCalendar(now: now, in: session)
        let window = BuildSummary.window(today: today)
        let signs = try signs(
            of: ids.map { ($0, window.lowerBound) }, withFirst: false, asOf: nil, in: session)
        // A client's clock may be ahead by a day.
        let days = try series(
            ids, starts: ids.map { _ in Day(number: 0) },
            JudgedSpans([window.lowerBound...today.adding(days: 1)], readsStarts: false), in: session)
        let signals = Dictionary(
            grouping: try signals(of: ids, includingCleared: false, in: session), by: \.build)
        return facts.map { fact in
            BuildSummary(
                fact, days: days[fact.id] ?? [], earlierSign: signs[fact.id]?.earlier,
                calendar: fact.calendar(shared), openSignals: signals[fact.id]?.count ?? 0, today: today)
        }
    }
}
