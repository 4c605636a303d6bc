package import Domain

/// What one asker may see.
///
/// Every page and answer goes through it.
package struct Visibility: Sendable, Equatable {
    /// The builds; `nil`: none at all.
    ///
    /// A supplier's access without a number can only be a mistake, and shows nothing.
    package let scope: AccessScope?
    package let seesSignals: Bool

    package init(_ access: Access) {
        seesSignals = access.role.seesSignals
        scope = access.role == .supplier && access.supplierNumber == nil ? nil : access.scope
    }

    /// Whether the build exists for the asker; if not, the answer is the same as for a build that does not exist.
    package func includes(_ facts: BuildFacts) -> Bool {
        scope?.includes(
            programmeCode: facts.programmeCode, supplierNumber: facts.supplierNumber,
            regionCode: facts.regionCode) ?? false
    }
}
