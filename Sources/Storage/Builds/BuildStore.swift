package import Domain
import Postgres

/// What the page of a build shows beside its status, as far as the caller may know it.
package struct BuildRecord: Sendable {
    package let card: ReportCard
    /// Newest first.
    package let keyNotes: [KeyNote]
    /// Newest first; `nil` where the caller may not read signals, as they name what other builds share.
    package let incidents: [BuildIncident]?
    /// Newest first, closed ones too; `nil` where the caller may not read cases.
    package let cases: [CaseSummary]?
    /// 협약일 of its project, where the registry has one; `nil` where the caller may not read cases.
    package let agreementDate: Day?
}

/// One build as its page shows it: record, history, day series, key notes.
package struct BuildStore: Store {
    let database: Database

    /// What the page of a build shows beside its status; `nil` when there is no such build, or not for the caller.
    package func record(
        of code: String, for visibility: Visibility, now: Timestamp
    ) async throws -> BuildRecord? {
        try await read { session in
            guard let build = try visibleBuild(code, for: visibility, now: now, in: session) else {
                return nil
            }
            let id = build.facts.id
            var filter = CaseFilter()
            filter.buildCode = code
            filter.includesClosed = true
            let readsCases = visibility.cases == .all
            return BuildRecord(
                card: try reportCard(of: id, build.days, now: now, in: session),
                keyNotes: try database.keys.notes(ofBuild: id, asOf: nil, in: session)
                    .filter { build.days.contains($0.seenAt.day) },
                incidents: visibility.seesSignals
                    ? try database.incidents.list(ofBuild: id, asOf: nil, in: session) : nil,
                cases: readsCases
                    ? try database.cases.list(filter, for: visibility, now: now, in: session) : nil,
                agreementDate: readsCases ? try agreementDate(ofBuild: code, in: session) : nil)
        }
    }

    /// What a build sent in the 30 days up to `now`, and how well; nothing of it where the build is not for the caller.
    package func reportCard(
        buildID: Int64, for visibility: Visibility, now: Timestamp
    ) async throws -> ReportCard {
        try await read { session in
            let days = try visibleDays(ofBuild: buildID, for: visibility, now: now, in: session)
            return try reportCard(of: buildID, days, now: now, in: session)
        }
    }

    /// The incidents that a build was in, newest first; nothing where the caller may not read signals or the build.
    package func incidents(
        ofBuild buildID: Int64, for visibility: Visibility, now: Timestamp
    ) async throws -> [BuildIncident] {
        guard visibility.seesSignals else { return [] }
        return try await read { session in
            let days = try visibleDays(ofBuild: buildID, for: visibility, now: now, in: session)
            return try database.incidents.list(ofBuild: buildID, asOf: nil, in: session)
                .filter { days.contains($0.from) }
        }
    }

    /// New ways in which keys of a build were used, newest first; nothing where the build is not for the caller.
    ///
    /// The way in which a key was used first is none of them, nor is a known dialect from a known network class.
    package func keyNotes(
        buildID: Int64, for visibility: Visibility, now: Timestamp
    ) async throws -> [KeyNote] {
        try await read { session in
            let days = try visibleDays(ofBuild: buildID, for: visibility, now: now, in: session)
            return try database.keys.notes(ofBuild: buildID, asOf: nil, in: session)
                .filter { days.contains($0.seenAt.day) }
        }
    }
}

extension BuildStore {
    /// No day of a build that is not for the caller.
    fileprivate func visibleDays(
        ofBuild id: Int64, for visibility: Visibility, now: Timestamp, in session: borrowing Session
    ) throws -> VisibleDays {
        if visibility.seesEveryBuild { return .all }
        let facts = try database.registry.facts(of: [id], today: now.day, in: session).first
        guard let facts, visibility.includes(facts) else { return .contracts([]) }
        return try visibleDays(of: [id], for: visibility, in: session)[id]
    }

    /// - Parameter visible: the days of arrival that are counted.
    fileprivate func reportCard(
        of build: Int64, _ visible: VisibleDays, now: Timestamp, in session: borrowing Session
    ) throws -> ReportCard {
        let all = now.day.adding(days: 1 - ReportCard.dayCount)...now.day
        let ranges = visible.clipping(all)
        guard let first = ranges.first, let last = ranges.last else {
            return ReportCard(days: all, groups: [], medianLateMinutes: nil)
        }
        let days = first.lowerBound...last.upperBound
        let parameters: [Parameter] = [
            .int(build), .day(days.lowerBound), .day(days.upperBound), .days(ranges.map(\.lowerBound)),
            .days(ranges.map(\.upperBound)),
        ]
        let groups = try session.rows(
            Query(reading: "report_card") { row in
                let lane: Lane = try row.value("lane")
                return ReportCard.Group(
                    lane: lane, code: ResultCode(rawValue: try row.string("code")),
                    dialect: try row.optionalInt("dialect").map { Int16(truncatingIfNeeded: $0) },
                    repairs: Repairs(rawValue: UInt64(bitPattern: try row.int64("repairs"))),
                    records: try row.int("records"), first: try row.timestamp("first_at"),
                    last: try row.timestamp("last_at"),
                    late: try row.int("late"), implausible: try row.int("implausible"))
            }, parameters)
        let lateness = try session.first(
            Query(reading: "report_card_lateness") { try $0.optionalDouble("median_minutes") }, parameters)
        return ReportCard(days: days, groups: groups, medianLateMinutes: lateness ?? nil)
    }

    fileprivate func agreementDate(ofBuild code: String, in session: borrowing Session) throws -> Day? {
        try session.first(Query(reading: "case_agreed_on") { try $0.optionalDay("agreed_on") }, [.text(code)])
            ?? nil
    }
}
