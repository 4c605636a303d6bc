package import Domain
import Postgres

/// What a case is opened with.
package struct CaseOpening: Sendable {
    package let buildCode: String
    package let signals: [Int64]
    /// 협약일; which law governs is the agency's to say.
    package let agreementDate: Day?
    /// The first day of the conduct that the case is about.
    package let conductDate: Day
    /// The rules that the agency applies, in its own words.
    package let ruleVersion: String
    /// What the policy gives for an explanation: ten or more.
    package let answerDays: Int

    package init(
        buildCode: String, signals: [Int64], agreementDate: Day?, conductDate: Day, ruleVersion: String,
        answerDays: Int = 10
    ) {
        self.buildCode = buildCode
        self.signals = signals
        self.agreementDate = agreementDate
        self.conductDate = conductDate
        self.ruleVersion = ruleVersion
        self.answerDays = answerDays
    }
}

/// A case as it stands, with the calendar of the instant at which it was read.
package struct CaseFile: Sendable {
    package let id: Int64
    package let buildID: Int64
    package let buildCode: String
    package let signals: [Int64]
    package let agreementDate: Day?
    package let conductDate: Day
    package let ruleVersion: String
    package let history: CaseHistory
    package let calendar: SharedCalendar
}

/// A case in a list.
package struct CaseSummary: Sendable, Equatable {
    package let id: Int64
    package let buildCode: String
    package let openedAt: Timestamp
    package let state: CaseState
    package let enteredAt: Timestamp
    /// As announced, where the state opened a window.
    package let dueOn: Day?
    package let reason: ClosingReason?
    package let signals: Int
    package let buildID: Int64
}

/// Which cases are listed.
package struct CaseFilter: Sendable {
    package var buildCode: String?
    package var includesClosed = false
    /// Only cases that are in this state; `closed` asks for `includesClosed` too.
    package var state: CaseState?
    /// Cases with a smaller id, for reading page by page.
    package var before: Int64?
    package var limit = 50

    package init() {}
}

/// A link by which a firm replies, as long as it is good.
package struct CaseReplyLink: Sendable, Equatable {
    package let id: Int64
    package let caseID: Int64
    /// The step that asks.
    package let ordinal: Int
    package let buildCode: String
    package let party: CaseParty
    /// Ten digits.
    package let companyNumber: String
    package let companyName: String
    package let expiresAt: Timestamp
    /// How many replies came by it.
    package let uses: Int
}

/// What a firm may read by its link: the case in which it was asked.
package struct ReplyCase: Sendable {
    package let link: CaseReplyLink
    package let file: CaseFile
    package let adopterName: String
    /// Those that the case is about, newest first.
    package let signals: [RaisedSignal]
}

/// What became of signals.
package struct CaseOutcomes: Sendable, Equatable {
    /// By rule.
    package struct Rule: Sendable, Equatable {
        package let rule: String
        package let raised: Int
        /// Those that a case is or was about.
        package let examined: Int
        /// Signals whose case ended with an innocent reason, or as unfounded.
        package let explained: Int
        /// Signals whose case confirmed them.
        package let confirmed: Int
    }

    package let rules: [Rule]
    package let closedCases: Int
    /// Of the closed ones.
    package let innocentCases: Int
    /// Of the closed ones.
    package let confirmedCases: Int

    /// The share of closed cases that were innocent; `nil` where none is closed.
    package var innocentShare: Double? {
        closedCases > 0 ? Double(innocentCases) / Double(closedCases) : nil
    }
}

/// The columns of `case_step` that an act fills.
struct CaseActColumns {
    var kind = "note"
    var state: CaseState?
    var reason: String?
    var party: CaseParty?
    var window: CaseWindow?

    init(_ act: CaseAct) {
        switch act {
        case .entered(let entered, let why, let opened):
            (kind, state, reason, window) = ("entered", entered, why?.rawValue, opened)
        case .reply(let replying, let declines):
            (kind, party, reason) = ("reply", replying, declines ? Self.declined : nil)
        case .holdBegun: kind = "hold_begun"
        case .holdEnded: kind = "hold_ended"
        case .delivery(let to): (kind, party) = ("delivery", to)
        case .proposal(let proposed, let why):
            (kind, state, reason) = ("proposal", proposed, why?.rawValue)
        case .approval(let proposed, let why):
            (kind, state, reason) = ("approval", proposed, why?.rawValue)
        case .finding(let finding): (kind, reason) = ("finding", finding.rawValue)
        case .note: break
        }
    }

    static let declined = "declined"
}

/// A row of `case_steps`.
func readCaseStep(_ row: borrowing RowReader) throws -> CaseStep {
    let act: CaseAct
    switch try row.string("kind") {
    case "entered":
        act = .entered(
            try row.value("state"), reason: try row.optionalValue("reason"), window: try window(row))
    case "reply":
        act = .reply(
            try row.value("party"), declines: try row.optionalText("reason") == CaseActColumns.declined)
    case "hold_begun": act = .holdBegun
    case "hold_ended": act = .holdEnded
    case "delivery": act = .delivery(try row.value("party"))
    case "proposal": act = .proposal(try row.value("state"), reason: try row.optionalValue("reason"))
    case "approval": act = .approval(try row.value("state"), reason: try row.optionalValue("reason"))
    case "finding": act = .finding(try row.value("reason"))
    case "note": act = .note
    default: throw row.unexpected("kind")
    }
    return CaseStep(
        ordinal: try row.int("ordinal"), at: try row.timestamp("at"), actor: try actor(row), act: act,
        text: try row.string("text"), documents: try documents(row))
}

private func window(_ row: borrowing RowReader) throws -> CaseWindow? {
    guard let days = try row.optionalInt("days") else { return nil }
    let addressees = try row.string("addressees").split(separator: ",").map { text in
        guard let party = CaseParty(rawValue: String(text)) else {
            throw UnexpectedRow(query: "case_steps", column: "addressees")
        }
        return party
    }
    return CaseWindow(addressees: Set(addressees), days: Int(days), dueOn: try row.day("due_on"))
}

private func actor(_ row: borrowing RowReader) throws -> CaseActor {
    let name = try row.string("actor")
    let text = try row.string("role")
    if let link = try row.optionalInt("link_id"), let party = CaseParty(rawValue: text) {
        return .firm(party, name: name, linkID: link)
    }
    guard let role = Role(rawValue: text) else { throw UnexpectedRow(query: "case_steps", column: "role") }
    return .staff(tokenID: try row.int64("token_id"), name: name, role: role)
}

private func documents(_ row: borrowing RowReader) throws -> [CaseDocument] {
    let hashes = try row.string("document_hashes").split(separator: ",")
    let names = try row.string("document_names").split(separator: "\n")
    return try zip(hashes, names).map { hash, name in
        guard let document = CaseDocument(hash: String(hash), name: String(name)) else {
            throw UnexpectedRow(query: "case_steps", column: "document_hashes")
        }
        return document
    }
}
