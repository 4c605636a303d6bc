import Domain
import Hummingbird
import Storage

extension WebRoutes {
    /// The builds within the asker's scope.
    func builds(_ visibility: Visibility, now: Timestamp) async throws -> [BuildSummary] {
        guard let scope = visibility.scope else { return [] }
        return try await database.builds(now: now, supplier: scope.supplierNumber, scope: scope)
    }

    /// What is said of one build to whoever may see it now.
    ///
    /// Whose build it was then is no reason to see it now. A supplier is told of the days of its contract only.
    /// - Parameters:
    ///   - asOf: what was known then; `nil`: what is known.
    ///   - withDays: whether the half year of days is read that pages show.
    /// - Returns: `nil` for a build that does not exist and for one that the asker may not see.
    func status(
        of code: String, _ visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil,
        withDays: Bool = true
    ) async throws -> BuildStatus? {
        guard BuildCode.isValid(code) else { return nil }
        if asOf != nil {
            guard let facts = try await database.facts(of: code, now: now), visibility.includes(facts) else {
                return nil
            }
        }
        let found =
            if withDays {
                try await database.status(of: code, now: now, asOf: asOf)
            } else {
                try await database.statusFigures(of: code, now: now, asOf: asOf)
            }
        guard let status = found, asOf != nil || visibility.includes(status.facts) else { return nil }
        guard let supplier = visibility.scope?.supplierNumber else { return status }
        return status.showing(only: try await database.contractDays(of: code, supplier: supplier))
    }
}

extension BuildStatus {
    /// What lies within the days of contracts, and nothing of other days.
    func showing(only contracts: [ContractDays]) -> BuildStatus {
        func isInside(_ day: Day) -> Bool { contracts.contains { $0.contains(day) } }
        return BuildStatus(
            facts: facts, phase: phase, asOf: asOf,
            windows: windows.filter { window in contracts.contains { $0.clipping(window.days) == window.days }
            },
            days: days.filter { isInside($0.day) }, calendar: calendar,
            firstUse: firstUse.flatMap { isInside($0) ? $0 : nil },
            lastSign: lastSign.flatMap { isInside($0) ? $0 : nil }, signals: signals, peers: peers)
    }
}
