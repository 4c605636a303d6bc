/// What a change after the agreement is about.
package enum ChangeKind: String, CaseIterable, Hashable, Sendable {
    case supplier, system, address, representative, cost, account, period

    package var korean: String {
        switch self {
        case .supplier: "공급기업 변경"
        case .system: "구축시스템 변경"
        case .address: "도입기업 주소 이전"
        case .representative: "대표자·상호 변경"
        case .cost: "총사업비 변경"
        case .account: "계좌 변경"
        case .period: "기간 변경"
        }
    }

    /// Whether records may be missing around such a change although the solution is used.
    package var explainsSilence: Bool {
        switch self {
        case .supplier, .system, .address: true
        case .representative, .cost, .account, .period: false
        }
    }

    /// Whether it is about the whole project, also where a build of it was named.
    package var isOfProject: Bool { self != .system && self != .address }
}

/// Whether a change needs the agency's approval or only its confirmation.
package enum ChangeClass: String, CaseIterable, Hashable, Sendable {
    case approval, confirmation

    package var korean: String {
        switch self {
        case .approval: "승인"
        case .confirmation: "확인"
        }
    }
}

/// An approved or confirmed change of a project or build, as it was recorded.
package struct ChangeEvent: Hashable, Sendable {
    package let id: Int64
    package let projectCode: String
    /// `nil`: the whole project.
    package let buildCode: String?
    package let kind: ChangeKind
    package let changeClass: ChangeClass
    /// For people, in Korean.
    package internal(set) var before: String?
    /// `nil` where the reader may not know it.
    package internal(set) var after: String?
    package let supplierBefore: String?
    package let supplierAfter: String?
    /// The new end of the build, where the change names one.
    package let buildTo: Day?
    /// The new last day of the 집중AS phase, where the change moves it.
    package let asTo: Day?
    /// Won, up or down; of a change of cost only.
    package internal(set) var amount: Int?
    package let effectiveOn: Day
    /// `nil` where the reader may not know it.
    package internal(set) var document: DocumentReference?
    /// `nil` where the reader may not know it.
    package internal(set) var recordedBy: String?
    package let knownAt: Timestamp

    package init(
        id: Int64, projectCode: String, buildCode: String?, kind: ChangeKind, changeClass: ChangeClass,
        before: String?, after: String, supplierBefore: String? = nil, supplierAfter: String? = nil,
        buildTo: Day? = nil, asTo: Day? = nil, amount: Int? = nil, effectiveOn: Day,
        document: DocumentReference, recordedBy: String, knownAt: Timestamp
    ) {
        self.id = id
        self.projectCode = projectCode
        self.buildCode = buildCode
        self.kind = kind
        self.changeClass = changeClass
        self.before = before
        self.after = after
        self.supplierBefore = supplierBefore
        self.supplierAfter = supplierAfter
        self.buildTo = buildTo
        self.asTo = asTo
        self.amount = amount
        self.effectiveOn = effectiveOn
        self.document = document
        self.recordedBy = recordedBy
        self.knownAt = knownAt
    }

    /// One line for a timeline: `공급기업 변경(승인): 견본소프트 → 새견본`.
    package var korean: String {
        "\(kind.korean)(\(changeClass.korean)): \(before.map { "\($0) → " } ?? "")\(after ?? "")"
    }
}
