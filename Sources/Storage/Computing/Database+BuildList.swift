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
            let page = try await run { session in
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
    /// How many days back the share of used days in a list reaches.
    private static let listDays = 28

    func summaries(
        of facts: [BuildFacts], now: Timestamp, in session: borrowing Session
    ) throws -> [BuildSummary] {
        guard !facts.isEmpty else { return [] }
        let ids = facts.map(\.id)
        let today = now.day
        let window = today.adding(days: -Self.listDays)...today
        let shared = try sharedCalendar(now: now, in: session)
        let lastSigns = Dictionary(
            uniqueKeysWithValues: try rows(
                Query(reading: "last_signs") { (try $0.int64(0), try $0.day(1)) }, in: session,
                [.intArray(ids)]))
        let signals = Dictionary(
            grouping: try signals(of: ids, includingCleared: false, in: session), by: \.build)
        let active = Dictionary(
            uniqueKeysWithValues: try rows(
                Query(reading: "build_active_days") { (try $0.int64(0), try $0.days(1)) }, in: session,
                [.intArray(ids), .day(window.lowerBound), .day(window.upperBound)]))
        return facts.map { fact in
            let calendar = fact.calendar(shared)
            let expected = Set(calendar.expectedDays(in: window, today: today).expected)
            let lastSign = lastSigns[fact.id]
            return BuildSummary(
                code: fact.code, adopterName: fact.adopterName, supplierName: fact.supplierName,
                programmeName: fact.programmeName, region: fact.region, phase: fact.phases.phase(on: today),
                silence: silence(lastSign: lastSign, calendar: calendar, today: today).numerator,
                activeDays: (active[fact.id] ?? []).count(where: expected.contains),
                expectedDays: expected.count,
                lastSign: lastSign, openSignals: signals[fact.id]?.count ?? 0, id: fact.id)
        }
    }
}
