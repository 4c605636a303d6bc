package import Domain
package import Storage

extension Visibility {
    /// What somebody of a role sees.
    package static func of(_ role: Role, in scope: AccessScope = .all) -> Visibility {
        Visibility(
            Access(
                tokenID: 1, role: role, supplierNumber: role == .supplier ? scope.supplierNumber : nil,
                label: "", scope: scope))
    }

    /// - Parameter number: ten digits.
    package static func supplier(_ number: String) -> Visibility {
        of(.supplier, in: AccessScope(supplierNumber: number))
    }
}

extension Database {
    /// The lines of all builds that somebody sees, in the order of their codes.
    package func lines(
        for visibility: Visibility = .unrestricted, now: Timestamp
    ) async throws -> [BuildSummary] {
        try await fleet.builds(for: visibility, limit: FleetStore.pageLimit, now: now).lines.map(\.summary)
    }
}
