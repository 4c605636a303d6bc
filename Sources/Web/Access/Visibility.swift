package import Domain

/// What one asker may see.
///
/// Every page and answer goes through it.
package struct Visibility: Sendable, Equatable {
    /// Which builds.
    package enum Scope: Sendable, Equatable {
        case all
        /// Only builds whose supplier has this business number.
        case supplier(String)
        /// A supplier's access without a number can only be a mistake, and shows nothing.
        case none
    }

    package let scope: Scope
    package let seesSignals: Bool

    package init(_ access: Access) {
        seesSignals = access.role.seesSignals
        scope =
            switch access.role {
            case .supplier: access.supplierNumber.map(Scope.supplier) ?? .none
            case .viewer, .evaluator, .officer, .approver, .administrator, .exporter, .auditor: .all
            }
    }

    /// Whether the build exists for the asker; if not, the answer is the same as for a build that does not exist.
    package func includes(_ facts: BuildFacts) -> Bool {
        switch scope {
        case .all: true
        case .supplier(let number): facts.supplierNumber == number
        case .none: false
        }
    }
}
