import Testing

@testable import Domain

private func day(_ text: String) -> Day { Day(parsing: text) ?? Day(number: 0) }

private func calendar(_ holidays: [(String, Holiday.Kind)] = [], lost: [String] = []) -> SharedCalendar {
    SharedCalendar(
        holidays: HolidayTable(holidays.map { Holiday(day: day($0.0), name: "h", kind: $0.1) }),
        outages: OutageDays(
            lost.map { text in
                (
                    began: day(text).start.adding(seconds: 36_000),
                    ended: day(text).start.adding(seconds: 50_000)
                )
            }))
}

private func last(
    _ opened: String, _ days: Int, _ calendar: SharedCalendar = calendar(),
    holds: [ClosedRange<Day>] = [], announced: String? = nil
) -> Day {
    Deadline(opened: day(opened), days: days, announced: announced.map(day))
        .lastDay(calendar: calendar, holds: holds)
}

/// Examples computed by hand; 2026-03-02 is a Monday.
@Suite struct CaseDeadlineTests {
    @Test func theFirstDayDoesNotCount() {
        #expect(last("2026-03-02", 10) == day("2026-03-12"))
    }

    @Test func aLastDayOnASaturdayOrSundayRollsToMonday() {
        #expect(last("2026-03-04", 10) == day("2026-03-16"))
        #expect(last("2026-03-05", 10) == day("2026-03-16"))
    }

    @Test func aLastDayOnAHolidayRollsPastTheWholeHoliday() {
        let seollal = calendar([
            ("2026-02-16", .statutory), ("2026-02-17", .statutory), ("2026-02-18", .statutory),
        ])
        #expect(last("2026-02-04", 10, seollal) == day("2026-02-19"))
        #expect(last("2026-02-10", 10, seollal) == day("2026-02-20"), "one in the middle does not count")
    }

    @Test func theDayOfWorkersUntil2025MovesNoDeadlineAndFrom2026ItDoes() {
        #expect(last("2025-04-21", 10, calendar([("2025-05-01", .labourDay)])) == day("2025-05-01"))
        #expect(last("2026-04-21", 10, calendar([("2026-05-01", .statutory)])) == day("2026-05-04"))
    }

    @Test func aHolidayAddedLateMovesAnOpenDeadline() {
        #expect(last("2026-03-02", 10) == day("2026-03-12"))
        #expect(last("2026-03-02", 10, calendar([("2026-03-12", .temporary)])) == day("2026-03-13"))
    }

    @Test func aDayThatOurOutageTookIsAddedToTheWindow() {
        #expect(last("2026-03-02", 10, calendar(lost: ["2026-03-05"])) == day("2026-03-13"))
        #expect(last("2026-03-02", 10, calendar(lost: ["2026-03-02"])) == day("2026-03-12"), "the first day")
        #expect(last("2026-03-02", 10, calendar(lost: ["2026-03-13"])) == day("2026-03-12"), "after the end")
    }

    @Test func anExtensionMayReachTheNextOutage() {
        let days = calendar(lost: ["2026-03-05", "2026-03-13", "2026-03-14"])
        #expect(last("2026-03-02", 10, days) == day("2026-03-16"))
    }

    @Test func nobodyMustAnswerOnADayOnWhichWeCannotReceive() {
        #expect(last("2026-03-04", 10, calendar(lost: ["2026-03-16"])) == day("2026-03-17"))
    }

    @Test func daysOnHoldAreAddedToTheWindow() {
        let hold = day("2026-03-04")...day("2026-03-06")
        #expect(last("2026-03-02", 10, holds: [hold]) == day("2026-03-16"))
        #expect(
            last("2026-03-02", 10, calendar(lost: ["2026-03-05"]), holds: [hold]) == day("2026-03-16"),
            "a day that is both counts once")
    }

    @Test func theLaterOfAnnouncedAndRecomputedCounts() {
        #expect(last("2026-03-02", 10, announced: "2026-03-20") == day("2026-03-20"))
        #expect(
            last("2026-03-02", 10, calendar(lost: ["2026-03-05"]), announced: "2026-03-12")
                == day("2026-03-13"))
    }
}
