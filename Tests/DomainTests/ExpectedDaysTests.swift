import Testing

@testable import Domain

/// A day of March 2026; the 1st is a Sunday.
private func day(_ number: Int) -> Day {
    Day(number: (Day(parsing: "2026-02-28")?.number ?? 0) + Int32(number))
}

private func suspension(_ from: Int, _ to: Int?) -> Suspension {
    Suspension(
        id: 1, beganOn: day(from), endedOn: to.map { day($0) }, document: DocumentReference(name: "휴업사실증명"),
        recordedBy: "tester", knownAt: Timestamp(day: day(1)))
}

private func calendar(
    _ suspensions: [Suspension] = [], workdays: Set<Weekday> = SiteCalendar.weekdays, collectFrom: Day? = nil
) -> BuildCalendar {
    BuildCalendar(
        site: SiteCalendar(
            workdays: workdays, worksOnHolidays: false, shutdowns: [day(9)...day(13)], shifts: ""),
        completedOn: day(-30), collectFrom: collectFrom, collectTo: nil,
        collectingFrom: collectFrom ?? day(-30), suspensions: suspensions,
        shared: SharedCalendar(holidays: HolidayTable([Holiday(day: day(2), name: "삼일절", kind: .substitute)]))
    )
}

struct ExpectedDaysTests {
    @Test("a suspension is the reason of its days, whatever else they are")
    func precedence() {
        let found = calendar([suspension(2, 15)]).expectedDays(in: day(1)...day(20), today: day(20))
        #expect(found.expected == [16, 17, 18, 19].map { day($0) })
        let reasons = Dictionary(grouping: found.excluded, by: \.reason).mapValues(\.count)
        #expect(reasons == [.suspension: 14, .restDay: 1, .notOver: 1])
    }

    @Test("an open suspension has no last day, and a later one begins when it begins")
    func open() {
        let both = calendar([suspension(17, 17), suspension(19, nil)])
        #expect(
            both.expectedDays(in: day(16)...day(31), today: day(90)).expected == [day(16), day(18)])
    }

    @Test("outside the collection a suspension says nothing")
    func outsideCollection() {
        let late = calendar([suspension(2, 5)], collectFrom: day(4))
        #expect(late.exclusion(of: day(3), today: day(31))?.reason == .outsideCollection)
        #expect(late.exclusion(of: day(4), today: day(31))?.reason == .suspension)
    }

    @Test("a summer shut-down and work on Saturdays are of the site")
    func siteCalendar() {
        let saturdays = calendar(workdays: SiteCalendar.weekdays.union([.saturday]))
            .expectedDays(in: day(1)...day(22), today: day(31))
        let weekdays = calendar().expectedDays(in: day(1)...day(22), today: day(31))
        #expect(saturdays.expected.filter { !weekdays.expected.contains($0) } == [7, 14, 21].map { day($0) })
        #expect(weekdays.excluded.count { $0.reason == .shutdown } == 5)
    }

    @Test("every reason has a Korean name of its own")
    func names() {
        #expect(Set(Exclusion.allCases.map(\.korean)).count == Exclusion.allCases.count)
        #expect(Exclusion.suspension.korean == "휴업 신고")
    }
}
