import Domain

/// What the viewer may do about a case now, and what not yet and why.
struct CaseChoices: Sendable {
    let steps: [CaseForm]
    let events: [CaseForm]
    let blocked: [Blocked]

    struct Blocked: Sendable {
        let blockedName: String
        let why: String
    }

    init(_ reviewed: ReviewedCase, actor: CaseActor, csrfToken: String, draft: CaseDraft?) {
        let maker = CaseFormMaker(
            reviewed: reviewed, actor: actor, draft: draft,
            hidden: [("key", csrfToken), ("after", "\(reviewed.history.steps.count)")])
        let entries = maker.entries()
        steps = entries.forms + maker.pairOfEyes()
        events = maker.eventForms()
        blocked = entries.blocked
    }

    /// Whether a form of this name is among them.
    func has(_ formID: String) -> Bool { (steps + events).contains { $0.formID == formID } }
}

/// Makes the forms for one case and one person.
private struct CaseFormMaker {
    let reviewed: ReviewedCase
    let actor: CaseActor
    let draft: CaseDraft?
    let hidden: [(String, String)]

    private static let documentHint = "한 줄에 하나씩: SHA-256 64자리, 빈칸, 문서 이름. 문서 자체는 기관에 보관합니다."

    // MARK: States

    func entries() -> (forms: [CaseForm], blocked: [CaseChoices.Blocked]) {
        var forms: [CaseForm] = []
        var blocked: [CaseChoices.Blocked] = []
        for state in CaseState.allCases where reviewed.state.next.contains(state) {
            if state == .closed {
                let closing = closing()
                if let form = closing.form { forms.append(form) }
                blocked += closing.blocked
            } else if let refusal = refusal(state) {
                blocked.append(CaseChoices.Blocked(blockedName: state.korean, why: refusal.korean))
            } else {
                forms.append(entry(state))
            }
        }
        return (forms, blocked)
    }

    private func refusal(_ state: CaseState, _ reason: ClosingReason? = nil) -> CaseRefusal? {
        let least = state.leastDays(answerDays: reviewed.history.answerDays)
        let window = least.map {
            CaseWindow(addressees: [.adopter], days: $0, dueOn: announcement(days: $0))
        }
        // Text and document come with the form: here their rules are satisfied by placeholders.
        let document = CaseDocument(hash: String(repeating: "0", count: 64), name: "-")
        do throws(CaseRefusal) {
            try reviewed.history.mayEnter(
                state, reason: reason, window: window, at: max(reviewed.now, lastStep), by: actor, text: "-",
                documents: [document].compactMap(\.self), calendar: reviewed.calendar)
            return nil
        } catch { return error }
    }

    private var lastStep: Timestamp { reviewed.history.steps.last?.at ?? reviewed.now }

    private func announcement(days: Int) -> Day {
        reviewed.history.announcement(days: days, today: reviewed.today, calendar: reviewed.calendar)
    }

    private func entry(_ state: CaseState) -> CaseForm {
        var fields: [FormField] = []
        var note = state.isOnlyRecorded ? "여기서는 결정하지 않고, 정해진 내용을 기록만 합니다." : nil
        if let least = state.leastDays(answerDays: reviewed.history.answerDays) {
            note = "기업이 회신 링크로 이 요청을 봅니다. 단정하거나 위협하는 말을 쓰지 마세요."
            fields = [
                .check("to_adopter", "도입기업에", isChecked: true), .check("to_supplier", "공급기업에"),
                .line(
                    "days", "일수", hint: "\(least)일 이상. 첫날은 세지 않습니다.", kind: "number", text: "\(least)",
                    least: least),
                .line(
                    "due", "고지할 기한",
                    hint: "비워 두면 달력에 따라 정합니다. \(least)일이면 \(dayText(announcement(days: least))).",
                    kind: "date", isRequired: false),
                .area("text", "요청 내용 (기업에 그대로 보입니다)"),
            ]
        } else {
            fields = [.area("text", "사유와 내용")]
        }
        return form(
            "enter-\(state.rawValue)", title: state.korean, note: note,
            hidden: [("act", "enter"), ("state", state.rawValue)],
            fields: fields + [documents(isRequired: state == .decision)], button: "\(state.korean) 단계로")
    }

    private func closing() -> (form: CaseForm?, blocked: [CaseChoices.Blocked]) {
        var open: [(String, String)] = []
        var blocked: [CaseChoices.Blocked] = []
        for reason in ClosingReason.allCases {
            if let refusal = refusal(.closed, reason) {
                blocked.append(CaseChoices.Blocked(blockedName: "종결 (\(reason.korean))", why: refusal.korean))
            } else {
                open.append((reason.rawValue, reason.korean))
            }
        }
        guard !open.isEmpty else { return (nil, blocked) }
        let form = form(
            "enter-closed", title: "종결", note: "종결한 건에는 메모만 남길 수 있습니다.",
            hidden: [("act", "enter"), ("state", CaseState.closed.rawValue)],
            fields: [.choice("reason", "사유", open), .area("text", "사유와 내용"), documents()],
            button: "종결")
        return (form, blocked)
    }

    // MARK: Two persons

    func pairOfEyes() -> [CaseForm] {
        var forms: [CaseForm] = []
        if let proposal = reviewed.history.proposal, proposal.approvedBy == nil {
            forms += approval(proposal)
        }
        let next = reviewed.state.next
        if next.contains(.referral) {
            forms.append(
                form(
                    "propose-referral", title: "평가위원회 회부를 제안",
                    note: "다른 승인자가 승인해야 회부할 수 있습니다. 판단은 위원회가 합니다.",
                    hidden: [("act", "propose"), ("state", CaseState.referral.rawValue)],
                    fields: [.area("text", "제안하는 까닭"), documents()], button: "제안"))
        }
        if next.contains(.closed) {
            let reasons = ClosingReason.allCases.filter(\.needsFourEyes).map { ($0.rawValue, $0.korean) }
            forms.append(
                form(
                    "propose-closed", title: "근거 없음으로 종결을 제안", note: "다른 승인자가 승인해야 종결할 수 있습니다.",
                    hidden: [("act", "propose"), ("state", CaseState.closed.rawValue)],
                    fields: [.choice("reason", "사유", reasons), .area("text", "제안하는 까닭"), documents()],
                    button: "제안"))
        }
        return forms
    }

    private func approval(_ proposal: CaseHistory.Proposal) -> [CaseForm] {
        guard case .staff(_, _, .approver) = actor, proposal.by.name != actor.name else { return [] }
        let what = proposal.state.korean + (proposal.reason.map { " (\($0.korean))" } ?? "")
        return [
            form(
                "approve", title: "제안을 승인: \(what)", note: "제안한 사람: \(proposal.by.name)",
                hidden: [
                    ("act", "approve"), ("state", proposal.state.rawValue),
                    ("reason", proposal.reason?.rawValue ?? ""),
                ], fields: [.area("text", "승인하는 까닭")], button: "승인")
        ]
    }

    // MARK: What changes no state

    func eventForms() -> [CaseForm] {
        let parties = CaseParty.allCases.map { ($0.rawValue, $0.korean) }
        var forms: [CaseForm] = []
        let state = reviewed.state
        let findings = CaseFinding.allCases.filter { $0.place == state }
        if !findings.isEmpty {
            forms.append(
                form(
                    "finding", title: "확인 결과를 기록", hidden: [("act", "finding")],
                    fields: [
                        .choice("finding", "결과", findings.map { ($0.rawValue, $0.korean) }),
                        .area("text", "내용"), documents(),
                    ], button: "기록"))
        }
        if state != .closed {
            forms += links()
            forms += [
                form(
                    "reply", title: "기업의 회신을 대신 기록", note: "전화·우편·공문으로 받은 회신입니다. 문서가 있어야 합니다.",
                    hidden: [("act", "reply")],
                    fields: [
                        .choice("party", "회신한 기업", parties), .check("declines", "개선기간을 서면으로 사양함"),
                        .area("text", "회신의 요지"), documents(isRequired: true),
                    ], button: "기록"),
                form(
                    "delivery", title: "송달을 기록", hidden: [("act", "delivery")],
                    fields: [.choice("party", "받은 기업", parties), .area("text", "방법과 때"), documents()],
                    button: "기록"),
                reviewed.history.isHeld
                    ? form(
                        "resume", title: "처리 보류를 끝냄", hidden: [("act", "resume")],
                        fields: [.area("text", "사유")], button: "보류 끝")
                    : form(
                        "hold", title: "처리를 보류", note: "보류하는 동안 기한이 흐르지 않습니다.",
                        hidden: [("act", "hold")], fields: [.area("text", "사유")], button: "보류 시작"),
            ]
        }
        forms.append(
            form(
                "note", title: "메모", hidden: [("act", "note")], fields: [.area("text", "내용"), documents()],
                button: "메모 남기기"))
        return forms
    }

    /// Links for the parties that a window asks; a party may get another one.
    private func links() -> [CaseForm] {
        let targets = reviewed.history.windows.reversed().flatMap { opened in
            opened.window.addressees.sorted().map { party in
                (
                    "\(opened.ordinal) \(party.rawValue)",
                    "\(opened.state.korean) (\(opened.ordinal)단계) · \(party.korean)"
                )
            }
        }
        guard !targets.isEmpty else { return [] }
        return [
            form(
                "link", action: "/cases/\(reviewed.id)/links", title: "회신 링크 발급",
                note: "링크는 한 번만 보입니다. 서버에는 해시만 남습니다. 기한이 지나도 14일 동안은 받습니다.", hidden: [],
                fields: [.choice("target", "요청과 기업", Array(targets))], button: "링크 만들기")
        ]
    }

    private func documents(isRequired: Bool = false) -> FormField {
        .area(
            "documents", isRequired ? "문서 (필수)" : "문서", hint: Self.documentHint, isRequired: isRequired)
    }

    private func form(
        _ formID: String, action: String? = nil, title: String, note: String? = nil,
        hidden more: [(String, String)], fields: [FormField], button: String
    ) -> CaseForm {
        CaseForm(
            formID, action: action ?? "/cases/\(reviewed.id)/steps", title: title, note: note,
            hidden: hidden + more, fields: fields, button: button, draft: draft)
    }
}
