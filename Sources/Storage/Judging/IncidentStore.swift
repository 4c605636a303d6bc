package import Domain
import Postgres

/// Many builds that fell silent together, as they are listed.
package struct Incident: Sendable, Equatable {
    package let id: Int64
    /// The kind of the shared trait, such as `supplier` or `region`.
    package let trait: String
    package let traitName: String
    /// When the first and the last of its builds were heard for the last time.
    package let lastSigns: ClosedRange<Day>
    /// Builds that shared the trait when it was opened.
    package let sharing: Int
    package let members: Int
    /// Members that were heard again.
    package let heardAgain: Int
    package let openedAt: Timestamp
    /// The last day that is not held against its builds; `nil` while it goes on.
    package let endedOn: Day?
    package let endedBy: String?
    package let endReason: String?
}

/// Incidents: many builds silent together.
package struct IncidentStore: Store {
    let database: Database

    /// Opens an incident in place of the signals of its builds.
    ///
    /// - Parameter lastSigns: by build, of every member.
    /// - Returns: `nil` where another judge has opened it meanwhile.
    package func open(
        _ cause: CommonCause, lastSigns: [Int64: Day], policy: StoredPolicy, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            // Held to the end of the transaction: another judge then sees the incident.
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.incident'))", as: "incident_lock")
            let taken = try session.rows(
                Query(reading: "incident_members_open") { try $0.int64("build_id") },
                [.intArray(cause.members)])
            guard taken.isEmpty else { return nil }
            let id = try session.single(
                Query(reading: "incident_insert") { try $0.int64("incident_id") },
                [
                    .text(cause.trait.kind), .text(cause.trait.value), .text(cause.trait.korean),
                    .day(cause.lastSigns.lowerBound), .day(cause.lastSigns.upperBound),
                    .int(Int64(cause.sharing)), .int(policy.id), .time(now),
                ])
            let members = cause.members.compactMap { build in lastSigns[build].map { (build, $0) } }
            try session.run(
                Query("incident_builds_insert"),
                [.int(id), .intArray(members.map(\.0)), .days(members.map(\.1))])
            return id
        }
    }

    /// Ends an incident: from the day after `endedOn` silence counts again.
    ///
    /// - Returns: false where it had ended, or there is none.
    package func end(
        _ id: Int64, on endedOn: Day, by actor: String, reason: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let ended = try session.rows(
                Query(reading: "incident_end") { try $0.int64("incident_id") },
                [.int(id), .day(endedOn), .time(now), .text(actor), .text(reason)])
            return !ended.isEmpty
        }
    }

    /// Incidents, newest first.
    ///
    /// - Returns: nothing where the caller may not see figures of all builds.
    package func list(
        openOnly: Bool, for visibility: Visibility, now: Timestamp
    ) async throws -> [Incident] {
        guard visibility.seesFleet else { return [] }
        return try await read { session in
            try session.rows(
                Query(reading: "incident_list", readIncident), [.day(now.day), .bool(openOnly)])
        }
    }
}

extension IncidentStore {
    /// The days of incidents by build, those that go on up to `today`.
    ///
    /// - Parameter parameters: builds, and the instant as of which incidents were known.
    func incidentDays(
        today: Day, in session: borrowing Session, _ parameters: [Parameter]
    ) throws -> [Int64: [ClosedRange<Day>]] {
        incidentDays(try session.rows(.incidentDays, parameters), today: today)
    }

    /// By build, of incidents as `incident_days` gives them; those that go on last until `today`.
    func incidentDays(
        _ found: [(build: Int64, lastSign: Day, endedOn: Day?)], today: Day
    ) -> [Int64: [ClosedRange<Day>]] {
        var days: [Int64: [ClosedRange<Day>]] = [:]
        for member in found {
            let first = member.lastSign.adding(days: 1)
            let last = member.endedOn ?? today
            // A build that was heard again on the next day was never silent.
            if first <= last { days[member.build, default: []].append(first...last) }
        }
        return days
    }
}

extension Query where Row == (build: Int64, lastSign: Day, endedOn: Day?) {
    static var incidentDays: Self {
        Query(reading: "incident_days") {
            (
                build: try $0.int64("build_id"), lastSign: try $0.day("last_sign"),
                endedOn: try $0.optionalDay("silent_until")
            )
        }
    }
}

private func readIncident(_ row: borrowing RowReader) throws -> Incident {
    Incident(
        id: try row.int64("incident_id"), trait: try row.string("trait"),
        traitName: try row.string("trait_name"),
        lastSigns: try row.day("first_last_sign")...(try row.day("last_last_sign")),
        sharing: try row.int("sharing"), members: try row.int("members"),
        heardAgain: try row.int("back"), openedAt: try row.timestamp("opened_at"),
        endedOn: try row.optionalDay("ended_on"),
        endedBy: try row.optionalText("ended_by"), endReason: try row.optionalText("reason"))
}

extension IncidentStore {
    /// - Parameter asOf: as they were known at this instant; `nil`: as they are known.
    func list(
        ofBuild buildID: Int64, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [BuildIncident] {
        try session.rows(
            Query(reading: "incidents_of_build") { row in
                BuildIncident(
                    id: try row.int64("incident_id"), traitName: try row.string("trait_name"),
                    members: try row.int("members"),
                    from: try row.day("last_sign").adding(days: 1), endedOn: try row.optionalDay("ended_on"),
                    endReason: try row.optionalText("reason"))
            }, [.int(buildID), .time(asOf)])
    }
}
