package import Contract
import Domain
import Render
import Storage

/// `GET /v1/cases/{id}`: a case with all its steps.
package struct CaseView: Encodable, Sendable {
    let id: Int64
    let build: String
    let signals: [Int64]
    let agreementDate: Nullable<String>
    let conductDate: String
    let ruleVersion: String
    let state: Nullable<String>
    let stateKo: Nullable<String>
    let held: Bool
    let steps: [Step]
    let deadlines: [DeadlineView]
    let links: CaseLinks

    struct Step: Encodable, Sendable {
        let ordinal: Int
        let at: String
        let kind: String
        let state: Nullable<String>
        let reason: Nullable<String>
        let party: Nullable<String>
        let actor: String
        let text: String
        let documents: [Document]
    }

    struct Document: Encodable, Sendable {
        let name: String
        let sha256: String
    }

    struct DeadlineView: Encodable, Sendable {
        let state: String
        let step: Int
        let announced: String
        let runsTo: String
        let addressees: [String]
        let replied: [String]
    }

    /// - Parameter today: deadlines are said as calendar and holds stand on this day.
    init(_ file: CaseFile, today: Day, publicURL: String) {
        id = file.id
        build = file.buildCode
        signals = file.signals
        agreementDate = Nullable(file.agreementDate?.description)
        conductDate = file.conductDate.description
        ruleVersion = file.ruleVersion
        state = Nullable(file.history.state?.rawValue)
        stateKo = Nullable(file.history.state?.korean)
        held = file.history.isHeld
        steps = file.history.steps.map(Step.init)
        deadlines = file.history.windows.map { window in
            DeadlineView(
                state: window.state.rawValue, step: window.ordinal,
                announced: window.window.dueOn.description,
                runsTo: file.history.lastDay(of: window, today: today, calendar: file.calendar).description,
                addressees: window.window.addressees.map(\.rawValue).sorted(),
                replied: window.replied.map(\.rawValue).sorted())
        }
        links = CaseLinks(id: file.id, build: file.buildCode, publicURL)
    }

    package static let schema = Schema.named(
        "Case",
        .object([
            .init("id", .integer), .init("build", .buildCode), .init("signals", .list(of: .integer)),
            .init("agreement_date", Schema.day.orNull, "협약일"),
            .init("conduct_date", .day, "first day of the conduct that the case is about"),
            .init("rule_version", .text, "the rules that the agency applies, in its own words"),
            .init("state", Schema.values(of: CaseState.self).orNull), .init("state_ko", Schema.text.orNull),
            .init("held", .boolean, "whether the agency holds the clock"),
            .init(
                "steps",
                .list(
                    of: .object([
                        .init("ordinal", .integer), .init("at", .instant),
                        .init(
                            "kind",
                            .values([
                                "entered", "reply", "hold_begun", "hold_ended", "delivery", "proposal",
                                "approval",
                                "finding", "note",
                            ])),
                        .init("state", Schema.values(of: CaseState.self).orNull),
                        .init("reason", Schema.text.orNull),
                        .init("party", Schema.values(of: CaseParty.self).orNull), .init("actor", .text),
                        .init("text", .text),
                        .init(
                            "documents",
                            .list(of: .object([.init("name", .text), .init("sha256", .sha256)]))),
                    ])), "append-only"),
            .init(
                "deadlines",
                .list(
                    of: .object([
                        .init("state", .values(of: CaseState.self)), .init("step", .integer),
                        .init("announced", .day), .init("runs_to", .day, "as calendar and holds stand today"),
                        .init("addressees", .list(of: .values(of: CaseParty.self))),
                        .init("replied", .list(of: .values(of: CaseParty.self))),
                    ]))),
            .init("links", CaseLinks.schema),
        ]))
}

extension CaseView.Step {
    fileprivate init(_ step: CaseStep) {
        var state: CaseState?
        var reason: String?
        var party: CaseParty?
        switch step.act {
        case .entered(let entered, let why, _):
            (kind, state, reason) = ("entered", entered, why?.rawValue)
        case .reply(let replying, let declines):
            (kind, party, reason) = ("reply", replying, declines ? "declined" : nil)
        case .holdBegun: kind = "hold_begun"
        case .holdEnded: kind = "hold_ended"
        case .delivery(let to): (kind, party) = ("delivery", to)
        case .proposal(let proposed, let why): (kind, state, reason) = ("proposal", proposed, why?.rawValue)
        case .approval(let proposed, let why): (kind, state, reason) = ("approval", proposed, why?.rawValue)
        case .finding(let finding): (kind, reason) = ("finding", finding.rawValue)
        case .note: kind = "note"
        }
        ordinal = step.ordinal
        at = step.at.iso8601
        self.state = Nullable(state?.rawValue)
        self.reason = Nullable(reason)
        self.party = Nullable(party?.rawValue)
        actor = step.actor.name
        text = step.text
        documents = step.documents.map { CaseView.Document(name: $0.name, sha256: $0.hash) }
    }
}

/// Where a case is found.
struct CaseLinks: Encodable, Sendable {
    let page: String
    let dossier: String
    let build: String

    init(id: Int64, build code: String, _ publicURL: String) {
        page = "\(publicURL)/cases/\(id)"
        dossier = "\(publicURL)/v1/cases/\(id)/dossier"
        build = "\(publicURL)/builds/\(percentEncoded(code))"
    }

    static let schema = Schema.named(
        "CaseLinks", .object([.init("page", .uri), .init("dossier", .uri), .init("build", .uri)]))
}
