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

extension Database {
    /// Makes an account; false where the name was used before: an account is never made again.
    package func addAccount(
        _ name: AccountName, shownName: String, role: Role, verifier: String, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let person = try put(
                PersonClaim(
                    issuer: PersonClaim.localIssuer, subject: name.description, name: shownName,
                    handle: name.description), now: now, in: session)
            let count = try files.run(
                Query("account_insert"), in: session,
                [
                    .text(name.description), .int(person.id), .text(role.rawValue), .text(verifier),
                    .bool(true), .time(now),
                ])
            guard count > 0 else { return false }
            try audit(
                "account add", subject: "account \(name) \(role.rawValue)", "{}", actor, now, in: session)
            return true
        }
    }

    package func account(_ name: String) async throws -> LocalAccount? {
        try await read { session in
            try files.rows(accountQuery("account_find"), in: session, [.text(name)]).first
        }
    }

    /// All accounts by name, disabled ones included.
    package func accounts() async throws -> [LocalAccount] {
        try await read { session in try files.rows(accountQuery("account_list"), in: session) }
    }

    /// Whether anybody can sign in by name and password.
    package func hasAccounts() async throws -> Bool {
        try await read { session in
            try files.first(Query(reading: "accounts_exist") { try $0.bool(0) }, in: session) ?? false
        }
    }

    /// Gives an account another password; false where there is none in force.
    ///
    /// - Parameter mustChange: whether somebody else chose it.
    package func setPassword(
        of name: String, verifier: String, mustChange: Bool, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let count = try files.run(
                Query("account_password"), in: session,
                [.text(name), .text(verifier), .bool(mustChange), .time(now)])
            guard count > 0 else { return false }
            try audit("account password", subject: "account \(name)", "{}", actor, now, in: session)
            return true
        }
    }

    /// Disables an account and ends its sessions; false where there is none in force.
    package func disableAccount(_ name: String, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            let person = try files.first(
                Query(reading: "account_disable") { try $0.int64(0) }, in: session, [.text(name), .time(now)])
            guard let person else { return false }
            try files.run(
                Query("person_tokens_revoke"), in: session, [.int(person), .time(now), .text(nil)])
            try audit("account disable", subject: "account \(name)", "{}", actor, now, in: session)
            return true
        }
    }

    /// Counts an attempt to sign in as a failure, before the password is looked at; false while the name must wait.
    package func mayAttempt(nameHash: [UInt8], now: Timestamp) async throws -> Bool {
        try await write { session in
            try files.run(Query("sign_in_attempt"), in: session, [.bytes(nameHash), .time(now)]) > 0
        }
    }

    /// Forgets the failures of a name whose password was right.
    package func clearAttempts(nameHash: [UInt8], now: Timestamp) async throws {
        try await write { session in
            _ = try files.run(Query("sign_in_right"), in: session, [.bytes(nameHash), .time(now)])
        }
    }
}

private func accountQuery(_ name: String) -> Query<LocalAccount> {
    Query(reading: name) { row in
        guard let role = Role(rawValue: try row.string(3)) else {
            throw UnexpectedRow(query: name, column: 3)
        }
        return LocalAccount(
            name: try row.string(0), person: Person(id: try row.int64(1), name: try row.string(2)),
            role: role, verifier: try row.string(4), mustChange: try row.bool(5),
            madeAt: try row.timestamp(6), changedAt: try row.timestamp(7),
            disabledAt: try row.optionalTimestamp(8))
    }
}
