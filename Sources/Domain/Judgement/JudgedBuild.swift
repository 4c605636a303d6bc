/// What is known of the feed of a build besides its days.
package struct FeedNotes: Sendable, Equatable {
    /// Keys that could be used on the day of judgement.
    package let usableKeys: Int
    /// The last day on which a key ended, revoked or expired.
    package let keyEndedOn: Day?
    /// The last day on which a key came from a dialect from which it had never come.
    package let dialectChangedOn: Day?
    /// The last day on which a key came from a class of networks from which it had never come.
    package let networkChangedOn: Day?

    package static let none = FeedNotes(
        usableKeys: 1, keyEndedOn: nil, dialectChangedOn: nil, networkChangedOn: nil)

    package init(usableKeys: Int, keyEndedOn: Day?, dialectChangedOn: Day?, networkChangedOn: Day?) {
        self.usableKeys = usableKeys
        self.keyEndedOn = keyEndedOn
        self.dialectChangedOn = dialectChangedOn
        self.networkChangedOn = networkChangedOn
    }
}

/// A recorded change that can explain why a feed stopped or became thinner.
package struct ExplainingChange: Sendable, Equatable {
    /// Supplier change, system change or address move.
    package let explanation: InnocentExplanation
    package let effectiveOn: Day

    package init(_ explanation: InnocentExplanation, effectiveOn: Day) {
        self.explanation = explanation
        self.effectiveOn = effectiveOn
    }
}

/// Everything that the rules read about one build.
package struct JudgedBuild: Sendable {
    package let facts: BuildFacts
    package let calendar: BuildCalendar
    /// The first 8 weeks of use, and the days since a start that reaches back as far as any rule; in ascending order.
    ///
    /// A day that is missing there had nothing.
    package let days: [JudgedDay]
    /// The day from which on all were read.
    package let readFrom: Day
    /// The last sign of life before those last days, if there was one.
    package let earlierSign: Day?
    /// The first plausible day of use; what a build's later use is held against begins there.
    package let firstUse: Day?
    package let feed: FeedNotes
    package let changes: [ExplainingChange]

    package init(
        facts: BuildFacts, calendar: BuildCalendar, days: [JudgedDay], readFrom: Day, earlierSign: Day?,
        firstUse: Day?, feed: FeedNotes, changes: [ExplainingChange]
    ) {
        self.facts = facts
        self.calendar = calendar
        self.days = days
        self.readFrom = readFrom
        self.earlierSign = earlierSign
        self.firstUse = firstUse
        self.feed = feed
        self.changes = changes
    }
}

/// A build as it is judged on one day, with what several rules need worked out once.
package struct JudgedMoment: Sendable {
    package let build: JudgedBuild
    /// The KST day on which it is judged; it is itself never expected, and nothing of it counts.
    package let today: Day
    /// Whole months since completion.
    package let month: Int
    package let firstPossible: Day
    package let lastSign: Day?
    let strip: ExpectedStrip
    /// The days before today, as a part of the build's.
    let days: ArraySlice<JudgedDay>

    /// `nil` where nothing can be expected yet.
    package init?(_ build: JudgedBuild, today: Day) {
        guard let strip = ExpectedStrip(build.calendar, until: today) else { return nil }
        self.init(build, today: today, strip: strip)
    }

    /// - Parameter strip: of the same calendar, reaching `today` at least.
    init?(_ build: JudgedBuild, today: Day, strip: ExpectedStrip) {
        guard let completedOn = build.calendar.completedOn, strip.first < today else { return nil }
        self.build = build
        self.today = today
        self.strip = strip
        firstPossible = strip.first
        let end = build.days.lowerBound(of: today)
        days = build.days[..<end]
        lastSign = build.days.lastSign(until: today.adding(days: -1), earlier: build.earlierSign)
        month = Self.months(from: completedOn, to: today)
    }

    /// Working days since the last sign of life, but for those that an outage of ours touched; 0 where there never was one.
    package var certainSilence: Int {
        guard let lastSign, lastSign < today else { return 0 }
        let counts = counts(in: lastSign.adding(days: 1)...today)
        return counts.expected - counts.touched
    }

    /// Working days since the last day on which anything came, refused records too.
    var silenceSinceAnything: Int {
        guard let last = days.last(where: { $0.isSign || $0.rejected > 0 })?.day, last < today else {
            return 0
        }
        let counts = counts(in: last.adding(days: 1)...today)
        return counts.expected - counts.touched
    }

    /// What is counted over the days of `window` that are over.
    func counts(in window: ClosedRange<Day>) -> WindowCounts {
        var counts = WindowCounts(lateDays: build.calendar.shared.lateDays(on: today))
        let from = max(window.lowerBound, strip.first)
        let to = min(window.upperBound, today.adding(days: -1))
        if from <= to { strip.count(from...to, into: &counts) }
        // Use before completion counts in favour of the build, like use on any day without expected work.
        if window.lowerBound <= to {
            for day in days.inside(window.lowerBound...to) { counts.add(day, strip.mark(of: day.day)) }
        }
        return counts
    }

    /// The 28 days, or any other number, that end yesterday.
    func last(_ count: Int) -> ClosedRange<Day> {
        today.adding(days: -count)...today.adding(days: -1)
    }

    private static func months(from: Day, to: Day) -> Int {
        var months = (to.year - from.year) * 12 + to.month - from.month
        if from.adding(months: months) > to { months -= 1 }
        return max(0, months)
    }
}

extension JudgedBuild {
    /// What may be expected of its days until the day before `today`; `nil` where there is none.
    package func strip(until today: Day) -> BuildDays? {
        ExpectedStrip(calendar, until: today).map(BuildDays.init)
    }

    /// The build as it is judged on one of the days of `days`.
    package func moment(on today: Day, _ days: BuildDays) -> JudgedMoment? {
        JudgedMoment(self, today: today, strip: days.strip)
    }
}

/// The expected days of one build, worked out once for several days of judgement.
package struct BuildDays: Sendable {
    let strip: ExpectedStrip
}

extension JudgedMoment {
    /// Whether the build is in a phase in which it is judged at all.
    package var isMonitored: Bool {
        let phase = build.facts.phases.phase(on: today)
        return phase != .building && phase != .ended
    }
}
