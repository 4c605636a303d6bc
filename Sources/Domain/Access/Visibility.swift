/// What a caller may read: which builds, which days of each, and which kinds of facts (signals, cases, policies).
///
/// Every function of `Storage` that reads of builds for pages and answers takes one, and gives no more than it lets
/// through.
package struct Visibility: Sendable, Equatable {
    /// The builds; `nil`: none at all.
    ///
    /// A supplier's access without a number can only be a mistake, and shows nothing.
    package let scope: AccessScope?
    package let cases: Cases
    private let permissions: Set<Permission>

    /// The cases that a caller may read.
    package enum Cases: Sendable, Equatable {
        case none
        /// That there are those in which this supplier (ten digits) was asked, and by when it is to answer.
        case addressed(String)
        /// Those of the builds in scope, whole.
        case all
    }

    package init(_ access: Access) {
        permissions = access.role.permissions
        scope = access.role == .supplier && access.supplierNumber == nil ? nil : access.scope
        cases =
            access.may(.readCases)
            ? .all : access.role == .supplier ? access.supplierNumber.map(Cases.addressed) ?? .none : .none
    }

    private init(scope: AccessScope?, permissions: Set<Permission>, cases: Cases) {
        self.scope = scope
        self.permissions = permissions
        self.cases = cases
    }

    /// No bound: for jobs, for commands, and for requests that carry the key of the build.
    package static let unrestricted = Visibility(
        scope: .all, permissions: Set(Permission.allCases), cases: .all)

    /// The same within fewer builds.
    ///
    /// - Parameters:
    ///   - programmes: codes; empty: no fewer.
    ///   - regions: two digits of a 시도 each; empty: no fewer.
    package func narrowed(programmes: [String] = [], regions: [String] = []) -> Visibility {
        func narrowed(_ codes: Set<String>?, to wanted: [String]) -> Set<String>? {
            wanted.isEmpty ? codes : codes.map { $0.intersection(wanted) } ?? Set(wanted)
        }
        let scope = scope.map {
            AccessScope(
                programmeCodes: narrowed($0.programmeCodes, to: programmes),
                supplierNumber: $0.supplierNumber, regionCodes: narrowed($0.regionCodes, to: regions))
        }
        return Visibility(scope: scope, permissions: permissions, cases: cases)
    }

    package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }

    package var seesSignals: Bool { may(.readSignals) }

    package var seesEveryBuild: Bool { scope?.isUnbounded ?? false }

    /// Whether figures of all builds together may be shown: of some of them they would be taken for those of all.
    package var seesFleet: Bool { seesSignals && seesEveryBuild }

    /// Whether the build exists for the caller; if not, the answer is the same as for a build that does not exist.
    package func includes(_ facts: BuildFacts) -> Bool {
        scope?.includes(
            programmeCode: facts.programmeCode, supplierNumber: facts.supplierNumber,
            regionCode: facts.regionCode) ?? false
    }

    /// Whether the days of a build follow from its contracts.
    package var isBoundByContracts: Bool { scope?.supplierNumber != nil }

    /// The days of a build with these contracts; a supplier sees those on which it is the supplier.
    package func days(of contracts: [SupplierContract]) -> VisibleDays {
        guard let scope else { return .contracts([]) }
        return scope.supplierNumber.map { .contracts(contracts.days(of: $0)) } ?? .all
    }
}
