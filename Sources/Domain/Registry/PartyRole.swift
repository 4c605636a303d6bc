/// What a company does in a project.
///
/// One company may have several roles, each with its own dates.
package enum PartyRole: String, CaseIterable, Hashable, Sendable {
    case adopter, supplier, lead, supervision, costing

    package var code: String { rawValue }

    package var korean: String {
        switch self {
        case .adopter: "도입기업"
        case .supplier: "공급기업"
        case .lead: "주관기관"
        case .supervision: "감리기관"
        case .costing: "원가계산기관"
        }
    }
}
