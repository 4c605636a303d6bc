package import Domain
import Postgres

/// A holiday as `afterbuild holiday list` shows it.
package struct HolidayListing: Sendable, Equatable {
    package let holiday: Holiday
    package let source: String
    /// Whether the agency entered it by command; the others are of the seed file.
    package let isEntered: Bool
}

/// Holidays, suspensions, and the calendar that all builds share.
package struct CalendarStore: Store {
    let database: Database

    /// Holidays in the order of the calendar, of one year or all.
    package func holidays(year: Int? = nil) async throws -> [HolidayListing] {
        try await read { session in
            try session.rows(
                Query(reading: "holiday_list") { row in
                    let kind: Holiday.Kind = try row.value("kind")
                    return HolidayListing(
                        holiday: Holiday(day: try row.day("day"), name: try row.string("name"), kind: kind),
                        source: try row.string("source"), isEntered: try row.string("origin") == "command")
                }, [.int(year.map(Int64.init))])
        }
    }

    /// Enters a holiday, or changes the one of that day; false when everything was so already.
    package func putHoliday(
        _ holiday: Holiday, source: String, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let changed = try session.first(
                Query(reading: "holiday_put") { try $0.bool("is_new") },
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
            let name = try session.first(
                Query(reading: "holiday_remove") { try $0.string("name") }, [.day(day)])
            guard let name else { return nil }
            try recordCalendar("holiday remove", day, name, reason: reason, actor, now, in: session)
            return name
        }
    }

    private func recordCalendar(
        _ action: String, _ day: Day, _ name: String, reason: String, _ actor: String, _ now: Timestamp,
        in session: borrowing Session
    ) throws {
        try RegistryStore.addCalendarVersions(actor: actor, reason: reason, now: now, in: session)
        try session.run(Query("registry_revision_bump"))
        try session.audit(
            action, of: "\(day)", HolidayDetails(name: name, reason: reason), by: actor, at: now)
    }
}

extension CalendarStore {
    /// Holidays and outages.
    ///
    /// - Parameter asOf: as they were known at this instant; `nil`: holidays as they are known.
    package func sharedCalendar(now: Timestamp, asOf: Timestamp? = nil) async throws -> SharedCalendar {
        try await read { session in
            try sharedCalendar(now: now, asOf: asOf, in: session)
        }
    }
}

extension CalendarStore {
    /// National holidays, our outages as they were known at `now`, and what activated policies call late.
    ///
    /// - Parameter asOf: all as they were known at this instant; `nil`: holidays and policies as they are known.
    func sharedCalendar(
        now: Timestamp, asOf: Timestamp? = nil, in session: borrowing Session
    ) throws -> SharedCalendar {
        let outages = try database.outages.list(asOf: asOf ?? now, in: session)
        return SharedCalendar(
            holidays: try holidays(asOf: asOf, in: session),
            outages: OutageDays(outages.map { (began: $0.beganAt, ended: $0.endedAt) }),
            lateness: try session.rows(
                Query(reading: "policy_late_days") {
                    SharedCalendar.Lateness(from: try $0.day("effective_from"), days: try $0.int("late_days"))
                }, [.time(asOf)]))
    }

    private func holidays(asOf: Timestamp?, in session: borrowing Session) throws -> HolidayTable {
        guard let asOf else {
            return HolidayTable(try session.rows(Query(reading: "holidays", readHoliday)))
        }
        return HolidayTable(
            try session.rows(Query(reading: "holidays_as_of", readHoliday), [.time(asOf)]))
    }
}

private func readHoliday(_ row: borrowing RowReader) throws -> Holiday {
    let kind: Holiday.Kind = try row.value("kind")
    return Holiday(day: try row.day("day"), name: try row.string("name"), kind: kind)
}
