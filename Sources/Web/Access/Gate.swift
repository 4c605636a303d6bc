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

    /// What a form of our pages carries so that no other site can send it: it follows from the session's secret.
    ///
    /// Empty where nobody is signed in by a cookie.
    func formKey(of request: Request) -> String {
        session(of: request).map { hexText(SecretText.hash("afterbuild form \($0)")) } ?? ""
    }

    /// Whether a form was sent from a page of ours.
    ///
    /// A cookie is sent along by the browser, whoever wrote the page; a bearer token is not.
    func isFromOurPage(_ request: Request, key: String?) -> Bool {
        if request.headers[.authorization] != nil { return true }
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }), site != "same-origin"
        {
            return false
        }
        let expected = formKey(of: request)
        return !expected.isEmpty && key == expected
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

/// Small hexadecimal digits.
func hexText(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
}
