import Testing

@testable import Domain

/// July 2026 of a build that was completed on 30 June: 23 weekdays, one of them a holiday, five a declared shut-down.
private let july = day(1)...day(31)

/// A day of July 2026; later numbers run on into August.
private func day(_ number: Int) -> Day {
    Day(parsing: "2026-06-30")?.adding(days: number) ?? Day(number: 0)
}

private func calendar(
    completed: Day? = day(0), from: Day? = nil, to: Day? = nil, collectingFrom: Day? = day(-30),
    workdays: Set<Weekday> = SiteCalendar.weekdays,
    worksOnHolidays: Bool = false, shutdowns: [ClosedRange<Day>] = [day(27)...day(31)],
    outages: OutageDays = .none
) -> BuildCalendar {
    BuildCalendar(
        site: SiteCalendar(
            workdays: workdays, worksOnHolidays: worksOnHolidays, shutdowns: shutdowns, shifts: ""),
        completedOn: completed, collectFrom: from, collectTo: to, collectingFrom: collectingFrom,
        shared: SharedCalendar(
            holidays: HolidayTable([Holiday(day: day(17), name: "제헌절", kind: .statutory)]), outages: outages))
}

private func buildDay(
    _ number: Int, receipts: Int = 10, slots: Int = 4, implausible: Int = 0, arrived: Int = 10
) -> BuildDay {
    BuildDay(
        day: day(number), receipts: receipts, distinctTuples: receipts, slots: DaySlots(0..<slots), users: 1,
        actions: [], first: nil, last: nil, hours: [], late: 0, rejected: 0, implausible: implausible,
        arrived: arrived)
}

private func figure(
    _ kpi: KPI, _ days: [BuildDay] = [], in window: ClosedRange<Day> = july, firstUse: Day? = nil,
    lastSign: Day? = nil, users: [Int] = [], _ calendar: BuildCalendar = calendar(), today: Day = day(32)
) -> KPIValue? {
    kpis(
        .month, window, of: BuildUsage(days: days.map(\.usage), firstUse: firstUse, earlierSign: lastSign),
        users: DistinctUsers(byEpoch: users), calendar: calendar, today: today
    ).value(kpi)
}

struct KPITests {
    struct Excluded: Sendable, CustomTestStringConvertible {
        let day: Day
        let reason: Exclusion?
        var calendar: BuildCalendar = usualCalendar
        var today: Day = usualToday
        var testDescription: String { "\(day): \(reason?.rawValue ?? "expected")" }
    }

    @Test(
        "a day is expected, or left out for the first reason that applies",
        arguments: [
            Excluded(day: day(1), reason: nil),
            Excluded(day: day(0), reason: .beforeCompletion),
            Excluded(day: day(1), reason: .beforeCompletion, calendar: calendar(completed: nil)),
            Excluded(day: day(4), reason: .restDay),
            Excluded(day: day(4), reason: nil, calendar: calendar(workdays: [.saturday])),
            Excluded(day: day(17), reason: .holiday),
            Excluded(day: day(17), reason: nil, calendar: calendar(worksOnHolidays: true)),
            Excluded(day: day(17), reason: .restDay, calendar: calendar(workdays: [.monday])),
            Excluded(day: day(17), reason: .shutdown, calendar: calendar(shutdowns: [day(17)...day(17)])),
            Excluded(day: day(26), reason: .restDay),
            Excluded(day: day(27), reason: .shutdown),
            Excluded(day: day(31), reason: .shutdown),
            Excluded(day: day(9), reason: .outsideCollection, calendar: calendar(from: day(10))),
            Excluded(day: day(10), reason: nil, calendar: calendar(from: day(10), to: day(10))),
            Excluded(day: day(13), reason: .outsideCollection, calendar: calendar(to: day(10))),
            Excluded(day: day(9), reason: .beforeKey, calendar: calendar(collectingFrom: day(10))),
            Excluded(day: day(10), reason: nil, calendar: calendar(collectingFrom: day(10))),
            Excluded(day: day(4), reason: .beforeKey, calendar: calendar(collectingFrom: day(10))),
            Excluded(
                day: day(9), reason: .outsideCollection,
                calendar: calendar(from: day(10), collectingFrom: day(12))),
            Excluded(
                day: day(11), reason: .beforeKey, calendar: calendar(from: day(10), collectingFrom: day(12))),
            Excluded(day: day(0), reason: .beforeCompletion, calendar: calendar(collectingFrom: nil)),
            Excluded(day: day(20), reason: .beforeKey, calendar: calendar(collectingFrom: nil)),
            Excluded(
                day: day(20), reason: .outsideCollection, calendar: calendar(to: day(15), collectingFrom: nil)
            ),
            Excluded(day: day(10), reason: .notOver, today: day(10)),
            Excluded(day: day(11), reason: .notOver, today: day(10)),
            Excluded(day: day(0), reason: .notOver, today: day(0)),
        ])
    func exclusions(_ example: Excluded) {
        let found = example.calendar.exclusion(of: example.day, today: example.today)
        #expect(found?.reason == example.reason)
        #expect(found?.name == (example.reason == .holiday ? "제헌절" : nil))
    }

    @Test("a window is split into expected and excluded days, none twice and none left")
    func split() {
        let split = calendar().expectedDays(in: july, today: day(32))
        #expect(split.expected.count == 17)
        #expect(split.excluded.count == 14)
        #expect(Set(split.expected).union(split.excluded.map(\.day)) == Set(july))
    }

    struct Rate: Sendable, CustomTestStringConvertible {
        let name: String
        let days: [BuildDay]
        let numerator: Int
        let denominator: Int
        let value: Double?
        let favourable: Double?
        var today: Day = usualToday
        var testDescription: String { name }
    }

    @Test(
        "the active-day rate and the bound that favours the build",
        arguments: [
            Rate(name: "no use", days: [], numerator: 0, denominator: 17, value: 0, favourable: 0),
            Rate(
                name: "use on two expected days", days: [buildDay(1), buildDay(2)], numerator: 2,
                denominator: 17,
                value: 2 / 17, favourable: 2 / 17),
            Rate(
                name: "use on a Saturday counts only in favour", days: [buildDay(1), buildDay(4)],
                numerator: 1,
                denominator: 17, value: 1 / 17, favourable: 2 / 17),
            Rate(
                name: "an implausible claim is no use, its arrival counts only in favour",
                days: [
                    buildDay(1, receipts: 3, implausible: 3, arrived: 0),
                    buildDay(2, receipts: 0, arrived: 3),
                ],
                numerator: 0, denominator: 17, value: 0, favourable: 1 / 17),
            Rate(
                name: "one plausible claim among implausible ones is use",
                days: [buildDay(1, receipts: 3, implausible: 2, arrived: 0)], numerator: 1, denominator: 17,
                value: 1 / 17, favourable: 1 / 17),
            Rate(
                name: "days outside the window do not count", days: [buildDay(0), buildDay(32)], numerator: 0,
                denominator: 17, value: 0, favourable: 0),
            Rate(
                name: "today does not count, neither above nor below the line",
                days: [buildDay(1), buildDay(2)],
                numerator: 1, denominator: 1, value: 1, favourable: 1, today: day(2)),
            Rate(
                name: "the favourable bound is at most 1", days: (1...31).map { buildDay($0) }, numerator: 17,
                denominator: 17, value: 1, favourable: 1),
            Rate(
                name: "without an expected day there is no rate", days: [buildDay(0)], numerator: 0,
                denominator: 0,
                value: nil, favourable: nil, today: day(1)),
        ])
    func activeDayRate(_ example: Rate) {
        let found = figure(.activeDayRate, example.days, today: example.today)
        #expect(found?.numerator == example.numerator)
        #expect(found?.denominator == example.denominator)
        #expect(found?.value == example.value)
        #expect(found?.low == example.value)
        #expect(found?.favourable == example.favourable)
    }

    struct Silence: Sendable, CustomTestStringConvertible {
        let name: String
        let lastSign: Day?
        let days: Int?
        var calendar: BuildCalendar = usualCalendar
        var today: Day = usualToday
        var testDescription: String { "\(name): \(days.map(String.init) ?? "not said")" }
    }

    @Test(
        "silence counts expected days after the last sign and before today",
        arguments: [
            Silence(name: "never a sign", lastSign: nil, days: 17),
            Silence(name: "a sign yesterday", lastSign: day(31), days: 0),
            Silence(name: "a sign after the window is not known in it", lastSign: day(32), days: 17),
            Silence(name: "the shut-down is no silence", lastSign: day(24), days: 0),
            Silence(name: "the holiday and the weekend are none", lastSign: day(16), days: 5),
            Silence(name: "a sign before completion starts nothing earlier", lastSign: day(-90), days: 17),
            Silence(
                name: "collection began later", lastSign: nil, days: 3, calendar: calendar(from: day(22))),
            Silence(
                name: "after collection ended nothing is expected", lastSign: day(1), days: 1,
                calendar: calendar(to: day(2))),
            Silence(name: "on the day after completion", lastSign: nil, days: 0, today: day(1)),
            Silence(name: "not completed", lastSign: nil, days: nil, calendar: calendar(completed: nil)),
        ])
    func silence(_ example: Silence) {
        let found = figure(.silence, lastSign: example.lastSign, example.calendar, today: example.today)
        #expect(found?.numerator == example.days)
        #expect(found?.favourable == example.days.map(Double.init))
    }

    @Test("a sign today ends the silence of a window that is not over")
    func signToday() {
        #expect(figure(.silence, in: day(1)...day(40), lastSign: day(32))?.numerator == 0)
        #expect(figure(.silence, in: day(1)...day(31), lastSign: day(32))?.numerator == 17)
    }

    @Test("a window that is over is seen from its end, whenever it is asked for", arguments: [32, 33, 90])
    func seenFromItsEnd(today: Int) {
        for kpi in [KPI.silence, .activeDayRate, .timeToFirstUse, .slotsPerActiveDay] {
            let usage = BuildUsage(
                days: [buildDay(7), buildDay(40)].map(\.usage), firstUse: day(7), earlierSign: nil)
            let values = [WindowKind.month, .range, .week].map { kind in
                kpis(
                    kind, july, of: usage, users: DistinctUsers(byEpoch: []), calendar: calendar(),
                    today: day(today)
                ).value(kpi)
            }
            #expect(Set(values.map { $0?.value }).count == 1)
            #expect(values[0]?.value == figure(kpi, [buildDay(7)], firstUse: day(7))?.value)
        }
    }

    @Test("nothing is said of the use of a build before its first key")
    func beforeKey() {
        let keyless = calendar(collectingFrom: nil)
        #expect(keyless.firstPossibleDay == nil)
        #expect(figure(.silence, [], keyless)?.numerator == nil)
        #expect(figure(.activeDayRate, [], keyless)?.denominator == 0)
        #expect(figure(.activeDayRate, [], keyless)?.value == nil)
        #expect(ExpectedStrip(keyless, until: day(32)) == nil)
        // 1 July was a Wednesday; of the 10th, the 13th to the 16th and the 20th to the 24th something is expected.
        let late = calendar(collectingFrom: day(10))
        #expect(late.firstPossibleDay == day(10))
        #expect(figure(.silence, [], late)?.numerator == 10)
        #expect(figure(.activeDayRate, [buildDay(3), buildDay(10)], late)?.numerator == 1)
        #expect(figure(.activeDayRate, [buildDay(3), buildDay(10)], late)?.denominator == 10)
        #expect(ExpectedStrip(late, until: day(32))?.first == day(10))
        // A key that existed before the window opened, or before completion, changes nothing.
        #expect(calendar(from: day(5), collectingFrom: day(5)).firstPossibleDay == day(5))
        #expect(calendar(collectingFrom: day(-20)).firstPossibleDay == day(1))
    }

    @Test("silence reaches back beyond the window")
    func longSilence() {
        let found = figure(.silence, in: day(32)...day(62), lastSign: day(1), today: day(35))
        #expect(found?.numerator == 17)
    }

    struct FirstUse: Sendable, CustomTestStringConvertible {
        let firstUse: Day?
        var completed: Day? = usualCompletion
        var collectingFrom: Day? = usualCompletion
        let days: Int?
        var testDescription: String {
            "\(firstUse.map { "\($0)" } ?? "never"): \(days.map(String.init) ?? "not said")"
        }
    }

    @Test(
        "time to first use is in calendar days, and never below 0",
        arguments: [
            FirstUse(firstUse: day(1), days: 1),
            FirstUse(firstUse: day(31), days: 31),
            FirstUse(firstUse: day(0), days: 0),
            FirstUse(firstUse: day(-5), days: 0),
            FirstUse(firstUse: nil, days: nil),
            FirstUse(firstUse: day(1), completed: nil, days: nil),
            FirstUse(firstUse: day(31), collectingFrom: day(28), days: 3),
            FirstUse(firstUse: day(28), collectingFrom: day(28), days: 0),
            FirstUse(firstUse: day(5), collectingFrom: day(28), days: 0),
            FirstUse(firstUse: day(5), collectingFrom: nil, days: nil),
        ])
    func timeToFirstUse(_ example: FirstUse) {
        let found = figure(
            .timeToFirstUse, firstUse: example.firstUse,
            calendar(completed: example.completed, collectingFrom: example.collectingFrom))
        #expect(found?.value == example.days.map(Double.init))
    }

    @Test("slots are a mean over active days only")
    func slots() {
        let days = [
            buildDay(1, slots: 6), buildDay(4, slots: 3), buildDay(6, receipts: 2, slots: 9, implausible: 2),
        ]
        let found = figure(.slotsPerActiveDay, days)
        #expect(found?.numerator == 9)
        #expect(found?.denominator == 2)
        #expect(found?.value == 4.5)
        #expect(figure(.slotsPerActiveDay, [])?.value == nil)
    }

    struct Users: Sendable, CustomTestStringConvertible {
        let byEpoch: [Int]
        let low: Double
        let high: Double
        var testDescription: String { "\(byEpoch): \(low) to \(high)" }
    }

    @Test(
        "distinct users over several epochs lie between the largest and the sum",
        arguments: [
            Users(byEpoch: [], low: 0, high: 0),
            Users(byEpoch: [4], low: 4, high: 4),
            Users(byEpoch: [4, 7], low: 7, high: 11),
        ])
    func users(_ example: Users) {
        let found = figure(.distinctUsers, users: example.byEpoch)
        #expect(found?.low == example.low)
        #expect(found?.value == example.low)
        #expect(found?.favourable == example.high)
    }
}

private let usualCalendar = calendar()
private let usualToday = day(32)
private let usualCompletion: Day? = day(0)
