package import Domain
import Postgres

/// The window holds days that the caller may not know.
package struct DaysNotVisible: Error, Sendable, Equatable {
    package let visible: VisibleDays
}

/// A build, and the days of it that the caller may see.
struct VisibleBuild {
    /// Complete: figures are computed of it before what the caller may not see is left out.
    let facts: BuildFacts
    /// As they are known now, whatever instant is asked for.
    let days: VisibleDays
}

/// The days that the caller may see, by build.
struct BuildDays {
    private let contracts: [Int64: [SupplierContract]]?
    private let visibility: Visibility

    /// - Parameter contracts: by build; `nil` where they bound nothing.
    fileprivate init(_ contracts: [Int64: [SupplierContract]]?, _ visibility: Visibility) {
        self.contracts = contracts
        self.visibility = visibility
    }

    subscript(build: Int64) -> VisibleDays { visibility.days(of: contracts?[build] ?? []) }
}

extension BuildStore {
    /// The build of a code, where the caller may see it.
    ///
    /// The caller's rights are those of now, whatever instant is asked for.
    /// - Parameters:
    ///   - now: the instant from which the caller looks.
    ///   - asOf: what was known at this instant; `nil`: what is known.
    func visibleBuild(
        _ code: String, for visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil,
        in session: borrowing Session
    ) throws -> VisibleBuild? {
        guard visibility.scope != nil, BuildCode.isValid(code) else { return nil }
        if asOf != nil, !visibility.seesEveryBuild {
            let present = try database.registry.facts(code: code, limit: 1, today: now.day, in: session).first
            guard let present, visibility.includes(present) else { return nil }
        }
        let today = (asOf ?? now).day
        let found = try database.registry.facts(code: code, limit: 1, today: today, asOf: asOf, in: session)
            .first
        guard let found, asOf != nil || visibility.includes(found) else { return nil }
        return VisibleBuild(
            facts: found, days: try visibleDays(of: [found.id], for: visibility, in: session)[found.id])
    }

    /// The days of builds that the caller may know, by the contracts as they are known now.
    func visibleDays(
        of builds: [Int64], for visibility: Visibility, in session: borrowing Session
    ) throws -> BuildDays {
        guard visibility.isBoundByContracts else { return BuildDays(nil, visibility) }
        return BuildDays(try contracts(of: builds, asOf: nil, in: session), visibility)
    }

    /// The contracts of suppliers, by build.
    func contracts(
        of builds: [Int64], asOf: Timestamp?, in session: borrowing Session
    ) throws -> [Int64: [SupplierContract]] {
        Dictionary(
            grouping: try session.rows(.contracts, [.intArray(builds), .time(asOf)]), by: \.build
        ).mapValues { $0.map(\.contract) }
    }
}

extension Query where Row == (build: Int64, contract: SupplierContract) {
    static var contracts: Self {
        Query(reading: "supplier_contracts") { row in
            (
                build: try row.int64("build_id"),
                contract: SupplierContract(
                    companyID: try row.int64("company_id"), number: try row.string("number"),
                    name: try row.string("name"),
                    days: ContractDays(from: try row.day("valid_from"), to: try row.optionalDay("valid_to")))
            )
        }
    }
}
