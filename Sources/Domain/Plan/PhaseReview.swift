/// How much of the days of a phase its figures rest on.
package struct PhaseCoverage: Sendable, Equatable {
    /// Days so far on which work was expected.
    package let expected: Int
    /// Days of `expected` that an outage of ours touched.
    package let touched: Int
    /// Days that were not expected, by reason, in the order of `Exclusion`; those to come are not over.
    package let excluded: [(reason: Exclusion, days: Int)]
    /// Late and refused records ÷ all that came for the phase.
    package let feedLoss: KPIValue

    package static func == (left: PhaseCoverage, right: PhaseCoverage) -> Bool {
        left.expected == right.expected && left.touched == right.touched && left.feedLoss == right.feedLoss
            && left.excluded.elementsEqual(right.excluded, by: ==)
    }
}

/// One build in its running phase, as an evaluator reads it before a visit.
package struct PhaseReview: Sendable {
    package let facts: BuildFacts
    package let phase: Phase
    /// The phase: 집중AS as a whole, 최종평가 from its first day to `today`.
    package let days: ClosedRange<Day>
    /// The last day of the phase; `nil` where nothing ends it yet.
    package let endsOn: Day?
    /// From `today`: 0 on the last day.
    package let daysLeft: Int?
    /// As `kpis` makes them of the same window.
    package let kpis: WindowKPIs
    package let coverage: PhaseCoverage
    package let questions: [OpenQuestion]
    /// Open ones, newest first; `nil` where the caller may not read signals.
    package let signals: [RaisedSignal]?
    /// Declared by the project, not measured by us.
    package let targets: [PlanTarget]
    package let firstUse: Day?
    package let lastSign: Day?

    /// - Parameters:
    ///   - running: the phase of the build on `today`.
    ///   - usage: build days of the phase and of the last 28 days, as far as the phase goes back.
    ///   - users: distinct pseudonyms of the days of the phase that are over.
    ///   - signals: without them nothing is asked that doubts what a feed says.
    package init(
        _ facts: BuildFacts, _ running: RunningPhase, usage: BuildUsage, users: DistinctUsers,
        calendar: BuildCalendar, feed: FeedNotes, signals: [RaisedSignal]?, targets: [PlanTarget],
        today: Day
    ) {
        self.facts = facts
        phase = running.phase
        days = running.days
        endsOn = running.endsOn
        daysLeft = running.endsOn?.days(since: today)
        self.signals = signals
        self.targets = targets
        firstUse = usage.firstUse
        lastSign = usage.lastSign
        kpis = Domain.kpis(
            running.kind, running.days, of: usage, users: users, calendar: calendar, today: today)
        coverage = PhaseCoverage(kpis.expectation, usage, running.days, calendar, today: today)
        questions = Self.questions(facts, usage, calendar: calendar, feed: feed, today: today)
            .filter { signals != nil || !$0.isForAgency }
    }
}

extension PhaseCoverage {
    fileprivate init(
        _ expectation: ExpectedDays, _ usage: BuildUsage, _ window: ClosedRange<Day>,
        _ calendar: BuildCalendar, today: Day
    ) {
        let lost = calendar.shared.outages.touched
        expected = expectation.expected.count
        touched = lost.isEmpty ? 0 : expectation.expected.count(where: lost.contains)
        excluded = expectation.excludedByReason
        feedLoss = WindowCounts(usage.days.inside(window).filter { $0.day < today }).feedLoss
    }
}

/// The phase that a build is in, where it is one that is reviewed as it runs.
package struct RunningPhase: Sendable, Equatable {
    package let phase: Phase
    package let kind: WindowKind
    package let days: ClosedRange<Day>
    /// `nil` where nothing ends it yet.
    package let endsOn: Day?

    /// `nil` in other phases than 집중AS and 최종평가, and where `dates` does not give the phase's days.
    package init?(_ dates: PhaseDates, today: Day) {
        switch dates.phase(on: today) {
        case .intensiveAS:
            guard let days = dates.intensiveAS else { return nil }
            self.init(phase: .intensiveAS, kind: .intensiveAS, days: days, endsOn: days.upperBound)
        case .finalEvaluation:
            guard let so = dates.phaseSoFar(on: today) else { return nil }
            self.init(
                phase: .finalEvaluation, kind: .finalEvaluation, days: so.days,
                endsOn: [dates.finalEvaluatedOn, dates.collectTo].compactMap(\.self).min())
        case .building, .afterCare, .ended: return nil
        }
    }

    private init(phase: Phase, kind: WindowKind, days: ClosedRange<Day>, endsOn: Day?) {
        self.phase = phase
        self.kind = kind
        self.days = days
        self.endsOn = endsOn
    }
}
