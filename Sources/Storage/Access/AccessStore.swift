package import Domain
import Postgres

/// Who a token, a session or a person is.
package struct AccessStore: Store {
    let database: Database

    /// A request waits at most so long for its caller to be identified.
    private static let accessLimit = Duration.seconds(5)

    /// Who holds the token; `nil` when it is unknown, expired or revoked.
    package func access(tokenHash: [UInt8], now: Timestamp) async throws -> Access? {
        try await rows(
            accessQuery("token_access"), [.bytes(tokenHash), .time(now)], within: Self.accessLimit
        ).first
    }

    /// Who holds a token, by its number; `nil` when it is expired or revoked.
    package func access(tokenID: Int64, now: Timestamp) async throws -> Access? {
        try await rows(
            accessQuery("token_holder"), [.int(tokenID), .time(now)], within: Self.accessLimit
        ).first
    }

    /// Uses a sign-in link up and opens a session; `nil` when the link is unknown, used or expired.
    package func signIn(
        linkHash: [UInt8], sessionHash: [UInt8], now: Timestamp, expiresAt: Timestamp
    ) async throws -> Access? {
        try await write { session in
            let access = try session.rows(
                accessQuery("sign_in_link_use"), [.bytes(linkHash), .time(now)]
            ).first
            guard let access else { return nil }
            try session.run(
                Query("session_insert"),
                [.bytes(sessionHash), .int(access.tokenID), .time(now), .time(expiresAt)])
            return access
        }
    }

    /// Who is signed in; `nil` when the session is unknown or over.
    package func access(sessionHash: [UInt8], now: Timestamp) async throws -> Access? {
        try await rows(
            accessQuery("session_access"), [.bytes(sessionHash), .time(now)], within: Self.accessLimit
        ).first
    }

    package func signOut(sessionHash: [UInt8]) async throws {
        try await write { session in
            _ = try session.run(Query("session_delete"), [.bytes(sessionHash)])
        }
    }
}
