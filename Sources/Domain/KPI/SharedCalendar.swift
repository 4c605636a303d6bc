/// What is the same for every build: national holidays, the outages of our own collector, and what policies call late.
package struct SharedCalendar: Sendable {
    package let holidays: HolidayTable
    package let outages: OutageDays
    /// In the order in which they take effect.
    private let lateness: [Lateness]

    /// After how many days a first record of a day is late, from a day on.
    package struct Lateness: Sendable {
        let from: Day
        let days: Int

        package init(from: Day, days: Int) {
            self.from = from
            self.days = days
        }
    }

    /// - Parameter lateness: of the activated policies, in the order in which they take effect.
    package init(holidays: HolidayTable, outages: OutageDays = .none, lateness: [Lateness] = []) {
        self.holidays = holidays
        self.outages = outages
        self.lateness = lateness
    }

    /// By the policy in force on `day`; `nil` where none is.
    func lateDays(on day: Day) -> Int? { lateness.last { $0.from <= day }?.days }
}
