/// The steps of one case, and what follows from them.
package struct CaseHistory: Sendable {
    /// How many signals the case is about.
    package let signals: Int
    /// The days that the policy gives for an explanation: ten or more.
    package let answerDays: Int
    package private(set) var steps: [CaseStep] = []
    /// `nil` before the first step.
    package private(set) var state: CaseState?
    /// Every state that the case was in, in order; several times where it came back.
    package private(set) var entered: [CaseState] = []
    /// Every window that was opened, in order.
    package private(set) var windows: [OpenedWindow] = []
    /// What two persons must want and one did, since the case came into its state.
    package private(set) var proposal: Proposal?
    /// Of the last quality check; `nil` while nothing is recorded of it.
    package private(set) var quality: CaseFinding?
    /// Of the last site visit; `nil` while nothing is recorded of it.
    package private(set) var visit: CaseFinding?
    private var pastHolds: [ClosedRange<Day>] = []
    private var heldSince: Day?

    /// - Parameter steps: as they are stored; they are not checked again.
    package init(signals: Int, answerDays: Int = 10, steps: [CaseStep] = []) {
        self.signals = signals
        self.answerDays = answerDays
        for step in steps { append(step) }
    }

    /// A window with what became of it.
    package struct OpenedWindow: Sendable, Equatable {
        package let state: CaseState
        package let ordinal: Int
        package let window: CaseWindow
        package let deadline: Deadline
        /// Who of all firms replied since.
        package fileprivate(set) var replied: Set<CaseParty> = []
        /// Who declined an improvement period since.
        package fileprivate(set) var declined: Set<CaseParty> = []
    }

    /// What somebody proposed, and whether somebody else approved it.
    package struct Proposal: Sendable, Equatable {
        package let state: CaseState
        package let reason: ClosingReason?
        package let by: CaseActor
        package fileprivate(set) var approvedBy: CaseActor?
    }

    package var isHeld: Bool { heldSince != nil }

    /// The days on which the agency held the case; a hold that goes on lasts until `today`.
    package func holds(today: Day) -> [ClosedRange<Day>] {
        pastHolds + (heldSince.map { [$0...max($0, today)] } ?? [])
    }

    /// The last day of a window, as the calendar and the holds stand today.
    package func lastDay(of window: OpenedWindow, today: Day, calendar: SharedCalendar) -> Day {
        window.deadline.lastDay(calendar: calendar, holds: holds(today: today))
    }

    /// The earliest last day that may be announced for a window of so many days that opens today.
    package func announcement(days: Int, today: Day, calendar: SharedCalendar) -> Day {
        Deadline(opened: today, days: days).lastDay(calendar: calendar, holds: holds(today: today))
    }

    /// Adds a step that was checked, or that is stored.
    package mutating func append(_ step: CaseStep) {
        steps.append(step)
        switch step.act {
        case .entered(let state, _, let window):
            self.state = state
            entered.append(state)
            proposal = nil
            if state == .qualityCheck { quality = nil }
            if state == .siteVisit { visit = nil }
            if let window {
                let deadline = Deadline(opened: step.at.day, days: window.days, announced: window.dueOn)
                windows.append(
                    OpenedWindow(state: state, ordinal: step.ordinal, window: window, deadline: deadline))
            }
        case .reply(let party, let declines):
            for index in windows.indices {
                windows[index].replied.insert(party)
                if declines { windows[index].declined.insert(party) }
            }
        case .holdBegun: heldSince = step.at.day
        case .holdEnded:
            if let heldSince { pastHolds.append(heldSince...step.at.day) }
            heldSince = nil
        case .proposal(let state, let reason):
            proposal = Proposal(state: state, reason: reason, by: step.actor)
        case .approval: proposal?.approvedBy = step.actor
        case .finding(let finding):
            if finding.place == .qualityCheck { quality = finding } else { visit = finding }
        case .delivery, .note: break
        }
    }
}
