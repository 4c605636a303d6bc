import Domain

/// One step of a case: who, in which role, when, what and why, with its documents.
struct StepLine: Sendable {
    let ordinal: String
    let time: String
    let actor: String
    let role: String
    let title: String
    let isEntry: Bool
    let reason: String?
    let window: String?
    let text: String
    let documents: [Document]
    let hasDocuments: Bool

    struct Document: Sendable {
        let documentName: String
        let hash: String
    }

    init(_ step: CaseStep) {
        ordinal = "\(step.ordinal)"
        time = minuteText(step.at)
        actor = step.actor.name
        switch step.actor {
        case .staff(_, _, let staffRole): role = staffRole.korean
        case .firm(let party, _, _): role = "\(party.korean) (회신 링크)"
        }
        title = Self.title(step)
        if case .entered = step.act { isEntry = true } else { isEntry = false }
        reason = Self.reason(step.act)?.korean
        window = Self.window(step.act)
        text = step.text
        documents = step.documents.map { Document(documentName: $0.name, hash: $0.hash) }
        hasDocuments = !documents.isEmpty
    }

    private static func title(_ step: CaseStep) -> String {
        switch step.act {
        case .entered(let state, _, _): state.korean + (state.isOnlyRecorded ? " (기록)" : "")
        case .reply(let party, let declines): replyTitle(party, declines, step.actor)
        case .holdBegun: "처리 보류 시작"
        case .holdEnded: "처리 보류 끝"
        case .delivery(let party): "송달 확인: \(party.korean)"
        case .proposal(let state, _): "제안: \(state.korean)"
        case .approval(let state, _): "승인: \(state.korean)"
        case .finding(let finding): "확인 결과: \(finding.korean)"
        case .note: "메모"
        }
    }

    private static func replyTitle(_ party: CaseParty, _ declines: Bool, _ actor: CaseActor) -> String {
        var title = "\(party.korean) 회신"
        if declines { title += " (개선기간 사양)" }
        if case .staff = actor { title += ", 담당자가 대신 기록" }
        return title
    }

    private static func reason(_ act: CaseAct) -> ClosingReason? {
        switch act {
        case .entered(_, let reason, _), .proposal(_, let reason), .approval(_, let reason): reason
        default: nil
        }
    }

    private static func window(_ act: CaseAct) -> String? {
        guard case .entered(_, _, let window?) = act else { return nil }
        let names = window.addressees.sorted().map(\.korean).joined(separator: ", ")
        return "\(names)에 \(window.days)일, 고지한 기한 \(dayText(window.dueOn))"
    }
}
