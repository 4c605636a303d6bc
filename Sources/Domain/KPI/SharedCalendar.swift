/// What is the same for every build: national holidays and the outages of our own collector.
package struct SharedCalendar: Sendable {
    package let holidays: HolidayTable
    package let outages: OutageDays

    package init(holidays: HolidayTable, outages: OutageDays = .none) {
        self.holidays = holidays
        self.outages = outages
    }
}
