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
    /// Newest first, open and cleared; empty for whom signals are not.
    package let signals: [RaisedSignal]
    /// Newest first; empty for whom signals are not, as they name what other builds share.
    package let incidents: [BuildIncident]
    /// Newest first; empty for whom cases are not.
    package let caseEntries: [CaseEntry]
    /// Newest first.
    package let keyNotes: [KeyNote]
    /// In order; months without anything are left out.
    package let months: [ReceiptMonth]
}

extension Database {
    /// What happened to one build; `nil` where there is, or then was, no such build.
    ///
    /// - Parameters:
    ///   - days: of the receipts; a supplier sees those of its contracts.
    ///   - asOf: what was known at this instant; `nil`: what is known.
    package func history(
        of code: String, days: [ClosedRange<Day>], seesSignals: Bool, seesCases: Bool, now: Timestamp,
        asOf: Timestamp? = nil
    ) async throws -> BuildHistory? {
        let now = asOf ?? now
        return try await write { session in
            let facts = try files.facts(
                code: code, supplier: nil, limit: 1, today: now.day, asOf: asOf, in: session
            ).first
            guard let facts else { return nil }
            let signals =
                seesSignals
                ? try files.signals(of: [facts.id], includingCleared: true, asOf: asOf, in: session) : []
            return BuildHistory(
                facts: facts,
                calendar: facts.calendar(try files.sharedCalendar(now: now, asOf: asOf, in: session)),
                today: now.day, signals: signals.map(\.signal),
                incidents: seesSignals
                    ? try files.incidents(ofBuild: facts.id, asOf: asOf, in: session) : [],
                caseEntries: seesCases ? try files.caseEntries(of: facts.id, asOf: asOf, in: session) : [],
                keyNotes: try files.keyNotes(ofBuild: facts.id, asOf: asOf, in: session),
                months: try files.rows(
                    Query(reading: "receipts_by_month", readMonth), in: session,
                    [
                        .int(facts.id), .time(asOf), .days(days.map(\.lowerBound)),
                        .days(days.map(\.upperBound)),
                    ]))
        }
    }
}

extension SQLFiles {
    fileprivate func caseEntries(
        of build: Int64, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [CaseEntry] {
        try rows(
            Query(reading: "case_entries_of_build") { row in
                guard let state = CaseState(rawValue: try row.string(2)) else {
                    throw UnexpectedRow(query: "case_entries_of_build", column: 2)
                }
                return CaseEntry(
                    caseID: try row.int64(0), at: try row.timestamp(1), state: state,
                    reason: row.optionalText(3).flatMap(ClosingReason.init(rawValue:)),
                    dueOn: try row.optionalDay(4))
            }, in: session, [.int(build), .time(asOf)])
    }
}

private func readMonth(_ row: borrowing RowReader) throws -> ReceiptMonth {
    ReceiptMonth(
        month: try row.day(0), receipts: try row.int(1), activeDays: try row.int(2), late: try row.int(3),
        rejected: try row.int(4), implausible: try row.int(5), first: try row.optionalTimestamp(6),
        last: try row.optionalTimestamp(7))
}
