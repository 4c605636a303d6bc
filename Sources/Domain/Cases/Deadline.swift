/// The end of a period of days (행정기본법 §6, 민법 §155 to §161).
///
/// The first day does not count, nor does a day that our own outage took or on which the agency held the case. A last
/// day that is a Saturday, a Sunday or a public holiday gives way to the next working day. It follows from the
/// calendar as it is known when it is asked: a holiday added late, an outage or a hold moves every open deadline.
package struct Deadline: Sendable, Equatable {
    /// The day of the step that opened the period.
    package let opened: Day
    package let days: Int
    /// What the firm was told: never shortened by what became known later.
    package let announced: Day?

    package init(opened: Day, days: Int, announced: Day? = nil) {
        self.opened = opened
        self.days = days
        self.announced = announced
    }

    /// The last day on which it can still be met.
    package func lastDay(calendar: SharedCalendar, holds: [ClosedRange<Day>]) -> Day {
        var stops = calendar.outages.lost.filter { $0 > opened }
        for hold in holds where hold.upperBound > opened {
            stops.formUnion(max(hold.lowerBound, opened.adding(days: 1))...hold.upperBound)
        }
        var due = opened.adding(days: days)
        for stop in stops.sorted() where stop <= due {
            due = due.adding(days: 1)
        }
        while stops.contains(due) || isFree(due, calendar) {
            due = due.adding(days: 1)
        }
        return announced.map { max($0, due) } ?? due
    }

    private func isFree(_ day: Day, _ calendar: SharedCalendar) -> Bool {
        day.weekday == .saturday || day.weekday == .sunday
            || calendar.holidays.holiday(on: day)?.kind.isPublic == true
    }
}
