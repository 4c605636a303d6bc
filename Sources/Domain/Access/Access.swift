/// The roles of people and of tokens.
package enum Role: String, CaseIterable, Sendable {
    case viewer, evaluator, officer, approver, administrator, supplier, exporter, auditor

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

/// Somebody who signs in, the same one whatever token or role it holds.
package struct Person: Sendable, Hashable {
    package let id: Int64
    /// As the pages and the history show it.
    package let name: String

    package init(id: Int64, name: String) {
        self.id = id
        self.name = name
    }
}

/// Who asks, as proven by a token or by a signed-in session.
package struct Access: Sendable, Equatable {
    package let tokenID: Int64
    package let role: Role
    /// Ten digits; given exactly for the role supplier, which sees only its own builds.
    package let supplierNumber: String?
    package let label: String
    /// The builds to which the rights extend; bounded by `supplierNumber` where that is given.
    package let scope: AccessScope
    /// `nil` for the token of a program.
    package let person: Person?
    /// When the token ends; `nil` for one that does not.
    package let expiresAt: Timestamp?
    /// Requests a minute, where the token has a limit of its own.
    package let requestsAMinute: Int?
    /// From where the token may be used; empty: from everywhere.
    package let networks: [AddressRange]

    /// - Parameter scope: what bounds it besides the supplier, which is added to it.
    package init(
        tokenID: Int64, role: Role, supplierNumber: String?, label: String, scope: AccessScope = .all,
        person: Person? = nil, expiresAt: Timestamp? = nil, requestsAMinute: Int? = nil,
        networks: [AddressRange] = []
    ) {
        self.tokenID = tokenID
        self.role = role
        self.supplierNumber = supplierNumber
        self.label = label
        self.scope = AccessScope(
            programmeCodes: scope.programmeCodes, supplierNumber: supplierNumber ?? scope.supplierNumber,
            regionCodes: scope.regionCodes)
        self.person = person
        self.expiresAt = expiresAt
        self.requestsAMinute = requestsAMinute
        self.networks = networks
    }

    /// Whether it may ask from this address; one that is not known is in no network.
    package func mayAsk(from address: String?) -> Bool {
        if networks.isEmpty { return true }
        guard let number = address.flatMap({ AddressNumber($0) }) else { return false }
        return networks.contains { $0.contains(number) }
    }

    package func may(_ permission: Permission) -> Bool { role.permissions.contains(permission) }
}
