package import Domain
import Postgres

extension Database {
    /// What the registry says of one build; `nil` when there is, or then was, no such build.
    ///
    /// - Parameter asOf: what was known at this instant; `nil`: what is known.
    package func facts(of code: String, today: Day, asOf: Timestamp? = nil) async throws -> BuildFacts? {
        try await run { session in
            try files.facts(
                code: code, supplier: nil, limit: 1, today: today, asOf: asOf, in: session
            ).first
        }
    }

    /// Holidays and outages.
    ///
    /// - Parameter asOf: as they were known at this instant; `nil`: holidays as they are known.
    package func sharedCalendar(now: Timestamp, asOf: Timestamp? = nil) async throws -> SharedCalendar {
        try await run { session in
            try files.sharedCalendar(now: now, asOf: asOf, in: session)
        }
    }
}

extension SQLFiles {
    /// The same builds with their suspensions and changes, and the days on which many were silent together.
    func withDeclarations(
        _ facts: [BuildFacts], today: Day, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [BuildFacts] {
        guard !facts.isEmpty else { return [] }
        let parameters: [Parameter] = [.intArray(facts.map(\.id)), .time(asOf)]
        let suspensions = Dictionary(
            grouping: try rows(
                Query(reading: "suspensions_of_builds") {
                    (build: try $0.int64(0), suspension: try suspension($0))
                },
                in: session, parameters), by: \.build)
        let changes = Dictionary(
            grouping: try rows(
                Query(reading: "changes_of_builds") {
                    (build: try $0.int64(0), change: try changeEvent($0, from: 1))
                },
                in: session, parameters), by: \.build)
        let incidents = try incidentDays(today: today, in: session, parameters)
        guard !suspensions.isEmpty || !changes.isEmpty || !incidents.isEmpty else { return facts }
        return facts.map { fact in
            fact.declaring(
                suspensions: (suspensions[fact.id] ?? []).map(\.suspension),
                changes: (changes[fact.id] ?? []).map(\.change), incidents: incidents[fact.id] ?? [],
                today: today)
        }
    }
}

private func suspension(_ row: borrowing RowReader) throws -> Suspension {
    Suspension(
        id: try row.int64(1), beganOn: try row.day(2), endedOn: try row.optionalDay(3),
        document: DocumentReference(name: try row.string(4), sha256: row.optionalText(5)),
        recordedBy: try row.string(6), knownAt: try row.timestamp(7))
}
