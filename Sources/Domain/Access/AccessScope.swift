/// To which builds somebody's rights extend.
///
/// A build must meet every condition that is given; what is `nil` bounds nothing.
package struct AccessScope: Sendable, Hashable {
    package let programmeCodes: Set<String>?
    /// Ten digits.
    package let supplierNumber: String?
    /// The two digits of a 시도.
    package let regionCodes: Set<String>?

    package init(
        programmeCodes: Set<String>? = nil, supplierNumber: String? = nil, regionCodes: Set<String>? = nil
    ) {
        self.programmeCodes = programmeCodes
        self.supplierNumber = supplierNumber
        self.regionCodes = regionCodes
    }

    /// Every build.
    package static let all = AccessScope()

    /// Whether nothing bounds it.
    package var isUnbounded: Bool { self == .all }

    /// Whether it holds a build of this programme, supplier and region; one without a region is in no region's scope.
    package func includes(programmeCode: String, supplierNumber number: String?, regionCode: String?) -> Bool
    {
        (programmeCodes?.contains(programmeCode) ?? true)
            && (supplierNumber.map { $0 == number } ?? true)
            && (regionCodes.map { codes in regionCode.map(codes.contains) ?? false } ?? true)
    }
}
