package import Domain
import Postgres

/// Build days of one build with the calendar that says what was expected of each.
package struct DaySeries: Sendable {
    package let buildID: Int64
    /// In their order; days without anything are left out.
    package let days: [BuildDay]
    /// The days that the caller may know.
    package let calendar: BuildCalendar
}

extension BuildStore {
    /// The build days of one build in a range, as far as the caller may know them; `nil` when there is no such build,
    /// or not
    /// for the caller.
    ///
    /// - Parameter asOf: figures as they were answered at this instant; `nil`: as they are now.
    package func daySeries(
        of code: String, _ range: ClosedRange<Day>, for visibility: Visibility, now: Timestamp,
        asOf: Timestamp? = nil
    ) async throws -> DaySeries? {
        try await read { session in
            let build = try visibleBuild(code, for: visibility, now: now, asOf: asOf, in: session)
            guard let build else { return nil }
            let shared = try database.calendar.sharedCalendar(now: asOf ?? now, asOf: asOf, in: session)
            return DaySeries(
                buildID: build.facts.id,
                days: try database.buildDays.days(of: build.facts.id, range, asOf: asOf, in: session)
                    .filter { build.days.contains($0.day) },
                calendar: build.facts.calendar(shared).showing(build.days))
        }
    }
}
