package import Domain

/// One synthetic build with all that the registry and its client know of it.
package struct SimulatedBuild: Sendable {
    /// Its place in the fleet, which records name.
    package let index: Int
    package let code: String
    package let key: String
    package let profile: Profile
    package let dialect: ClientDialect
    package let company: SimulatedCompany
    package let project: SimulatedProject
    package let calendar: SimulatedCalendar
    package let people: [Person]
    /// The first day on which anybody works with it.
    package let usedFrom: Day
    /// `nil` where the collector must not know the sender; the records of such a build never become usage.
    package let strangerLane: SimulatedLane?
}

/// The parties and the site of a build.
///
/// All synthetic: the numbers are valid, the companies do not exist.
package struct SimulatedCompany: Sendable {
    package let adopterNumber: String
    package let adopterName: String
    package let supplierNumber: String
    package let supplierName: String
    package let supplierEmail: String
    package let siteSerial: Int
    /// Two digits of the 법정동코드.
    package let region: String
    package let ksic: String
    package let sizeClass: String
    package let headcount: Int
}

/// The grant behind a build; money in won.
package struct SimulatedProject: Sendable {
    package let code: String
    package let programme: String
    package let solution: String
    package let systemKind: String
    package let targetLevel: String
    package let agreedOn: Day
    package let buildFrom: Day
    package let buildTo: Day
    package let completedOn: Day
    package let totalCost: Int
    package let grant: Int

    /// The last day of the 집중AS phase: six months after completion.
    package var intensiveASTo: Day { completedOn.adding(months: 6) }
}

/// When a site works and for how long its records are taken.
package struct SimulatedCalendar: Sendable {
    /// In the order of the week.
    package let workdays: [Weekday]
    package let shifts: [Shift]
    package let worksOnHolidays: Bool
    package let shutdowns: [ClosedRange<Day>]
    package let collectFrom: Day
    package let collectTo: Day
}

/// An account of a build, as its client names it.
package struct Person: Sendable {
    package let name: String
    package let address: String
    /// The place of the person's shift in the calendar's shifts.
    package let shift: Int
    /// Chance of being at work and using the solution on a day on which the site uses it.
    package let presencePermille: Int
}
