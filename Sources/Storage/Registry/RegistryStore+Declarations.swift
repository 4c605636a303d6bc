package import Domain
import Postgres

extension RegistryStore {
    /// What the registry says of one build, as far as the caller may know it; `nil` when there is, or then was, no such
    /// build, or not for the caller.
    ///
    /// - Parameter asOf: what was known at this instant; `nil`: what is known.
    package func facts(
        of code: String, for visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildFacts? {
        try await read { session in
            try database.builds.visibleBuild(code, for: visibility, now: now, asOf: asOf, in: session)
                .map { $0.facts.showing($0.days, visibility) }
        }
    }
}

/// What was declared of one build beside the registry file.
struct Declarations {
    var suspensions: [Suspension] = []
    var changes: [ChangeEvent] = []
    var incidents: [ClosedRange<Day>] = []

    /// - Parameter today: changes of period move the dates of a build from the day on which they take effect.
    func applied(to facts: BuildFacts, today: Day) -> BuildFacts {
        guard !suspensions.isEmpty || !changes.isEmpty || !incidents.isEmpty else { return facts }
        return facts.declaring(
            suspensions: suspensions, changes: changes, incidents: incidents, today: today)
    }
}

extension RegistryStore {
    /// The same builds with their suspensions and changes, and the days on which many were silent together.
    func withDeclarations(
        _ facts: [BuildFacts], today: Day, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [BuildFacts] {
        guard !facts.isEmpty else { return [] }
        let parameters: [Parameter] = [.intArray(facts.map(\.id)), .time(asOf)]
        var found: [Int64: Declarations] = [:]
        for row in try session.rows(.suspensions, parameters) {
            found[row.build, default: Declarations()].suspensions.append(row.suspension)
        }
        for row in try session.rows(.changes, parameters) {
            found[row.build, default: Declarations()].changes.append(row.change)
        }
        for (build, days) in try database.incidents.incidentDays(today: today, in: session, parameters) {
            found[build, default: Declarations()].incidents = days
        }
        return facts.map { found[$0.id]?.applied(to: $0, today: today) ?? $0 }
    }
}

extension Query where Row == (build: Int64, suspension: Suspension) {
    static var suspensions: Self {
        Query(reading: "suspensions_of_builds") { row in
            (
                build: try row.int64("build_id"),
                suspension: Suspension(
                    id: try row.int64("suspension_id"), beganOn: try row.day("began_on"),
                    endedOn: try row.optionalDay("ended_on"),
                    document: DocumentReference(
                        name: try row.string("document"), sha256: try row.optionalText("document_sha256")),
                    recordedBy: try row.string("recorded_by"), knownAt: try row.timestamp("known_at"))
            )
        }
    }
}

extension Query where Row == (build: Int64, change: ChangeEvent) {
    static var changes: Self {
        Query(reading: "changes_of_builds") {
            (build: try $0.int64("build_id"), change: try changeEvent($0))
        }
    }
}
