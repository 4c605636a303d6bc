import Domain
import HTTPTypes
import Hummingbird
import Storage

/// Finds out who asks.
struct Gate: Sendable {
    let database: Database
    let cookieName: String
    let hasSecureCookies: Bool

    static let sessionSeconds = 12 * 3_600

    init(database: Database, secureCookies: Bool) {
        self.database = database
        hasSecureCookies = secureCookies
        // The prefix makes browsers refuse the cookie from anything but this host over TLS.
        cookieName = secureCookies ? "__Host-afterbuild" : "afterbuild"
    }

    /// The holder of the bearer token, or of the session cookie where no `Authorization` is sent.
    ///
    /// A wrong token is not forgiven for the sake of a good cookie.
    func access(of request: Request, now: Timestamp) async throws -> Access? {
        if let authorization = request.headers[.authorization] {
            guard let token = Self.bearer(authorization), SecretText.isWellFormed(token, .token) else {
                return nil
            }
            return try await database.access(tokenHash: SecretText.hash(token), now: now)
        }
        guard let session = session(of: request) else { return nil }
        return try await database.access(sessionHash: SecretText.hash(session), now: now)
    }

    func session(of request: Request) -> String? {
        guard let session = request.cookies[cookieName]?.value, SecretText.isWellFormed(session, .session)
        else {
            return nil
        }
        return session
    }

    /// The cookie that opens a session; with `nil` the one that ends it.
    func cookie(_ session: String?) -> Cookie {
        Cookie(
            name: cookieName, value: session ?? "", maxAge: session == nil ? 0 : Self.sessionSeconds,
            path: "/",
            secure: hasSecureCookies, httpOnly: true, sameSite: .lax)
    }

    /// The token of `Bearer abt_…`; the scheme in any case (RFC 9110 §11.1).
    static func bearer(_ authorization: String) -> String? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
