package import Domain
import Postgres

/// What was received for one build in one month of claimed days.
package struct ReceiptMonth: Sendable, Equatable {
    package let month: Day
    package let receipts: Int
    package let activeDays: Int
    /// Arrived on a later day than they claim.
    package let late: Int
    /// In quarantine.
    package let rejected: Int
    package let implausible: Int
    package let first: Timestamp?
    package let last: Timestamp?
}

/// A state that a case of a build entered.
package struct CaseEntry: Sendable, Equatable {
    package let caseID: Int64
    package let at: Timestamp
    package let state: CaseState
    package let reason: ClosingReason?
    package let dueOn: Day?
}

/// Everything that happened to one build, as a timeline tells it.
package struct BuildHistory: Sendable {
    /// With phases, changes and suspensions.
    package let facts: BuildFacts
    /// With the outages of our own collector.
    package let calendar: BuildCalendar
    /// The day on which all of it is seen.
    package let today: Day
    /// Newest first, open and cleared; `nil` where the caller may not read signals.
    package let signals: [RaisedSignal]?
    /// Newest first; `nil` where the caller may not read signals, as they name what other builds share.
    package let incidents: [BuildIncident]?
    /// Newest first; `nil` where the caller may not read cases.
    package let caseEntries: [CaseEntry]?
    /// Newest first.
    package let keyNotes: [KeyNote]
    /// In order; months without anything are left out.
    package let months: [ReceiptMonth]
}

extension BuildStore {
    /// What happened to one build, as far as the caller may know it; `nil` where there is, or then was, no such build, or
    /// not for the caller.
    ///
    /// - Parameter asOf: what was known at this instant; `nil`: what is known.
    package func history(
        of code: String, for visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildHistory? {
        try await read { session in
            let build = try visibleBuild(code, for: visibility, now: now, asOf: asOf, in: session)
            guard let build else { return nil }
            let facts = build.facts
            let now = asOf ?? now
            let shared = try database.calendar.sharedCalendar(now: now, asOf: asOf, in: session)
            let signals =
                visibility.seesSignals
                ? try database.signals.list(of: [facts.id], includingCleared: true, asOf: asOf, in: session)
                : nil
            let days = build.days.clipping(now.day.adding(days: -3_660)...now.day)
            return BuildHistory(
                facts: facts.showing(build.days, visibility),
                calendar: facts.calendar(shared).showing(build.days), today: now.day,
                signals: signals?.map(\.signal),
                incidents: visibility.seesSignals
                    ? try database.incidents.list(ofBuild: facts.id, asOf: asOf, in: session) : nil,
                caseEntries: visibility.cases == .all
                    ? try caseEntries(of: facts.id, asOf: asOf, in: session) : nil,
                keyNotes: try database.keys.notes(ofBuild: facts.id, asOf: asOf, in: session)
                    .filter { build.days.contains($0.seenAt.day) },
                months: try session.rows(
                    Query(reading: "receipts_by_month", readMonth),
                    [
                        .int(facts.id), .time(asOf), .days(days.map(\.lowerBound)),
                        .days(days.map(\.upperBound)),
                    ]))
        }
    }
}

extension BuildStore {
    fileprivate func caseEntries(
        of build: Int64, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [CaseEntry] {
        try session.rows(
            Query(reading: "case_entries_of_build") { row in
                let state: CaseState = try row.value("state")
                return CaseEntry(
                    caseID: try row.int64("case_id"), at: try row.timestamp("at"), state: state,
                    reason: try row.optionalText("reason").flatMap(ClosingReason.init(rawValue:)),
                    dueOn: try row.optionalDay("due_on"))
            }, [.int(build), .time(asOf)])
    }
}

private func readMonth(_ row: borrowing RowReader) throws -> ReceiptMonth {
    ReceiptMonth(
        month: try row.day("month"), receipts: try row.int("receipts"),
        activeDays: try row.int("active_days"), late: try row.int("late"),
        rejected: try row.int("rejected"), implausible: try row.int("implausible"),
        first: try row.optionalTimestamp("first_at"),
        last: try row.optionalTimestamp("last_at"))
}
