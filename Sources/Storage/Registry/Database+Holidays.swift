package import Domain
import Postgres

/// A holiday as `afterbuild holiday list` shows it.
package struct HolidayListing: Sendable, Equatable {
    package let holiday: Holiday
    package let source: String
    /// Whether the agency entered it by command; the others are of the seed file.
    package let isEntered: Bool
}

extension Database {
    /// Holidays in the order of the calendar, of one year or all.
    package func holidays(year: Int? = nil) async throws -> [HolidayListing] {
        try await read { session in
            try files.rows(
                Query(reading: "holiday_list") { row in
                    guard let kind = Holiday.Kind(rawValue: try row.string(2)) else {
                        throw UnexpectedRow(query: "holiday_list", column: 2)
                    }
                    return HolidayListing(
                        holiday: Holiday(day: try row.day(0), name: try row.string(1), kind: kind),
                        source: try row.string(3), isEntered: try row.string(4) == "command")
                }, in: session, [.int(year.map(Int64.init))])
        }
    }

    /// Enters a holiday, or changes the one of that day; false when everything was so already.
    package func putHoliday(
        _ holiday: Holiday, source: String, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let changed = try files.first(
                Query(reading: "holiday_put") { try $0.bool(0) }, in: session,
                [.day(holiday.day), .text(holiday.name), .text(holiday.kind.rawValue), .text(source)])
            guard changed != nil else { return false }
            try recordCalendar(
                "holiday add", holiday.day, holiday.name, reason: source, actor, now, in: session)
            return true
        }
    }

    /// Removes the holiday of a day for good: loading the seed file again does not bring it back.
    ///
    /// - Returns: its name; `nil` when there is none.
    package func removeHoliday(
        on day: Day, reason: String, actor: String, now: Timestamp
    ) async throws -> String? {
        try await write { session in
            let name = try files.first(
                Query(reading: "holiday_remove") { try $0.string(0) }, in: session, [.day(day)])
            guard let name else { return nil }
            try recordCalendar("holiday remove", day, name, reason: reason, actor, now, in: session)
            return name
        }
    }

    private func recordCalendar(
        _ action: String, _ day: Day, _ name: String, reason: String, _ actor: String, _ now: Timestamp,
        in session: borrowing Session
    ) throws {
        try files.addCalendarVersions(actor: actor, reason: reason, now: now, in: session)
        try files.run(Query("registry_revision_bump"), in: session)
        let detail = "{\"name\":\(jsonText(name)),\"reason\":\(jsonText(reason))}"
        try audit(action, subject: "\(day)", detail, actor, now, in: session)
    }
}
