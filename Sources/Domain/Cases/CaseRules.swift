/// The machine: what may be added to a case.
///
/// The functions `case_*` of PostgreSQL refuse the same, in the same order, for whoever writes past this one.
extension CaseHistory {
    /// Refuses a step that does not follow.
    ///
    /// - Parameter calendar: as it is known now.
    package func check(_ step: CaseStep, calendar: SharedCalendar) throws(CaseRefusal) {
        guard step.ordinal == steps.count + 1 else { throw CaseRefusal(.stale) }
        if let last = steps.last, step.at < last.at { throw CaseRefusal(.backwards) }
        try checkActor(of: step)
        guard step.text.contains(where: { $0 != " " }) else { throw CaseRefusal(.textMissing) }
        if case .entered(let state, let reason, let window) = step.act {
            if self.state == .closed { throw CaseRefusal(.closed) }
            try checkEntry(state, reason, window, of: step, calendar)
            return
        }
        guard let state else { throw CaseRefusal(.notOpen) }
        guard state != .closed || step.act == .note else { throw CaseRefusal(.closed) }
        switch step.act {
        case .proposal(let state, let reason): try checkProposal(state, reason)
        case .approval(let state, let reason): try checkApproval(state, reason, by: step.actor)
        case .reply(let party, let declines): try checkReply(of: party, declines: declines, in: step)
        case .holdBegun: if isHeld { throw CaseRefusal(.heldAlready) }
        case .holdEnded: if !isHeld { throw CaseRefusal(.notHeld) }
        case .finding(let finding): if finding.place != state { throw CaseRefusal(.findingMisplaced) }
        case .entered, .delivery, .note: break
        }
    }

    /// Refuses to enter a state whose conditions are not met.
    ///
    /// - Parameter calendar: as it is known now.
    package func mayEnter(
        _ state: CaseState, reason: ClosingReason? = nil, window: CaseWindow? = nil, at: Timestamp,
        by actor: CaseActor, text: String, documents: [CaseDocument] = [], calendar: SharedCalendar
    ) throws(CaseRefusal) {
        let step = CaseStep(
            ordinal: steps.count + 1, at: at, actor: actor,
            act: .entered(state, reason: reason, window: window), text: text, documents: documents)
        try check(step, calendar: calendar)
    }

    private func checkActor(of step: CaseStep) throws(CaseRefusal) {
        switch step.actor {
        case .staff(_, _, .officer), .staff(_, _, .approver): return
        case .staff: throw CaseRefusal(.role)
        case .firm(let party, _, _):
            guard case .reply(let replying, _) = step.act else { throw CaseRefusal(.role) }
            guard replying == party else { throw CaseRefusal(.link) }
        }
    }

    private func checkEntry(
        _ state: CaseState, _ reason: ClosingReason?, _ window: CaseWindow?, of step: CaseStep,
        _ calendar: SharedCalendar
    ) throws(CaseRefusal) {
        let next = self.state?.next ?? CaseState.first
        guard next.contains(state) else { throw CaseRefusal(self.state == nil ? .notOpen : .unreachable) }
        try checkWindow(window, of: state, day: step.at.day, calendar)
        guard (reason != nil) == (state == .closed) else { throw CaseRefusal(.reasonCode) }
        if state.waitsForHold, isHeld { throw CaseRefusal(.held) }
        let today = step.at.day
        switch state {
        case .signal: if signals == 0 { throw CaseRefusal(.noSignal) }
        case .explanationRequested: if quality == nil { throw CaseRefusal(.qualityUnjudged) }
        case .siteVisit: try mustBeOver(.siteVisitNotified, .visitTooEarly, today, calendar)
        case .referral: try checkReferral(today, calendar)
        case .decision:
            try mustBeOver(.priorNotice, .opinionRunning, today, calendar)
            if step.documents.isEmpty { throw CaseRefusal(.documentMissing) }
        case .objection: try checkObjection(today, calendar)
        case .dunning: try mustBeOver(.decisionNotice, .paymentRunning, today, calendar)
        case .closed: try checkClosing(reason)
        default: break
        }
        if state == .referral || reason?.needsFourEyes == true {
            guard let proposal, proposal.state == state, proposal.reason == reason else {
                throw CaseRefusal(.notProposed)
            }
            guard proposal.approvedBy != nil else { throw CaseRefusal(.notApproved) }
        }
    }

    private func checkWindow(
        _ window: CaseWindow?, of state: CaseState, day: Day, _ calendar: SharedCalendar
    ) throws(CaseRefusal) {
        guard let least = state.leastDays(answerDays: answerDays) else {
            if window != nil { throw CaseRefusal(.noWindowHere) }
            return
        }
        guard let window, !window.addressees.isEmpty else { throw CaseRefusal(.noAddressee) }
        guard window.days >= least else { throw CaseRefusal(.windowTooShort) }
        let due = announcement(days: window.days, today: day, calendar: calendar)
        guard window.dueOn >= due else { throw CaseRefusal(.announcedTooEarly, due) }
    }

    private func checkReferral(_ today: Day, _ calendar: SharedCalendar) throws(CaseRefusal) {
        guard quality == .sound else { throw CaseRefusal(.qualityNotSound) }
        guard entered.contains(.explanationRequested) else { throw CaseRefusal(.explanationNotRequested) }
        try mustBeOver(.explanationRequested, .answerRunning, today, calendar)
        guard entered.contains(.improvement) else { throw CaseRefusal(.noImprovement) }
        try mustBeOver(.improvement, .improvementRunning, today, calendar)
        guard visit != nil else { throw CaseRefusal(.visitUnrecorded) }
    }

    private func checkObjection(_ today: Day, _ calendar: SharedCalendar) throws(CaseRefusal) {
        guard let notice = windows.last(where: { $0.state == .decisionNotice }) else { return }
        let last = Deadline(opened: notice.deadline.opened, days: Self.objectionDays)
            .lastDay(calendar: calendar, holds: holds(today: today))
        if today > last { throw CaseRefusal(.objectionLate) }
    }

    private func checkClosing(_ reason: ClosingReason?) throws(CaseRefusal) {
        if reason == .improved, !entered.contains(.improvement) { throw CaseRefusal(.neverImproved) }
        if reason == .decided {
            guard entered.contains(.decision) else { throw CaseRefusal(.undecided) }
            switch state {
            case .payment, .dunning, .enforcedCollection: throw CaseRefusal(.unreported)
            default: break
            }
        }
    }

    private func checkProposal(_ state: CaseState, _ reason: ClosingReason?) throws(CaseRefusal) {
        let isReferral = state == .referral && reason == nil
        let isUnfounded = state == .closed && reason?.needsFourEyes == true
        guard isReferral || isUnfounded else { throw CaseRefusal(.oneIsEnough) }
    }

    private func checkApproval(
        _ state: CaseState, _ reason: ClosingReason?, by actor: CaseActor
    ) throws(CaseRefusal) {
        guard case .staff(_, _, .approver) = actor else { throw CaseRefusal(.notApprover) }
        guard let proposal, proposal.approvedBy == nil, proposal.state == state, proposal.reason == reason
        else {
            throw CaseRefusal(.nothingToApprove)
        }
        if actor.isSamePerson(as: proposal.by) { throw CaseRefusal(.samePerson) }
    }

    private func checkReply(of party: CaseParty, declines: Bool, in step: CaseStep) throws(CaseRefusal) {
        if case .staff = step.actor, step.documents.isEmpty { throw CaseRefusal(.documentMissing) }
        let wasOffered = windows.contains {
            $0.state == .improvement && $0.window.addressees.contains(party)
        }
        if declines, !wasOffered { throw CaseRefusal(.nothingToDecline) }
    }

    /// Refuses while a window of `state` is running that was not answered in the way that ends it early.
    private func mustBeOver(
        _ state: CaseState, _ reason: CaseRefusal.Reason, _ today: Day, _ calendar: SharedCalendar
    ) throws(CaseRefusal) {
        if let until = runningUntil(state, today: today, calendar: calendar) {
            throw CaseRefusal(reason, until)
        }
    }

    /// The last day of those windows of a state that neither elapsed nor were answered by everybody asked.
    ///
    /// Every time that the state was entered opened a window of its own; replies end those that ask for one, and an
    /// improvement period ends when it is declined. `nil` where none is running.
    package func runningUntil(_ state: CaseState, today: Day, calendar: SharedCalendar) -> Day? {
        let running = windows.filter { opened in
            guard opened.state == state else { return false }
            switch state {
            case .explanationRequested, .priorNotice:
                return !opened.window.addressees.isSubset(of: opened.replied)
            case .improvement: return !opened.window.addressees.isSubset(of: opened.declined)
            default: return true
            }
        }
        return running.map { lastDay(of: $0, today: today, calendar: calendar) }.filter { $0 >= today }.max()
    }

    /// 행정기본법 §36.
    private static let objectionDays = 30
}
