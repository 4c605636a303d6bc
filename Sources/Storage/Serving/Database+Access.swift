package import Domain
import Postgres

extension Database {
    /// Stores a token by its hash, with a one-time sign-in link for the pages.
    ///
    /// - Returns: the token's id.
    package func addToken(
        hash: [UInt8], role: Role, supplierNumber: String?, label: String, expiresAt: Timestamp?,
        linkHash: [UInt8], linkExpiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Int64 {
        try await run { session in
            let id = try files.first(
                Query(reading: "token_insert") { try $0.int64(0) }, in: session,
                [
                    .bytes(hash), .text(role.rawValue), .text(supplierNumber), .text(label), .time(now),
                    .time(expiresAt),
                ])
            guard let id else { throw UnexpectedRow(query: "token_insert", column: 0) }
            try files.run(
                Query("sign_in_link_insert"), in: session, [.bytes(linkHash), .int(id), .time(linkExpiresAt)])
            try audit("token issue", subject: "token \(id) \(role.rawValue)", "{}", actor, now, in: session)
            return id
        }
    }

    /// Who holds the token; `nil` when it is unknown, expired or revoked.
    package func access(tokenHash: [UInt8], now: Timestamp) async throws -> Access? {
        try await run { session in
            try files.rows(accessQuery("token_access"), in: session, [.bytes(tokenHash), .time(now)]).first
        }
    }

    /// Uses a sign-in link up and opens a session; `nil` when the link is unknown, used or expired.
    package func signIn(
        linkHash: [UInt8], sessionHash: [UInt8], now: Timestamp, expiresAt: Timestamp
    ) async throws -> Access? {
        try await run { session in
            let access = try files.rows(
                accessQuery("sign_in_link_use"), in: session, [.bytes(linkHash), .time(now)]
            ).first
            guard let access else { return nil }
            try files.run(
                Query("session_insert"), in: session,
                [.bytes(sessionHash), .int(access.tokenID), .time(now), .time(expiresAt)])
            return access
        }
    }

    /// Who is signed in; `nil` when the session is unknown or over.
    package func access(sessionHash: [UInt8], now: Timestamp) async throws -> Access? {
        try await run { session in
            try files.rows(accessQuery("session_access"), in: session, [.bytes(sessionHash), .time(now)])
                .first
        }
    }

    package func signOut(sessionHash: [UInt8]) async throws {
        try await run { session in
            _ = try files.run(Query("session_delete"), in: session, [.bytes(sessionHash)])
        }
    }
}

private func accessQuery(_ name: String) -> Query<Access> {
    Query(reading: name) { row in
        guard let role = Role(rawValue: try row.string(1)) else {
            throw UnexpectedRow(query: name, column: 1)
        }
        return Access(
            tokenID: try row.int64(0), role: role, supplierNumber: row.optionalText(2),
            label: try row.string(3))
    }
}
