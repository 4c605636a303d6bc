/// A firm that may be asked, and may answer.
package enum CaseParty: String, CaseIterable, Comparable, Sendable {
    case adopter, supplier

    package var korean: String {
        switch self {
        case .adopter: "도입기업"
        case .supplier: "공급기업"
        }
    }

    package static func < (left: CaseParty, right: CaseParty) -> Bool { left.rawValue < right.rawValue }
}

/// Who makes a step.
package enum CaseActor: Sendable, Hashable {
    /// Somebody who signed in with a token; the machine says whether the role may step.
    case staff(tokenID: Int64, name: String, role: Role)
    /// A firm that replies by its link.
    case firm(CaseParty, name: String, linkID: Int64)

    package init(_ access: Access) {
        self = .staff(tokenID: access.tokenID, name: access.label, role: access.role)
    }

    package var name: String {
        switch self {
        case .staff(_, let name, _), .firm(_, let name, _): name
        }
    }

    /// Two tokens of one name are one person, and so are two names of one token.
    func isSamePerson(as other: CaseActor) -> Bool {
        switch (self, other) {
        case (.staff(let token, let name, _), .staff(let otherToken, let otherName, _)):
            token == otherToken || name == otherName
        default: self == other
        }
    }
}

/// A document that belongs to a step; the document itself stays where the agency keeps it.
package struct CaseDocument: Sendable, Hashable {
    /// SHA-256 in 64 small hexadecimal digits.
    package let hash: String
    package let name: String

    /// `nil` for a text that is no such hash, and for a name that is empty or holds control characters.
    package init?(hash: String, name: String) {
        guard hash.utf8.count == 64,
            hash.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
            !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.hash = hash
        self.name = name
    }
}

/// What a state that opens a window says about it.
package struct CaseWindow: Sendable, Hashable {
    package let addressees: Set<CaseParty>
    package let days: Int
    /// The last day as it is announced: at least what the calendar says when it is.
    package let dueOn: Day

    package init(addressees: Set<CaseParty>, days: Int, dueOn: Day) {
        self.addressees = addressees
        self.days = days
        self.dueOn = dueOn
    }
}

/// What was found in a quality check or on a site visit.
package enum CaseFinding: String, CaseIterable, Sendable {
    case sound, unsound
    case shortfall
    case inUse = "in_use"
    case inconclusive

    /// The state in which it may be recorded.
    package var place: CaseState {
        switch self {
        case .sound, .unsound: .qualityCheck
        case .shortfall, .inUse, .inconclusive: .siteVisit
        }
    }

    package var korean: String {
        switch self {
        case .sound: "자료 양호"
        case .unsound: "자료 미흡"
        case .shortfall: "수준 미달 확인"
        case .inUse: "가동 확인"
        case .inconclusive: "판단 불가"
        }
    }
}

/// What a step does.
package enum CaseAct: Sendable, Hashable {
    /// - Parameter reason: given exactly for `closed`.
    case entered(CaseState, reason: ClosingReason? = nil, window: CaseWindow? = nil)
    /// The party that replied, which need not be the actor who recorded it; `declines` an improvement period.
    case reply(CaseParty, declines: Bool = false)
    /// The agency stops the clock.
    case holdBegun
    case holdEnded
    /// A message reached this party.
    case delivery(CaseParty)
    /// The first of two persons wants to enter a state.
    case proposal(CaseState, reason: ClosingReason? = nil)
    /// The second does.
    case approval(CaseState, reason: ClosingReason? = nil)
    case finding(CaseFinding)
    case note
}

/// One line of a case: never changed, never taken out.
///
/// A correction is another step.
package struct CaseStep: Sendable, Hashable {
    /// 1 for the first.
    package let ordinal: Int
    package let at: Timestamp
    package let actor: CaseActor
    package let act: CaseAct
    /// The reason, as the actor wrote it.
    package let text: String
    package let documents: [CaseDocument]

    package init(
        ordinal: Int, at: Timestamp, actor: CaseActor, act: CaseAct, text: String,
        documents: [CaseDocument] = []
    ) {
        self.ordinal = ordinal
        self.at = at
        self.actor = actor
        self.act = act
        self.text = text
        self.documents = documents
    }
}
