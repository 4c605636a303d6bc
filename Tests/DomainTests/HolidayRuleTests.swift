import Testing

@testable import Domain

/// A calendar year of the lunar holidays, from the almanac of the Korea Astronomy and Space Science Institute (월력요항).
private struct LunarYear: Sendable, CustomTestStringConvertible {
    let year: Int
    /// `MM-DD` of 설날, 부처님오신날 and 추석.
    let newYear: String
    let buddha: String
    let chuseok: String
    var testDescription: String { "\(year)" }
}

private let years = [
    LunarYear(year: 2019, newYear: "02-05", buddha: "05-12", chuseok: "09-13"),
    LunarYear(year: 2020, newYear: "01-25", buddha: "04-30", chuseok: "10-01"),
    LunarYear(year: 2021, newYear: "02-12", buddha: "05-19", chuseok: "09-21"),
    LunarYear(year: 2022, newYear: "02-01", buddha: "05-08", chuseok: "09-10"),
    LunarYear(year: 2023, newYear: "01-22", buddha: "05-27", chuseok: "09-29"),
    LunarYear(year: 2024, newYear: "02-10", buddha: "05-15", chuseok: "09-17"),
    LunarYear(year: 2025, newYear: "01-29", buddha: "05-05", chuseok: "10-06"),
    LunarYear(year: 2026, newYear: "02-17", buddha: "05-24", chuseok: "09-25"),
    LunarYear(year: 2027, newYear: "02-07", buddha: "05-13", chuseok: "09-15"),
    LunarYear(year: 2028, newYear: "01-27", buddha: "05-02", chuseok: "10-03"),
    LunarYear(year: 2029, newYear: "02-13", buddha: "05-20", chuseok: "09-22"),
    LunarYear(year: 2030, newYear: "02-03", buddha: "05-09", chuseok: "09-12"),
]

/// Days of elections (공직선거법 §34, in 2025 §35) and days that the cabinet made holidays: neither has a substitute.
private let announced: [String: Holiday.Kind] = [
    "2020-04-15": .election, "2020-08-17": .temporary, "2022-03-09": .election, "2022-06-01": .election,
    "2023-10-02": .temporary, "2024-04-10": .election, "2024-10-01": .temporary, "2025-01-27": .temporary,
    "2025-06-03": .election, "2026-06-03": .election, "2028-04-12": .election, "2030-03-27": .election,
    "2030-06-12": .election,
]

/// When a holiday of 관공서의 공휴일에 관한 규정 §2 is substituted by §3, and from which day on.
private enum Substitution {
    /// 신정 and 현충일.
    case never
    /// 설날 and 추석: on a Sunday (대통령령 제24828호).
    case onSunday
    /// On a Saturday or a Sunday, since the amendment of that day.
    case onWeekend(since: String)
}

/// §2 and §3 in the wording of the year, without the file.
private func holidaysByRule(_ lunar: LunarYear) -> [Day: Holiday.Kind] {
    func date(_ text: String) -> Day { Day(parsing: "\(lunar.year)-\(text)") ?? Day(number: 0) }
    let nationalDays = "2021-08-04"  // 대통령령 제31930호
    var days: [(day: Day, substitution: Substitution)] = [
        (date("01-01"), .never), (date("06-06"), .never),
        (date("05-05"), .onWeekend(since: "2013-11-05")),  // 대통령령 제24828호
        (date(lunar.buddha), .onWeekend(since: "2023-05-04")),  // 대통령령 제33448호
        (date("12-25"), .onWeekend(since: "2023-05-04")),
    ]
    days += ["03-01", "08-15", "10-03", "10-09"].map { (date($0), .onWeekend(since: nationalDays)) }
    for feast in [date(lunar.newYear), date(lunar.chuseok)] {
        days += (-1...1).map { (feast.adding(days: $0), .onSunday) }
    }
    // 공휴일에 관한 법률 of 2026-02-10, and the amendment of 2026-05-01.
    if lunar.year >= 2026 {
        days += ["05-01", "07-17"].map { (date($0), .onWeekend(since: "2026-05-01")) }
    }
    var found: [Day: Holiday.Kind] = [:]
    for (day, _) in days { found[day] = .statutory }
    for (text, kind) in announced where text.hasPrefix("\(lunar.year)") {
        if let day = Day(parsing: text) { found[day] = kind }
    }
    // Two holidays on one weekday lose one day: 2025-05-05 has one substitute.
    for day in Set(days.map(\.day)).sorted() {
        let here = days.filter { $0.day == day }.map(\.substitution)
        let isLost = here.contains { substitution in
            switch substitution {
            case .never: false
            case .onSunday: day.weekday == .sunday || here.count > 1
            case .onWeekend(let since):
                day.description >= since
                    && (day.weekday == .saturday || day.weekday == .sunday || here.count > 1)
            }
        }
        guard isLost else { continue }
        var substitute = day.adding(days: 1)
        while found[substitute] != nil || substitute.weekday == .saturday || substitute.weekday == .sunday {
            substitute = substitute.adding(days: 1)
        }
        found[substitute] = .substitute
    }
    return found
}

/// The holidays of the seed file against the law, and what they leave of a site that works on Saturdays.
struct HolidayRuleTests {
    @Test("the file holds the holidays of the law of each year, on weekends too", arguments: years)
    private func rule(_ lunar: LunarYear) throws {
        let held = try Seeds.holidays().all.filter { $0.day.year == lunar.year && $0.kind.isPublic }
        let expected = holidaysByRule(lunar)
        #expect(held.map(\.day) == expected.keys.sorted())
        #expect(held.filter { expected[$0.day] != $0.kind } == [])
    }

    @Test("the file begins with 2019 and ends with 2030")
    func span() throws {
        #expect(Set(try Seeds.holidays().all.map(\.day.year)) == Set(2019...2030))
    }

    @Test("a holiday on a rest day of the site is a rest day; where the site works then it is a holiday")
    func restDays() throws {
        let saturdays = try calendar(workdays: SiteCalendar.weekdays.union([.saturday]))
        let weekdays = try calendar(workdays: SiteCalendar.weekdays)
        for text in ["2026-09-26", "2026-10-03", "2027-02-06", "2027-07-17"] {
            let day = try #require(Day(parsing: text))
            let later = day.adding(days: 30)
            #expect(saturdays.exclusion(of: day, today: later)?.reason == .holiday, "\(text)")
            #expect(weekdays.exclusion(of: day, today: later)?.reason == .restDay, "\(text)")
        }
        let open = try calendar(
            workdays: SiteCalendar.weekdays.union([.saturday]), worksOnHolidays: true)
        let chuseok = try #require(Day(parsing: "2026-09-26"))
        #expect(open.exclusion(of: chuseok, today: chuseok.adding(days: 30)) == nil)
    }

    /// Used on every workday from 15 to 23 September 2026, and then not: Chuseok is from Thursday 24 to Saturday 26
    /// September, 개천절 on Saturday 3 October and its substitute on Monday 5 October.
    @Test(
        "around Chuseok and 개천절 a Saturday site had 15 days of work, of which it used 8, and is silent for 8")
    func saturdaySite() throws {
        let site = try calendar(workdays: SiteCalendar.weekdays.union([.saturday]))
        let first = try #require(Day(parsing: "2026-09-15"))
        let used = (0..<9).map { first.adding(days: $0) }.filter { $0.weekday != .sunday }
        let usage = BuildUsage(days: used.map { usedDay($0).usage }, firstUse: first, earlierSign: nil)
        func figure(_ kpi: KPI, on today: String) throws -> KPIValue {
            let today = try #require(Day(parsing: today))
            return try #require(
                kpis(
                    .month, first...today.adding(days: -1), of: usage, users: DistinctUsers(byEpoch: []),
                    calendar: site, today: today
                ).value(kpi))
        }
        let rate = try figure(.activeDayRate, on: "2026-10-08")
        #expect(rate.numerator == 8 && rate.denominator == 15)
        #expect(try figure(.silence, on: "2026-10-09").numerator == 8)
    }

    private func usedDay(_ day: Day) -> BuildDay {
        BuildDay(
            day: day, receipts: 6, distinctTuples: 6, slots: DaySlots(0..<4), users: 3, actions: [],
            first: nil,
            last: nil, hours: [], late: 0, rejected: 0, implausible: 0, arrived: 6)
    }

    /// Completed on 14 September 2026.
    private func calendar(workdays: Set<Weekday>, worksOnHolidays: Bool = false) throws -> BuildCalendar {
        let completed = try #require(Day(parsing: "2026-09-14"))
        return BuildCalendar(
            site: SiteCalendar(
                workdays: workdays, worksOnHolidays: worksOnHolidays, shutdowns: [], shifts: "1교대"),
            completedOn: completed, collectFrom: nil, collectTo: nil, collectingFrom: completed,
            shared: SharedCalendar(holidays: try Seeds.holidays()))
    }
}
