import Domain
import TestSupport

/// A stream of numbers that is the same for the same seed.
struct CaseDice: RandomNumberGenerator {
    private var numbers: SeededGenerator

    init(seed: UInt64) {
        numbers = SeededGenerator(seed: seed)
    }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func percent(_ chance: Int) -> Bool { below(100) < chance }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// A random history of one case: attempts, most of which would be next and some of which nobody should make.
struct CaseWalk {
    struct Attempt {
        let step: CaseStep
        /// `nil` where the machine of Swift allowed it.
        let refusal: CaseRefusal?
    }

    /// Who attempts.
    ///
    /// The tokens are the numbers 1 to 6; the sixth is the first person again, with another role.
    static let staff: [CaseActor] = [
        .staff(tokenID: 1, name: "officer one", role: .officer),
        .staff(tokenID: 2, name: "officer two", role: .officer),
        .staff(tokenID: 3, name: "approver one", role: .approver),
        .staff(tokenID: 4, name: "approver two", role: .approver),
        .staff(tokenID: 5, name: "administrator", role: .administrator),
        .staff(tokenID: 6, name: "officer one", role: .approver),
    ]

    private(set) var history: CaseHistory
    private(set) var attempts: [Attempt] = []
    private let calendar: SharedCalendar
    private var dice: CaseDice
    private var now: Timestamp

    init(seed: UInt64, calendar: SharedCalendar) {
        dice = CaseDice(seed: seed)
        self.calendar = calendar
        history = CaseHistory(signals: dice.percent(97) ? 1 : 0, answerDays: dice.percent(80) ? 10 : 14)
        now = Timestamp(day: Day(number: 20_454 + Int32(dice.below(360)))).adding(
            seconds: Int64(dice.below(86_400)))
        for _ in 0..<(4 + dice.below(dice.percent(30) ? 30 : 14)) { attempt() }
    }

    private mutating func attempt() {
        let act = dice.percent(78) ? likelyAct() : anyAct()
        pass(time: act)
        let step = CaseStep(
            ordinal: history.steps.count + (dice.percent(98) ? 1 : dice.below(4)),
            at: dice.percent(99) ? now : now.adding(seconds: -90_000), actor: actor(for: act),
            act: dated(act), text: dice.percent(98) ? "why" : " ", documents: documents(for: act))
        do throws(CaseRefusal) {
            try history.check(step, calendar: calendar)
            history.append(step)
            attempts.append(Attempt(step: step, refusal: nil))
        } catch {
            attempts.append(Attempt(step: step, refusal: error))
        }
    }

    /// Lets time pass: often to the last day of a window that is running, or to the day after it.
    private mutating func pass(time act: CaseAct) {
        if dice.percent(60), case .entered = act, let window = history.windows.last {
            let last = history.lastDay(of: window, today: now.day, calendar: calendar)
            let day = last.adding(days: dice.percent(75) ? 1 : 0)
            if day > now.day { now = day.start.adding(seconds: Int64(dice.below(86_400))) }
        } else if dice.percent(60) {
            now = now.adding(seconds: Int64(dice.below(dice.percent(80) ? 90_000 : 1_500_000)))
        }
    }

    /// What somebody who knows the procedure would do next.
    private mutating func likelyAct() -> CaseAct {
        if history.isHeld, dice.percent(70) { return .holdEnded }
        switch history.state {
        case nil: return dice.percent(70) ? .entered(.signal) : .entered(.observation)
        case .observation: return .entered(.signal)
        case .signal: return .entered(.qualityCheck)
        case .qualityCheck:
            guard history.quality != nil || dice.percent(8) else {
                return .finding(dice.percent(90) ? .sound : .unsound)
            }
            return .entered(dice.percent(90) ? .explanationRequested : .siteVisitNotified)
        case .explanationRequested:
            return dice.percent(45) ? .reply(dice.pick(CaseParty.allCases)) : .entered(.improvement)
        case .improvement:
            return dice.percent(25)
                ? .reply(dice.pick(CaseParty.allCases), declines: dice.percent(60))
                : .entered(.siteVisitNotified)
        case .siteVisitNotified: return .entered(.siteVisit)
        case .siteVisit: return towardsReferral()
        case .referral: return .entered(.priorNotice)
        case .priorNotice: return dice.percent(40) ? .reply(.adopter) : .entered(.opinionReview)
        case .opinionReview: return .entered(.decision)
        case .decision: return .entered(.decisionNotice)
        case .decisionNotice: return .entered(dice.pick([.objection, .appeal, .payment, .dunning]))
        case .objection, .appeal: return .entered(dice.pick([.decision, .payment, .dunning]))
        case .payment: return .entered(.ministryReport)
        case .dunning: return .entered(dice.pick([.enforcedCollection, .payment, .objection]))
        case .enforcedCollection: return .entered(dice.pick([.payment, .ministryReport]))
        case .ministryReport: return .entered(.closed, reason: .decided)
        case .closed: return .note
        }
    }

    private mutating func towardsReferral() -> CaseAct {
        if dice.percent(12) { return .entered(dice.pick([.qualityCheck, .improvement, .siteVisitNotified])) }
        guard history.visit != nil || dice.percent(10) else {
            return .finding(dice.pick([.shortfall, .inUse, .inconclusive]))
        }
        guard let proposal = history.proposal else {
            return dice.percent(90) ? .proposal(.referral) : .proposal(.closed, reason: .falseAlarm)
        }
        guard proposal.approvedBy != nil || dice.percent(10) else {
            return .approval(proposal.state, reason: proposal.reason)
        }
        return .entered(proposal.state, reason: proposal.reason)
    }

    private mutating func anyAct() -> CaseAct {
        switch dice.below(16) {
        case 0...6: .entered(dice.pick(CaseState.allCases))
        case 7, 8: .entered(.closed, reason: dice.pick(ClosingReason.allCases))
        case 9: .reply(dice.pick(CaseParty.allCases), declines: dice.percent(50))
        case 10: .holdBegun
        case 11: .holdEnded
        case 12: .delivery(dice.pick(CaseParty.allCases))
        case 13: .finding(dice.pick(CaseFinding.allCases))
        case 14: proposed(isApproval: dice.percent(50))
        default: .note
        }
    }

    private mutating func proposed(isApproval: Bool) -> CaseAct {
        let state = dice.pick([CaseState.referral, .closed, .decision])
        let reason = state == .closed ? dice.pick(ClosingReason.allCases) : nil
        return isApproval ? .approval(state, reason: reason) : .proposal(state, reason: reason)
    }

    /// With a window where the state opens one, and now and then where it does not, or too short a one, or none.
    private mutating func dated(_ act: CaseAct) -> CaseAct {
        guard case .entered(let state, let reason, _) = act else { return act }
        guard let least = state.leastDays(answerDays: history.answerDays) else {
            let stray = CaseWindow(addressees: [.adopter], days: 10, dueOn: now.day.adding(days: 60))
            return dice.percent(99) ? act : .entered(state, reason: reason, window: stray)
        }
        if dice.percent(2) { return act }
        let days = max(1, least + (dice.percent(94) ? dice.below(dice.percent(80) ? 3 : 60) : -1))
        let due = Deadline(opened: now.day, days: days).lastDay(
            calendar: calendar, holds: history.holds(today: now.day))
        let addressees: [Set<CaseParty>] = [[.adopter], [.supplier], [.adopter, .supplier]]
        let window = CaseWindow(
            addressees: dice.percent(98) ? dice.pick(addressees) : [], days: days,
            dueOn: due.adding(days: dice.percent(70) ? 0 : dice.below(6) - 1))
        return .entered(state, reason: reason, window: window)
    }

    private mutating func actor(for act: CaseAct) -> CaseActor {
        if case .reply(let party, _) = act, dice.percent(60),
            history.windows.contains(where: { $0.window.addressees.contains(party) })
        {
            return .firm(party, name: "firm", linkID: 0)
        }
        if case .approval = act, dice.percent(70) { return Self.staff[2 + dice.below(2)] }
        return dice.percent(94) ? Self.staff[dice.below(4)] : Self.staff[4 + dice.below(2)]
    }

    private mutating func documents(for act: CaseAct) -> [CaseDocument] {
        let hash = String(repeating: "0f", count: 32)
        guard dice.percent(85), let document = CaseDocument(hash: hash, name: "letter.pdf") else { return [] }
        switch act {
        case .reply, .entered(.decision, _, _): return [document]
        default: return []
        }
    }
}
