import Domain
import Hummingbird
import Storage

extension WebRoutes {
    /// The builds within the asker's scope.
    func builds(_ visibility: Visibility, now: Timestamp) async throws -> [BuildSummary] {
        guard let scope = visibility.scope else { return [] }
        return try await database.builds(now: now, supplier: scope.supplierNumber, scope: scope)
    }

    /// `nil` for a build that does not exist and for one that the asker may not see.
    ///
    /// - Parameter asOf: what was known then; `nil`: what is known.
    func status(
        of code: String, _ visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        guard BuildCode.isValid(code),
            let status = try await database.status(of: code, now: now, asOf: asOf),
            visibility.includes(status.facts)
        else { return nil }
        return status
    }
}
