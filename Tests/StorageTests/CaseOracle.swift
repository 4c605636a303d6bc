import Domain

/// What must hold of every finished history, told from its lines alone: it knows nothing of the machine.
struct CaseOracle {
    let steps: [CaseStep]
    let answerDays: Int
    let holidays: Set<Day>
    let lost: Set<Day>

    /// What is wrong with the history, in words; empty for a good one.
    func faults() -> [String] {
        steps.indices.flatMap { index -> [String] in
            guard case .entered(let state, let reason, _) = steps[index].act else { return [] }
            switch state {
            case .referral: return referralFaults(index)
            case .decision:
                return opinionFaults(index) + (steps[index].documents.isEmpty ? ["no document"] : [])
            case .closed where reason == .falseAlarm || reason == .explained:
                return seenByTwo(index) ? [] : ["closed as unfounded by one person"]
            default: return []
            }
        } + personFaults()
    }

    private func referralFaults(_ index: Int) -> [String] {
        var faults: [String] = []
        let today = steps[index].at.day
        if !seenByTwo(index) { faults.append("referred by one person") }
        if isHeld(index) { faults.append("referred during a hold") }
        let requests = openings(.explanationRequested, before: index)
        if requests.isEmpty { faults.append("nobody was asked") }
        for (at, window) in requests {
            if window.days < answerDays || window.days < 10 { faults.append("a short window") }
            let answers = replies(after: at, before: index)
            let isAnswered = window.addressees.allSatisfy { answers.contains($0) }
            if !isAnswered, today <= last(of: at, window, seenFrom: index) {
                faults.append("no answer and no end")
            }
        }
        let improvements = openings(.improvement, before: index)
        if improvements.isEmpty { faults.append("no improvement period") }
        for (at, window) in improvements {
            let declined = replies(after: at, before: index, onlyDeclining: true)
            let isDeclined = window.addressees.allSatisfy { declined.contains($0) }
            if !isDeclined, today <= last(of: at, window, seenFrom: index) {
                faults.append("improvement cut short")
            }
        }
        guard let visit = steps[..<index].lastIndex(where: { isEntry($0, .siteVisit) }) else {
            return faults + ["no visit"]
        }
        let notices = openings(.siteVisitNotified, before: visit)
        if notices.isEmpty { faults.append("no notice of the visit") }
        for (at, window) in notices where steps[visit].at.day <= last(of: at, window, seenFrom: visit) {
            faults.append("a visit before its day")
        }
        for (at, _) in notices where steps[visit].at.day.days(since: steps[at].at.day) <= 7 {
            faults.append("less than seven full days of notice")
        }
        if !steps[visit..<index].contains(where: { isFinding($0, at: .siteVisit) }) {
            faults.append("no result")
        }
        let check = steps[..<index].lastIndex { isEntry($0, .qualityCheck) } ?? 0
        if steps[check..<index].last(where: { isFinding($0, at: .qualityCheck) })?.act != .finding(.sound) {
            faults.append("not sound")
        }
        return faults
    }

    private func opinionFaults(_ index: Int) -> [String] {
        let notices = openings(.priorNotice, before: index)
        var faults = notices.isEmpty ? ["decided without a prior notice"] : []
        for (at, window) in notices {
            if window.days < 10 { faults.append("a short prior notice") }
            let answers = replies(after: at, before: index)
            let isAnswered = window.addressees.allSatisfy { answers.contains($0) }
            if !isAnswered, steps[index].at.day <= last(of: at, window, seenFrom: index) {
                faults.append("decided before the opinion")
            }
        }
        return faults
    }

    /// Staff are officers and approvers, and times do not run backwards.
    private func personFaults() -> [String] {
        var faults: [String] = []
        for (index, step) in steps.enumerated() {
            if case .staff(_, _, let role) = step.actor, role != .officer, role != .approver {
                faults.append("a step by \(role)")
            }
            if index > 0, step.at < steps[index - 1].at { faults.append("time ran backwards") }
            if step.ordinal != index + 1 { faults.append("a gap in the steps") }
        }
        return faults
    }

    /// Whether one person proposed what is entered, and an approver of another name and token approved just that.
    private func seenByTwo(_ index: Int) -> Bool {
        guard case .entered(let state, let reason, _) = steps[index].act else { return false }
        var proposer: CaseActor?
        var approver: CaseActor?
        for step in steps[..<index].reversed() {
            if case .entered = step.act { break }
            if approver == nil, step.act == .approval(state, reason: reason) { approver = step.actor }
            if case .proposal = step.act {
                if step.act == .proposal(state, reason: reason) { proposer = step.actor }
                break
            }
        }
        guard case .staff(let first, let firstName, _) = proposer,
            case .staff(let second, let secondName, .approver) = approver
        else { return false }
        return first != second && firstName != secondName
    }

    private func openings(_ state: CaseState, before index: Int) -> [(at: Int, window: CaseWindow)] {
        steps[..<index].indices.compactMap { at in
            guard case .entered(state, _, let window?) = steps[at].act else { return nil }
            return (at, window)
        }
    }

    private func replies(after: Int, before: Int, onlyDeclining: Bool = false) -> Set<CaseParty> {
        Set(
            steps[after..<before].compactMap { step in
                guard case .reply(let party, let declines) = step.act, declines || !onlyDeclining else {
                    return nil
                }
                return party
            })
    }

    private func isEntry(_ step: CaseStep, _ wanted: CaseState) -> Bool {
        guard case .entered(let state, _, _) = step.act else { return false }
        return state == wanted
    }

    private func isFinding(_ step: CaseStep, at place: CaseState) -> Bool {
        guard case .finding(let finding) = step.act else { return false }
        return finding.place == place
    }

    private func isHeld(_ index: Int) -> Bool {
        let last = steps[..<index].last { $0.act == .holdBegun || $0.act == .holdEnded }
        return last?.act == .holdBegun
    }

    /// Counts one day after the other.
    private func last(of at: Int, _ window: CaseWindow, seenFrom index: Int) -> Day {
        let stopped = lost.union(heldDays(before: index))
        var day = steps[at].at.day
        var counted = 0
        while counted < window.days {
            day = day.adding(days: 1)
            if !stopped.contains(day) { counted += 1 }
        }
        while day.weekday == .saturday || day.weekday == .sunday || holidays.contains(day)
            || stopped.contains(day)
        {
            day = day.adding(days: 1)
        }
        return max(day, window.dueOn)
    }

    private func heldDays(before index: Int) -> Set<Day> {
        var days: Set<Day> = []
        var since: Day?
        for step in steps[..<index] {
            if step.act == .holdBegun { since = step.at.day }
            if step.act == .holdEnded, let begun = since {
                days.formUnion(begun...step.at.day)
                since = nil
            }
        }
        if let since { days.formUnion(since...steps[index].at.day) }
        return days
    }
}
