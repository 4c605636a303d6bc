package import Domain
import Postgres

extension Database {
    /// The facts of one build as they are known, without its figures; `nil` when there is no such build.
    package func facts(of code: String, now: Timestamp) async throws -> BuildFacts? {
        try await write { session in
            try files.facts(code: code, supplier: nil, limit: 1, today: now.day, in: session).first
        }
    }

    /// The build days of one build in a range, with the calendar that says what was expected; `nil` when there is no
    /// such build.
    ///
    /// - Parameter asOf: what was said at this instant; `nil`: what is said.
    package func daySeries(
        of code: String, _ range: ClosedRange<Day>, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> (days: [BuildDay], calendar: BuildCalendar)? {
        let now = asOf ?? now
        return try await write { session in
            guard
                let facts = try files.facts(
                    code: code, supplier: nil, limit: 1, today: now.day, asOf: asOf, in: session
                ).first
            else { return nil }
            return (
                try files.days(of: facts.id, range, asOf: asOf, in: session),
                facts.calendar(try files.sharedCalendar(now: now, asOf: asOf, in: session))
            )
        }
    }
}
