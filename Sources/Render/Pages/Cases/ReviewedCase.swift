package import Domain

/// A case (검토 건) as its pages and its dossier need it.
package struct ReviewedCase: Sendable {
    /// A link that was issued to a firm, without the link itself.
    package struct Link: Sendable {
        let ordinal: Int
        let party: CaseParty
        let companyName: String
        let issuedAt: Timestamp
        let expiresAt: Timestamp
        let uses: Int

        /// - Parameters:
        ///   - ordinal: the step that asks.
        ///   - uses: how many replies came by it.
        package init(
            ordinal: Int, party: CaseParty, companyName: String, issuedAt: Timestamp, expiresAt: Timestamp,
            uses: Int
        ) {
            self.ordinal = ordinal
            self.party = party
            self.companyName = companyName
            self.issuedAt = issuedAt
            self.expiresAt = expiresAt
            self.uses = uses
        }
    }

    let id: Int64
    let buildCode: String
    let agreementDate: Day?
    let conductDate: Day
    let ruleVersion: String
    let history: CaseHistory
    let calendar: SharedCalendar
    let links: [Link]
    let now: Timestamp

    /// - Parameters:
    ///   - calendar: as it is known at `now`.
    ///   - links: in the order in which they were issued.
    package init(
        id: Int64, buildCode: String, agreementDate: Day?, conductDate: Day, ruleVersion: String,
        history: CaseHistory, calendar: SharedCalendar, links: [Link], now: Timestamp
    ) {
        self.id = id
        self.buildCode = buildCode
        self.agreementDate = agreementDate
        self.conductDate = conductDate
        self.ruleVersion = ruleVersion
        self.history = history
        self.calendar = calendar
        self.links = links
        self.now = now
    }

    var today: Day { now.day }
    var state: CaseState { history.state ?? .observation }
}

extension CaseState {
    /// Who may bring a case into this state.
    var decider: String {
        switch self {
        case .referral: "담당자의 제안과 다른 승인자의 승인으로 회부하고, 심의와 판단은 사람으로 구성된 평가위원회가 합니다"
        case .closed: "담당자 또는 승인자 (오탐·소명인정은 한 사람의 제안과 다른 승인자의 승인)"
        default:
            isOnlyRecorded ? "평가위원회와 처분 권한이 있는 사람이 결정하며, 여기에는 기록만 합니다" : "담당자 또는 승인자"
        }
    }
}
