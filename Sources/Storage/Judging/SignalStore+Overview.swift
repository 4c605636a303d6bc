package import Domain
import Postgres

extension SignalStore {
    /// Builds that have no key although they were completed as many days ago as the policy in force allows.
    ///
    /// - Parameter limit: the most builds named.
    /// - Returns: nothing where the caller may not see figures of all builds.
    package func missingKeys(
        on today: Day, limit: Int, for visibility: Visibility
    ) async throws -> MissingKeys {
        guard visibility.seesFleet else { return MissingKeys(today: today, dueDays: 0, builds: [], count: 0) }
        let dueDays =
            try await database.policies.inForce(on: today)?.policy.keyDueDays ?? Policy.standardKeyDueDays
        let rows = try await read { session in
            try session.rows(
                Query(reading: "keys_missing") { row in
                    (
                        build: MissingKeys.Build(
                            id: try row.int64("build_id"), code: try row.string("build_code"),
                            adopterName: try row.string("adopter_name"),
                            completedOn: try row.day("completed_on")), count: try row.int("missing")
                    )
                }, [.day(today), .int(Int64(dueDays)), .int(Int64(limit))])
        }
        return MissingKeys(
            today: today, dueDays: dueDays, builds: rows.map(\.build), count: rows.first?.count ?? 0)
    }

    /// How many observations are open, by rule; rules without any are left out.
    ///
    /// - Returns: nothing where the caller may not see figures of all builds.
    package func openObservations(for visibility: Visibility) async throws -> [RuleKind: Int] {
        guard visibility.seesFleet else { return [:] }
        return try await read { session in
            let counts = try session.rows(
                Query(reading: "signals_open_by_rule") { row in
                    let rule: RuleKind = try row.value("rule")
                    return (rule, try row.int("signals"))
                })
            return Dictionary(uniqueKeysWithValues: counts)
        }
    }
}
