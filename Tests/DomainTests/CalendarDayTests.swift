import Testing

@testable import Domain

struct CalendarDayTests {
    @Test("every day from 1900 to 2100 agrees with a calendar that counts one by one")
    func roundTrip() {
        // 1900-01-01 was a Monday, 25,567 days before 1970-01-01.
        var number: Int32 = -25_567
        var weekday = 0
        var wrong = 0
        for year in 1900...2100 {
            let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated()
            {
                for dayOfMonth in 1...length {
                    let day = Day(number: number)
                    let text = "\(year)-\(padded(month + 1, 2))-\(padded(dayOfMonth, 2))"
                    if Day(year: year, month: month + 1, day: dayOfMonth) != day || day.description != text
                        || day.weekday.rawValue != weekday || day.year != year || day.month != month + 1
                        || day.dayOfMonth != dayOfMonth || Day(parsing: text) != day
                    {
                        wrong += 1
                    }
                    number += 1
                    weekday = (weekday + 1) % 7
                }
                #expect(Day(year: year, month: month + 1, day: length + 1) == nil)
            }
        }
        #expect(wrong == 0)
        #expect(Day(year: 2101, month: 1, day: 1)?.number == number)
    }

    struct Months: Sendable, CustomTestStringConvertible {
        let from: String
        let months: Int
        let to: String
        var testDescription: String { "\(from) + \(months) months" }
    }

    @Test(
        "months end on the same day or on the last of a shorter month",
        arguments: [
            Months(from: "2026-01-31", months: 1, to: "2026-02-28"),
            Months(from: "2024-01-31", months: 1, to: "2024-02-29"),
            Months(from: "2023-08-31", months: 6, to: "2024-02-29"),
            Months(from: "2022-05-02", months: 9, to: "2023-02-02"),
            Months(from: "2024-02-29", months: 12, to: "2025-02-28"),
            Months(from: "2024-02-29", months: -48, to: "2020-02-29"),
            Months(from: "2026-01-15", months: -1, to: "2025-12-15"),
            Months(from: "2026-12-15", months: 0, to: "2026-12-15"),
            Months(from: "1970-03-31", months: -13, to: "1969-02-28"),
        ])
    func months(_ example: Months) {
        #expect(Day(parsing: example.from)?.adding(months: example.months) == Day(parsing: example.to))
    }

    @Test(
        "only YYYY-MM-DD is a day",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026/01/01", "2026-01-01 ", "",
            "+026-01-01",
            "0000-01-01", "２026-01-01", "2026-01-32", "2026-04-31",
        ])
    func noDay(_ text: String) {
        #expect(Day(parsing: text) == nil)
    }

    @Test("days can be counted and iterated")
    func strides() throws {
        let first = try #require(Day(parsing: "2024-02-27"))
        let last = try #require(Day(parsing: "2024-03-01"))
        #expect(
            (first...last).map(\.description) == ["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01"])
        #expect(last.days(since: first) == 3)
        #expect(first.days(since: last) == -3)
    }

    @Test("the days of the week have their Korean names")
    func weekdays() {
        #expect(String(Weekday.allCases.map(\.korean)) == "월화수목금토일")
        for weekday in Weekday.allCases { #expect(Weekday(korean: weekday.korean) == weekday) }
        #expect(Weekday(korean: "해") == nil)
        #expect(Day(parsing: "2026-11-21")?.weekday == .saturday)
    }

    @Test("months and quarters hold exactly their days")
    func periods() throws {
        let day = try #require(Day(parsing: "2024-02-10"))
        #expect(Month(containing: day).days.count == 29)
        for year in 2020...2030 {
            var days = 0
            for number in 1...4 {
                let quarter = try #require(Quarter(parsing: "\(year)Q\(number)"))
                #expect(quarter.days.allSatisfy { Quarter(containing: $0) == quarter })
                #expect(quarter.description == "\(year)Q\(number)")
                days += quarter.days.count
            }
            #expect(days == (year % 4 == 0 ? 366 : 365))
        }
        #expect(Quarter(parsing: "2026q3") == Quarter(parsing: "2026Q3"))
        for wrong in ["2026Q0", "2026Q5", "2026", "26Q1", "2026Q", "Q1", "2026Q1Q", "1999Q1", "2026-Q1"] {
            #expect(Quarter(parsing: wrong) == nil, "\(wrong)")
        }
    }
}
