import Testing

@testable import Domain

/// Weekdays of a build that was completed on Sunday 31 May 2026; day 1 is Monday 1 June.
private func day(_ number: Int) -> Day {
    Day(parsing: "2026-05-31")?.adding(days: number) ?? Day(number: 0)
}

/// A build day of ten receipts in one slot an hour from nine on, all distinct.
private func used(
    _ number: Int, receipts: Int = 10, distinct: Int? = nil, implausible: Int = 0, arrived: Int = 10,
    late: Int = 0, rejected: Int = 0, slots: Int = 6, actions: SIMD8<Int32> = [1, 1, 8, 0, 0, 0, 0, 0],
    logIns: Int = 0, pairs: Int = 0
) -> UsageDay {
    UsageDay(
        day: day(number), receipts: receipts, distinctTuples: distinct ?? receipts, implausible: implausible,
        arrived: arrived, late: late, rejected: rejected, slots: slots, users: 1, actions: actions,
        logInUsers: logIns, logInPairs: pairs)
}

private func calendar(touched: [Int] = [], shifts: String = "") -> BuildCalendar {
    BuildCalendar(
        site: SiteCalendar(
            workdays: SiteCalendar.weekdays, worksOnHolidays: false, shutdowns: [], shifts: shifts),
        completedOn: day(0), collectFrom: nil, collectTo: nil, collectingFrom: day(0),
        shared: SharedCalendar(
            holidays: HolidayTable([]),
            outages: OutageDays(
                touched.map {
                    (day($0).start.adding(seconds: 36_000), day($0).start.adding(seconds: 36_120))
                })))
}

/// Over four weeks from day 1 on unless another window is given, seen from the day after.
private func figure(
    _ kpi: KPI, _ days: [UsageDay], kind: WindowKind = .last28, in window: ClosedRange<Int> = 1...28,
    firstUse: Int? = nil, firstSign: Int? = nil, start: [UsageDay] = [], slots: [Day: DaySlots] = [:],
    _ calendar: BuildCalendar = calendar(), today: Int? = nil
) -> KPIValue? {
    kpis(
        kind, day(window.lowerBound)...day(window.upperBound),
        of: BuildUsage(
            days: (start + days).sorted { $0.day < $1.day }, firstUse: firstUse.map(day),
            firstSign: firstSign.map(day), earlierSign: nil, slots: slots),
        users: DistinctUsers(byEpoch: []), calendar: calendar, today: day(today ?? window.upperBound + 1)
    ).value(kpi)
}

/// What a test says of a figure: numerator, denominator, value and both bounds.
private struct Said: Equatable, CustomStringConvertible {
    let numerator: Int?
    let denominator: Int?
    let value: Double?
    let low: Double?
    let favourable: Double?

    init(_ numerator: Int?, _ denominator: Int?, _ value: Double?, _ low: Double?, _ favourable: Double?) {
        self.numerator = numerator
        self.denominator = denominator
        self.value = value
        self.low = low
        self.favourable = favourable
    }

    init?(_ value: KPIValue?) {
        guard let value else { return nil }
        self.init(value.numerator, value.denominator, value.value, value.low, value.favourable)
    }

    var description: String {
        "\(numerator.map(String.init) ?? "-") / \(denominator.map(String.init) ?? "-") = "
            + [value, low, favourable].map { $0.map { "\($0)" } ?? "-" }.joined(separator: ", ")
    }
}

@Suite("KPIs of use") struct KPIUseFigureTests {
    @Test func activeDaysOfTheLastSevenAreThoseBeforeToday() {
        let days = [used(21), used(22), used(27), used(28), used(29)]
        #expect(Said(figure(.activeDays7, days)) == Said(3, nil, 3, 3, 3))
        #expect(Said(figure(.activeDays28, days)) == Said(4, nil, 4, 4, 4))
    }

    @Test func anArrivalOrATouchedDayCountsAsActiveOnlyInFavour() {
        let days = [used(22), used(23, receipts: 0, arrived: 4), used(24, receipts: 0, arrived: 4)]
        #expect(Said(figure(.activeDays7, days)) == Said(1, nil, 1, 1, 3))
        #expect(Said(figure(.activeDays7, days, calendar(touched: [22, 28]))) == Said(1, nil, 1, 1, 4))
    }

    @Test func theFirstUseMayHaveBeenARecordWithAWrongClock() {
        let found = figure(.timeToFirstUse, [], firstUse: 9, firstSign: 4)
        #expect(Said(found) == Said(9, nil, 9, 9, 4))
        let never = figure(.timeToFirstUse, [], firstSign: 4)
        #expect(Said(never) == Said(nil, nil, nil, nil, 4))
    }

    @Test func theTrendHoldsARateAgainstThatOfTheOwnFirstEightWeeks() throws {
        // From day 1: 40 expected days in eight weeks, 20 used. Then 20 expected in four weeks, 5 used.
        let start = (1...56).filter { $0 % 7 < 5 && $0 % 7 > 0 && $0 % 2 == 1 }.map { used($0) }
        let own = start.count
        let days = [used(57), used(58), used(59), used(60), used(61)]
        let found = try #require(figure(.trend, days, in: 57...84, firstUse: 1, start: start))
        #expect(Said(found) == Said(5, 20, (5.0 / 20) / (Double(own) / 40), found.low, found.favourable))
        #expect(found.reference == Double(own) / 40)
        #expect(found.low == found.value)
        #expect(found.favourable == found.value)
    }

    @Test func theTrendIsNotSaidBeforeTheFirstEightWeeksAreOver() {
        let start = [used(1), used(2)]
        #expect(figure(.trend, [], in: 56...83, firstUse: 1, start: start)?.value == nil)
        #expect(figure(.trend, [], in: 57...84, firstUse: 1, start: start)?.value == 0)
        #expect(figure(.trend, [], in: 57...84, firstUse: 1)?.value == nil, "nor where they were not read")
        #expect(figure(.trend, [], in: 57...84)?.value == nil, "nor where there was no use")
    }

    @Test func aTouchedDayMovesBothEndsOfTheTrend() throws {
        // Own start: 8 of 40, at best 9 of 40. Now 2 of 20, at best 3 of 20.
        let start = (1...5).map { used($0) } + [used(8), used(9), used(10)]
        let found = try #require(
            figure(
                .trend, [used(57), used(58)], in: 57...84, firstUse: 1, start: start,
                calendar(touched: [11, 59])))
        #expect(found.value == (2.0 / 20) / (8.0 / 40))
        #expect(found.low == (2.0 / 20) / (9.0 / 40))
        #expect(found.favourable == (3.0 / 20) / (8.0 / 40))
    }

    struct State: Sendable, CustomTestStringConvertible {
        let name: String
        let days: [Int]
        var arrivals: [Int] = []
        let firstUse: Int?
        let state: Lifecycle?
        var atBest: Lifecycle?
        var today = 15
        var testDescription: String { name }
    }

    @Test(
        "the state of use compares a week with the one before",
        arguments: [
            State(name: "first used this week", days: [9], firstUse: 9, state: .new, atBest: .new),
            State(name: "used in both", days: [3, 9], firstUse: 3, state: .returning, atBest: .returning),
            State(
                name: "used again", days: [9], firstUse: -20, state: .resurrecting, atBest: .resurrecting),
            State(name: "used before only", days: [3], firstUse: 3, state: .dormant, atBest: .dormant),
            State(name: "never used", days: [], firstUse: nil, state: nil, atBest: nil),
            State(
                name: "the week is not over", days: [3], firstUse: 3, state: nil, atBest: nil, today: 14),
            State(
                name: "an arrival is use in favour", days: [3], arrivals: [9], firstUse: 3, state: .dormant,
                atBest: .returning),
        ])
    func lifecycle(_ example: State) {
        let days =
            example.days.map { used($0) } + example.arrivals.map { used($0, receipts: 0, arrived: 2) }
        let found = figure(
            .lifecycle, days, kind: .week, in: 8...14, firstUse: example.firstUse, today: example.today)
        #expect(found?.value == example.state.map { Double($0.rawValue) })
        #expect(found?.favourable == example.atBest.map { Double($0.rawValue) })
    }

    @Test func retentionFollowsTheBuildsOfAMonthWeekByWeek() {
        func build(_ completed: Int, used days: [Int], shutdowns: [ClosedRange<Day>] = []) -> RetentionBuild {
            RetentionBuild(
                calendar: BuildCalendar(
                    site: SiteCalendar(
                        workdays: SiteCalendar.weekdays, worksOnHolidays: false, shutdowns: shutdowns,
                        shifts: ""),
                    completedOn: day(completed), collectFrom: nil, collectTo: nil,
                    collectingFrom: day(completed),
                    shared: SharedCalendar(holidays: HolidayTable([]))),
                days: days.map { used($0) })
        }
        let found = retention(
            of: [
                build(7, used: [8, 15]), build(7, used: [10]),
                build(7, used: [], shutdowns: [day(15)...day(21)]), build(0, used: [1]),
            ], weeks: 2, today: day(22))
        #expect(
            found.map { "\($0.cohort) \($0.week): \($0.value.numerator ?? -1)/\($0.value.denominator ?? -1)" }
                == ["2026-05-01 1: 1/1", "2026-05-01 2: 0/1", "2026-06-01 1: 2/3", "2026-06-01 2: 1/2"])
        #expect(retention(of: [build(7, used: [8])], weeks: 2, today: day(14)).isEmpty, "no week is over")
    }
}

@Suite("KPIs of depth") struct KPIDepthFigureTests {
    @Test func implausibleReceiptsMayHaveBeenSlots() {
        let days = [used(1, implausible: 4, slots: 6), used(2, receipts: 400, implausible: 9, slots: 140)]
        #expect(Said(figure(.slotsPerActiveDay, days)) == Said(146, 2, 73, 73, (10.0 + 144) / 2))
    }

    @Test func breadthCountsKindsOnDaysOfUse() {
        let days = [
            used(1, actions: [2, 0, 8, 0, 0, 0, 0, 5]),
            // One create among one implausible receipt: perhaps there was none.
            used(2, implausible: 1, actions: [0, 0, 9, 1, 0, 0, 0, 0]),
            used(3, receipts: 3, implausible: 3, actions: [0, 0, 0, 0, 0, 3, 0, 0]),
        ]
        #expect(Said(figure(.breadth, days)) == Said(3, nil, 3, 2, 4))
    }

    @Test func recordWorkIsWritingAmongReadingAndWriting() {
        // 4 writes, 12 reads, 4 without a known action; 2 repeats and 1 implausible are in doubt.
        let days = [
            used(1, receipts: 12, distinct: 10, actions: [0, 0, 8, 2, 0, 0, 0, 2]),
            used(2, receipts: 8, implausible: 1, actions: [0, 0, 4, 0, 1, 1, 0, 2]),
        ]
        #expect(
            Said(figure(.recordWorkShare, days))
                == Said(4, 16, 0.25, 1.0 / (12 + 4 + 1), 8.0 / (8 + 12 - 3)))
        let doubtful = [used(1, distinct: 1, implausible: 9, actions: [0, 0, 0, 10, 0, 0, 0, 0])]
        #expect(Said(figure(.recordWorkShare, doubtful)) == Said(10, 10, 1, 0, 1))
        let none = [used(1, actions: [5, 5, 0, 0, 0, 0, 0, 0])]
        #expect(Said(figure(.recordWorkShare, none)) == Said(0, 0, nil, nil, nil))
    }

    @Test func logInsAreHeldAgainstLogOuts() {
        let days = [used(1, logIns: 4, pairs: 3), used(2, logIns: 4, pairs: 0)]
        #expect(Said(figure(.logInPairs, days)) == Said(3, 8, 0.375, 0.375, 0.375))
        #expect(Said(figure(.logInPairs, days, calendar(touched: [2]))) == Said(3, 8, 0.375, 0.375, 0.875))
    }

    @Test func shiftsAreCoveredWhereTheyHaveASlot() {
        // 09:00 and 19:50 lie in the first of two shifts from 8 on, 20:00 in the second.
        let slots = [day(1): DaySlots([54, 119]), day(2): DaySlots([54, 120])]
        let days = [used(1), used(2)]
        let found = figure(.shiftCoverage, days, slots: slots, calendar(shifts: "2교대"))
        #expect(Said(found) == Said(3, 4, 0.75, 0.75, 1), "a change at ten covers both")
        #expect(figure(.shiftCoverage, days, slots: slots)?.value == nil, "one shift covers itself")
        #expect(figure(.shiftCoverage, days, calendar(shifts: "2교대"))?.value == nil, "without hours nothing")
    }

    @Test(arguments: [
        ("2교대", 2), ("3 교대", 3), ("4조3교대", 3), ("4조 2교대", 2), ("1교대", nil), ("", nil), ("주간", nil),
        ("교대", nil), ("9교대", nil),
    ])
    func theWordsOfTheFileSayHowManyShifts(text: String, shifts: Int?) {
        #expect(ShiftPattern(text)?.shifts == shifts)
    }

    @Test func theProfileOfAWeekAddsSlotsByHourAndWeekday() {
        func buildDay(_ number: Int, _ slots: [Int], receipts: Int = 9) -> BuildDay {
            BuildDay(
                day: day(number), receipts: receipts, distinctTuples: 9, slots: DaySlots(slots), users: 1,
                actions: [], first: nil, last: nil, hours: [], late: 0, rejected: 0, implausible: 0,
                arrived: 9)
        }
        let profile = SlotProfile([
            buildDay(1, [54, 55, 60]), buildDay(8, [54, 143]), buildDay(2, [0]), buildDay(3, [], receipts: 0),
        ])
        #expect(profile.days == [2, 1, 0, 0, 0, 0, 0])
        #expect(profile.slots[0][9] == 3)
        #expect(profile.slots[0][10] == 1)
        #expect(profile.slots[0][23] == 1)
        #expect(profile.slots[1][0] == 1)
        #expect(profile.slots.joined().reduce(0, +) == 6)
        #expect(profile.share(of: 9..<11) == 4.0 / 6)
    }

    @Test func slotsAreReadFromTheirBits() {
        let bits = String(repeating: "0", count: 143) + "1"
        #expect(DaySlots(bits: bits) == DaySlots([143]))
        #expect(DaySlots(bits: String("1" + bits.dropLast()))?.contains(0) == true)
        #expect(DaySlots(bits: String(bits.dropLast())) == nil)
        #expect(DaySlots(bits: String(bits.dropLast() + "2")) == nil)
        #expect(DaySlots([-1, 144]) == .none)
        #expect(DaySlots(0..<144).count == 144)
    }
}

@Suite("KPIs of the feed") struct KPIFeedFigureTests {
    @Test func lateRecordsAreAShareOfAll() {
        // 20 receipts, 5 late; 2 repeats and 1 implausible are in doubt.
        let days = [used(1, late: 5), used(2, distinct: 8, implausible: 1)]
        #expect(Said(figure(.lateShare, days)) == Said(5, 20, 0.25, 5.0 / 17, 2.0 / 17))
        #expect(Said(figure(.lateShare, [])) == Said(0, 0, nil, nil, nil))
        let all = [used(1, distinct: 1, late: 10)]
        #expect(Said(figure(.lateShare, all)) == Said(10, 10, 1, 1, 1), "nine of ten may be one record again")
        let both = [used(1, distinct: 1, implausible: 10, late: 10)]
        #expect(figure(.lateShare, both)?.favourable == 0)
    }

    @Test func refusedRecordsAreAShareOfAll() {
        // 20 receipts, 16 of them distinct; 5 refused on two days.
        let days = [used(1, distinct: 6, rejected: 4), used(2, rejected: 1)]
        #expect(Said(figure(.rejectedShare, days)) == Said(5, 25, 0.2, 5.0 / 21, 2.0 / 22))
    }

    @Test func aFeedIsContinuousWhereEveryExpectedDayHasASign() {
        // 20 expected days; signs on two of them and on a Saturday.
        let days = [
            used(1), used(2, receipts: 0, arrived: 1), used(6),
            used(3, receipts: 2, implausible: 2, arrived: 0),
        ]
        #expect(Said(figure(.continuity, days)) == Said(2, 20, 0.1, 0.1, 3.0 / 20))
        #expect(
            Said(figure(.continuity, days, calendar(touched: [2, 3]))) == Said(2, 20, 0.1, 0.1, 4.0 / 20))
    }

    @Test func theLongestGapCountsExpectedDaysBetweenSigns() {
        // Before day 4 there are 3, from 5 to 19 with a sign on Saturday 13 there are 6 and 5, then 5.
        #expect(Said(figure(.longestGap, [used(4), used(13), used(20)])) == Said(6, nil, 6, 6, 6))
        #expect(
            Said(figure(.longestGap, [used(4), used(13), used(20)], calendar(touched: [8])))
                == Said(6, nil, 6, 6, 5))
        #expect(figure(.longestGap, [])?.value == 20)
        #expect(figure(.longestGap, (1...28).map { used($0) })?.value == 0)
        #expect(figure(.longestGap, [], in: 6...7)?.value == nil, "a weekend has no expected day")
    }
}
