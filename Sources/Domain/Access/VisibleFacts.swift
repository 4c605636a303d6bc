// What a caller may know of a build that may see some of its days only, or no signals. A figure is shown whole
// or not at all: one that reads days which are not visible is left out: there must not be two figures of one name.

extension BuildFacts {
    /// Without what was declared of other days; for those who see no signals, as firms may read it.
    package func showing(_ days: VisibleDays, _ visibility: Visibility) -> BuildFacts {
        let isForFirms = !visibility.seesSignals
        return declaring(
            suspensions: suspensions.filter { days.contains($0.beganOn) }.map {
                isForFirms ? $0.forFirms : $0
            },
            changes: changes.filter { days.contains($0.effectiveOn) }.map { isForFirms ? $0.forFirms : $0 },
            incidents: incidents.flatMap(days.clipping))
    }
}

extension BuildStatus {
    /// The same for a caller who may see these days.
    package func showing(_ days: VisibleDays, _ visibility: Visibility) -> BuildStatus {
        if days == .all, visibility.seesSignals { return self }
        let today = asOf.day
        let calendar = calendar.showing(days)
        return BuildStatus(
            facts: facts.showing(days, visibility), phase: phase, asOf: asOf,
            windows: windows.compactMap { $0.showing(days, self.calendar, today: today) },
            days: self.days.filter { days.contains($0.day) }, calendar: calendar,
            firstUse: calendar.hidesEarlier ? nil : firstUse.flatMap { days.contains($0) ? $0 : nil },
            lastSign: lastSign.flatMap { days.contains($0) ? $0 : nil },
            signals: visibility.seesSignals ? signals : nil,
            peers: days.contains(PeerComparison.reach(today: today)) ? peers : nil)
    }
}

extension PeerComparison {
    /// The days that a comparison may rest on: 28, and it may be a week old.
    static func reach(today: Day) -> ClosedRange<Day> { today.adding(days: -35)...today.adding(days: -1) }
}

extension WindowKPIs {
    /// The window for a caller who may see these days: `nil` where a day of it is not among them.
    ///
    /// - Parameter calendar: of the build, with all its days.
    package func showing(_ visible: VisibleDays, _ calendar: BuildCalendar, today: Day) -> WindowKPIs? {
        guard case .contracts(let contracts) = visible else { return self }
        guard let contract = contracts.first(where: { $0.clipping(days) == days }) else { return nil }
        let reachesBeginning = calendar.firstPossibleDay.map { contract.from <= $0 } ?? false
        let seenFrom = min(today, days.upperBound.adding(days: 1))
        func isShown(_ value: KPIValue) -> Bool {
            switch value.kpi.definition.reach {
            case .window: return true
            case .beginning: return reachesBeginning
            case .periodBefore:
                let length = days.upperBound.days(since: days.lowerBound) + 1
                return reachesBeginning && contract.contains(days.lowerBound.adding(days: -length))
            case .peers: return visible.contains(PeerComparison.reach(today: today))
            case .lastSign:
                if reachesBeginning { return true }
                // As many days as the contract has, or more, began before it.
                guard let silent = value.numerator, contract.from < seenFrom else { return false }
                let own = contract.from...seenFrom.adding(days: -1)
                return silent < calendar.expectedDays(in: own, today: seenFrom).expected.count
            }
        }
        return WindowKPIs(
            kind: kind, days: days, expectation: expectation, values: values.filter(isShown))
    }
}

extension ChangeEvent {
    /// What a firm may read of it: nothing of money, of accounts, of the person who recorded it, and no words that were written for
    /// the agency.
    var forFirms: ChangeEvent {
        var change = self
        let isOfMoney = kind == .cost || kind == .account
        if isOfMoney || ![before, after].compactMap(\.self).allSatisfy(isFitForFirms) {
            change.before = nil
            change.after = nil
        }
        change.amount = nil
        change.recordedBy = nil
        change.document = document.flatMap(\.forFirms)
        return change
    }
}

extension Suspension {
    /// What a firm may read of it.
    var forFirms: Suspension {
        var suspension = self
        suspension.recordedBy = nil
        suspension.document = document.flatMap(\.forFirms)
        return suspension
    }
}

extension DocumentReference {
    /// `nil` where the title holds words that were written for the agency.
    fileprivate var forFirms: DocumentReference? { isFitForFirms(name) ? self : nil }
}
