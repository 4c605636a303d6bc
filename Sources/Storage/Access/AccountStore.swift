package import Domain
import Postgres

/// Somebody who signs in by name and password.
package struct LocalAccount: Sendable, Equatable {
    package let name: String
    package let person: Person
    package let role: Role
    /// From which the password cannot be read.
    package let verifier: String
    /// Whether somebody else chose the password.
    package let mustChange: Bool
    package let madeAt: Timestamp
    package let changedAt: Timestamp
    package let disabledAt: Timestamp?
}

/// Local accounts with passwords, and attempts to sign in.
package struct AccountStore: Store {
    let database: Database

    /// Makes an account; false where the name was used before: an account is never made again.
    package func add(
        _ name: AccountName, shownName: String, role: Role, verifier: String, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let person = try database.access.put(
                PersonClaim(
                    issuer: PersonClaim.localIssuer, subject: name.description, name: shownName,
                    handle: name.description), now: now, in: session)
            let count = try session.run(
                Query("account_insert"),
                [
                    .text(name.description), .int(person.id), .text(role.rawValue), .text(verifier),
                    .bool(true), .time(now),
                ])
            guard count > 0 else { return false }
            try session.audit("account add", of: "account \(name) \(role.rawValue)", by: actor, at: now)
            return true
        }
    }

    package func find(_ name: String) async throws -> LocalAccount? {
        try await read { session in
            try session.rows(accountQuery("account_find"), [.text(name)]).first
        }
    }

    /// All accounts by name, disabled ones included.
    package func list() async throws -> [LocalAccount] {
        try await read { session in try session.rows(accountQuery("account_list")) }
    }

    /// Whether anybody can sign in by name and password.
    package func hasAny() async throws -> Bool {
        try await read { session in
            try session.first(Query(reading: "accounts_exist") { try $0.bool("has_any") }) ?? false
        }
    }

    /// Gives an account another password; false where there is none in force.
    ///
    /// - Parameter mustChange: whether somebody else chose it.
    package func setPassword(
        of name: String, verifier: String, mustChange: Bool, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let count = try session.run(
                Query("account_password"),
                [.text(name), .text(verifier), .bool(mustChange), .time(now)])
            guard count > 0 else { return false }
            try session.audit("account password", of: "account \(name)", by: actor, at: now)
            return true
        }
    }

    /// Disables an account and ends its sessions; false where there is none in force.
    package func disable(_ name: String, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            let person = try session.first(
                Query(reading: "account_disable") { try $0.int64("person_id") }, [.text(name), .time(now)])
            guard let person else { return false }
            try session.run(
                Query("person_tokens_revoke"), [.int(person), .time(now), .text(nil)])
            try session.audit("account disable", of: "account \(name)", by: actor, at: now)
            return true
        }
    }

    /// Counts an attempt to sign in as a failure, before the password is looked at; false while the name must wait.
    package func mayAttempt(nameHash: [UInt8], now: Timestamp) async throws -> Bool {
        try await write { session in
            try session.run(Query("sign_in_attempt"), [.bytes(nameHash), .time(now)]) > 0
        }
    }

    /// Deletes the failed attempts of a name after a right password.
    package func clearAttempts(nameHash: [UInt8], now: Timestamp) async throws {
        try await write { session in
            _ = try session.run(Query("sign_in_right"), [.bytes(nameHash), .time(now)])
        }
    }
}

private func accountQuery(_ name: String) -> Query<LocalAccount> {
    Query(reading: name) { row in
        LocalAccount(
            name: try row.string("name"),
            person: Person(id: try row.int64("person_id"), name: try row.string("shown_name")),
            role: try row.value("role"), verifier: try row.string("verifier"),
            mustChange: try row.bool("must_change"),
            madeAt: try row.timestamp("made_at"), changedAt: try row.timestamp("changed_at"),
            disabledAt: try row.optionalTimestamp("disabled_at"))
    }
}
