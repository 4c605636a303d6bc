/// The size of a company in the sense of the programmes.
///
/// Its thresholds changed in 2025, so it is a dated fact.
package enum SizeClass: String, CaseIterable, Hashable, Sendable {
    /// 소기업.
    case small = "SMALL"
    /// 중기업.
    case medium = "MEDIUM"
    /// 중견기업: no SME any more, not yet a large firm.
    case midTier = "MIDTIER"

    package var code: String { rawValue }

    package var korean: String {
        switch self {
        case .small: "소기업"
        case .medium: "중기업"
        case .midTier: "중견기업"
        }
    }

    /// Reads the Korean name or the code.
    package init?(parsing text: String) {
        guard let found = Self.allCases.first(where: { $0.korean == text || $0.code == text.uppercased() })
        else {
            return nil
        }
        self = found
    }
}
