/// The roles of people and of tokens.
package enum Role: String, CaseIterable, Sendable {
    case viewer, evaluator, officer, approver, administrator, supplier, exporter, auditor

    /// Whether the role belongs to the agency and may see signals.
    ///
    /// A supplier must never learn of a suspicion from us before a person has decided to tell it.
    package var seesSignals: Bool {
        switch self {
        case .viewer, .evaluator, .officer, .approver, .administrator, .auditor: true
        case .supplier, .exporter: false
        }
    }

    package var korean: String {
        switch self {
        case .viewer: "열람자"
        case .evaluator: "평가위원"
        case .officer: "담당자"
        case .approver: "승인자"
        case .administrator: "관리자"
        case .supplier: "공급기업"
        case .exporter: "보고 담당자"
        case .auditor: "감사자"
        }
    }
}

/// Who asks, as proven by a token or by a signed-in session.
package struct Access: Sendable, Equatable {
    package let tokenID: Int64
    package let role: Role
    /// Ten digits; given exactly for the role supplier, which sees only its own builds.
    package let supplierNumber: String?
    package let label: String

    package init(tokenID: Int64, role: Role, supplierNumber: String?, label: String) {
        self.tokenID = tokenID
        self.role = role
        self.supplierNumber = supplierNumber
        self.label = label
    }
}
