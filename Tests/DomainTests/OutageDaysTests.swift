import Testing

@testable import Domain

/// Wednesday, the first of a month of which days 1 to 3 and 6 to 10 are workdays.
private let first = Day(parsing: "2026-07-01") ?? Day(number: 0)

private func day(_ number: Int) -> Day { first.adding(days: number - 1) }

private func time(_ number: Int, _ hour: Int, _ minute: Int, _ second: Int = 0) -> Timestamp {
    day(number).start.adding(seconds: Int64(hour * 3_600 + minute * 60 + second))
}

private func calendar(_ outages: [(began: Timestamp, ended: Timestamp)]) -> BuildCalendar {
    BuildCalendar(
        site: SiteCalendar(
            workdays: SiteCalendar.weekdays, worksOnHolidays: false, shutdowns: [], shifts: ""),
        completedOn: day(0), collectFrom: nil, collectTo: nil, collectingFrom: day(0),
        shared: SharedCalendar(holidays: HolidayTable([]), outages: OutageDays(outages)))
}

private func buildDay(_ number: Int) -> BuildDay {
    BuildDay(
        day: day(number), receipts: 10, distinctTuples: 10, slots: DaySlots(0..<4), users: 1, actions: [],
        first: nil, last: nil, hours: [], late: 0, rejected: 0, implausible: 0, arrived: 10)
}

private func figure(
    _ kpi: KPI, _ days: [Int], lastSign: Int? = nil, _ outages: [(began: Timestamp, ended: Timestamp)]
) -> KPIValue? {
    kpis(
        .month, day(1)...day(10),
        of: BuildUsage(days: days.map { buildDay($0).usage }, firstUse: nil, earlierSign: lastSign.map(day)),
        users: DistinctUsers(byEpoch: []), calendar: calendar(outages), today: day(11)
    ).value(kpi)
}

/// Our own outages, which are never held against a factory.
@Suite struct OutageDaysTests {
    @Test func tenMinutesOfADayAreTheDay() {
        let short = OutageDays([(time(2, 9, 0), time(2, 9, 9, 59))])
        #expect(short.lost == [])
        #expect(short.touched == [day(2)])
        let long = OutageDays([(time(2, 9, 0), time(2, 9, 10))])
        #expect(long.lost == [day(2)])
        let together = OutageDays([(time(2, 9, 0), time(2, 9, 5)), (time(2, 20, 0), time(2, 20, 5))])
        #expect(together.lost == [day(2)], "what was lost of a day adds up")
    }

    @Test func aSecondOfTwoOutagesCountsOnce() {
        let recorded = (began: time(2, 9, 0), ended: time(2, 9, 9, 59))
        let declared = (began: time(2, 9, 2), ended: time(2, 9, 7))
        #expect(OutageDays([declared, recorded]) == OutageDays([recorded]))
        let overlapping = OutageDays([recorded, (began: time(2, 9, 5), ended: time(2, 9, 10))])
        #expect(overlapping.lost == [day(2)], "ten minutes together")
    }

    @Test func theLastTenMinutesOfADayAreTheDayHoweverShort() {
        #expect(OutageDays([(time(2, 23, 49), time(2, 23, 50))]).lost == [])
        #expect(OutageDays([(time(2, 23, 49), time(2, 23, 50, 1))]).lost == [day(2)])
        let overMidnight = OutageDays([(time(2, 23, 59, 59), time(3, 0, 0, 1))])
        #expect(overMidnight.lost == [day(2)])
        #expect(overMidnight.touched == [day(2)])
    }

    @Test func aRestartADayTouchesNoDay() {
        let restarts = (1...9).map { (began: time($0, 4, 0), ended: time($0, 4, 0, 40)) }
        #expect(OutageDays(restarts) == .none)
        #expect(OutageDays([(time(2, 4, 0), time(2, 4, 0, 59))]).touched == [])
        #expect(OutageDays([(time(2, 4, 0), time(2, 4, 1))]).touched == [day(2)])
    }

    @Test func aLongOutageTakesEveryDayItReaches() {
        let outage = OutageDays([(time(2, 12, 0), time(5, 0, 0))])
        #expect(outage.lost == [day(2), day(3), day(4)], "its end is not part of it")
        #expect(outage.touched == outage.lost)
        #expect(OutageDays([]) == .none)
    }

    @Test func aLostDayIsNotExpectedAndSaysWhy() {
        let calendar = calendar([(time(2, 9, 0), time(2, 10, 0)), (time(4, 9, 0), time(4, 10, 0))])
        #expect(calendar.exclusion(of: day(2), today: day(11))?.reason == .outage)
        #expect(calendar.exclusion(of: day(3), today: day(11)) == nil)
        #expect(calendar.exclusion(of: day(4), today: day(11))?.reason == .restDay, "one reason, the first")
    }

    @Test func aLostDayLeavesTheDenominatorAndItsUseCountsInFavour() {
        let outage = [(began: time(2, 9, 0), ended: time(2, 10, 0))]
        let without = figure(.activeDayRate, [1, 3], outage)
        #expect(without?.numerator == 2)
        #expect(without?.denominator == 7)
        #expect(without?.favourable == 2.0 / 7)
        let used = figure(.activeDayRate, [1, 2, 3], outage)
        #expect(used?.numerator == 2)
        #expect(used?.favourable == 3.0 / 7)
    }

    @Test func ofATouchedDayTheFavourableBoundTakesWhatIsMissingForUse() {
        let outage = [(began: time(2, 9, 0), ended: time(2, 9, 1))]
        let rate = figure(.activeDayRate, [1, 3], outage)
        #expect(rate?.numerator == 2)
        #expect(rate?.denominator == 8)
        #expect(rate?.value == 2.0 / 8)
        #expect(rate?.favourable == 3.0 / 8)
        #expect(figure(.activeDayRate, [1, 2, 3], outage)?.favourable == 3.0 / 8, "use is counted once")
    }

    @Test func silenceLeavesOutLostDaysAndItsFavourableBoundTouchedOnes() {
        let outages = [
            (began: time(6, 9, 0), ended: time(6, 10, 0)), (began: time(7, 9, 0), ended: time(7, 9, 1)),
        ]
        let found = figure(.silence, [1], lastSign: 3, outages)
        #expect(found?.numerator == 4)
        #expect(found?.value == 4)
        #expect(found?.favourable == 3)
        #expect(figure(.silence, [1], lastSign: 3, [])?.favourable == 5)
    }
}
