/// What is counted over one window of one build, and the figures that follow from it.
///
/// KPIs, rules, ranks among peers and lists take these figures from here, so that they cannot differ.
package struct WindowCounts: Sendable, Equatable {
    /// Expected days; the touched ones lost a part to an outage of ours.
    package internal(set) var expected = 0
    package internal(set) var touched = 0
    /// Days of work that an outage of ours took whole.
    var lost = 0
    var suspended = 0
    /// Days of work of an incident of many builds.
    var common = 0
    var resting = 0
    /// Days of use, expected or not.
    var active = 0
    var activeExpected = 0
    /// Those whose first record came within the policy's days.
    var activeInTime = 0
    /// Active or not, on touched expected days.
    var activeTouched = 0
    var withArrivals = 0
    package internal(set) var receipts = 0
    package internal(set) var late = 0
    package internal(set) var rejected = 0
    package internal(set) var distinct = 0
    var work = 0
    /// Expected days without use on which records were refused: the build was sending.
    var refusedOnly = 0

    /// Days after which a first record is late for the bound that harms; `nil` where no policy says so.
    private let lateDays: Int?

    /// Days of the window that are over, without a calendar: nothing is expected of them.
    package init(_ days: some Sequence<some CountedDay>) {
        self.init(lateDays: nil)
        for day in days { add(day, .resting) }
    }

    init(lateDays: Int?) {
        self.lateDays = lateDays
    }

    /// - Parameters:
    ///   - days: of the window, as far as they are over.
    ///   - seenFrom: the day from which the window is seen; the policy of that day says what is late.
    init(
        _ days: some Sequence<some CountedDay>, _ expectation: ExpectedDays, _ shared: SharedCalendar,
        seenFrom: Day
    ) {
        self.init(lateDays: shared.lateDays(on: seenFrom))
        let touched = shared.outages.touched
        let marks = DaySet(expectation.expected)
        for day in expectation.expected { add(touched.contains(day) ? .touched : .expected) }
        for day in expectation.excluded { add(ExpectedStrip.Mark(day.reason)) }
        for day in days {
            let mark: ExpectedStrip.Mark =
                !marks.contains(day.day) ? .resting : touched.contains(day.day) ? .touched : .expected
            add(day, mark)
        }
    }

    /// Counts what may be expected of a day.
    mutating func add(_ mark: ExpectedStrip.Mark) {
        switch mark {
        case .expected: expected += 1
        case .touched:
            expected += 1
            touched += 1
        case .lost: lost += 1
        case .suspended: suspended += 1
        case .common: common += 1
        case .resting: resting += 1
        }
    }

    /// Counts what came of a day.
    mutating func add(_ day: some CountedDay, _ mark: ExpectedStrip.Mark) {
        if day.isActive {
            active += 1
            if mark.isExpected {
                activeExpected += 1
                if lateDays.map({ day.lag <= $0 }) ?? true { activeInTime += 1 }
            }
            if mark == .touched { activeTouched += 1 }
        }
        if day.hasArrivals { withArrivals += 1 }
        if day.rejected > 0, !day.isSign, mark.isExpected { refusedOnly += 1 }
        receipts += day.receipts
        late += day.late
        rejected += day.rejected
        distinct += day.distinct
        work += day.work
    }

    /// Share of the days of work without an outage of ours; 1 where there was no day of work.
    package var coverage: Double {
        let all = expected + lost
        return all == 0 ? 1 : Double(expected - touched) / Double(all)
    }

    /// Use of the expected days.
    ///
    /// The bound that harms leaves out days whose first record came later than the policy's days: a file that is imported
    /// after the window has closed counts in the value and in the favourable bound, and proves less.
    /// The favourable bound takes for use what may have been use: use on days that were not expected, or days of arrival
    /// where they are more than days of claim (a batch sent after midnight or a wrong clock must not harm), and days without
    /// use that lost a part to an outage of ours.
    var usedDays: UsedDays {
        UsedDays(
            active: activeExpected, expected: expected, inTime: activeInTime,
            atBest: max(active, withArrivals) + touched - activeTouched)
    }

    /// The rate at best, where days on which records were refused count as days of use.
    var rateWithRefused: Double? {
        UsedDays(
            active: activeExpected, expected: expected, inTime: activeInTime,
            atBest: usedDays.atBest + refusedOnly
        ).favourable
    }

    /// All days of work of the window taken for days without a sign of life.
    ///
    /// The favourable bound leaves out days that lost a part to an outage of ours.
    var silence: KPIValue {
        KPIValue(count: .silence, expected, favourable: expected - touched)
    }

    /// Late and refused records ÷ all that came.
    package var feedLoss: KPIValue {
        let came = receipts + rejected
        return KPIValue(share: .feedLoss, min(late + rejected, came), of: came)
    }

    /// Records other than log-ins and log-outs ÷ records.
    var beyondLogIn: KPIValue { KPIValue(share: .beyondLogIn, work, of: receipts) }
}

/// How many of the days that were expected were used.
struct UsedDays: Equatable {
    /// Expected days with use.
    let active: Int
    let expected: Int
    /// Active days whose first record came within the policy's days.
    let inTime: Int
    /// Days that may be taken for use in favour of the build.
    let atBest: Int

    /// The active-day rate.
    var rate: KPIValue {
        KPIValue(share: .activeDayRate, active, of: expected, low: low, favourable: favourable)
    }

    /// The rate against the rate of the build's own start; not computable without expected days in both, or without use then.
    func trend(against own: UsedDays) -> KPIValue {
        guard let value, let favourable, let ownRate = own.value, let ownBest = own.favourable, ownRate > 0
        else { return KPIValue(notComputable: .trend, numerator: active, denominator: expected) }
        return KPIValue(
            kpi: .trend, numerator: active, denominator: expected, value: value / ownRate,
            low: (low ?? value) / ownBest, favourable: favourable / ownRate, reference: ownRate)
    }

    var value: Double? { share(active, of: expected) }
    var low: Double? { share(inTime, of: expected) }
    var favourable: Double? { expected > 0 ? min(1, Double(atBest) / Double(expected)) : nil }
}

/// The days over which silence is counted: from the day after the last sign of life, or from the first day on which
/// anything could be expected, to the day before `today`.
///
/// - Returns: `nil` where there is no such day.
package func silentDays(after lastSign: Day?, from firstPossible: Day, until today: Day) -> ClosedRange<Day>?
{
    let start = max(lastSign?.adding(days: 1) ?? firstPossible, firstPossible)
    return start < today ? start...today.adding(days: -1) : nil
}

extension BuildCalendar {
    /// Expected days after the last sign of life and before `today`.
    package func silence(after lastSign: Day?, today: Day) -> KPIValue {
        guard let firstPossibleDay else { return KPIValue(notComputable: .silence) }
        var counts = WindowCounts(lateDays: nil)
        if let days = silentDays(after: lastSign, from: firstPossibleDay, until: today) {
            counts = WindowCounts(
                EmptyCollection<UsageDay>(), expectedDays(in: days, today: today), shared, seenFrom: today)
        }
        return counts.silence
    }

    /// The eight weeks from the first use after completion on: what a build's later use is held against.
    package func ownStart(firstUse: Day?) -> ClosedRange<Day>? {
        guard let firstUse, let firstPossibleDay else { return nil }
        let start = max(firstUse, firstPossibleDay)
        return start...start.adding(days: 55)
    }
}
