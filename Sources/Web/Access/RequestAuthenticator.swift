import Concurrency
import Domain
import HTTPTypes
import Hummingbird
import Storage

/// Finds the holder of a request's token or session.
struct RequestAuthenticator: Sendable {
    let database: Database
    let cookieName: String
    let hasSecureCookies: Bool
    private let tokens: KnownTokens
    /// A use of a token is written down once a minute.
    private let uses = RateLimiter<Int64>(quota: 1, window: .seconds(60))

    static let sessionSeconds = 12 * 3_600

    init(database: Database, tokens: KnownTokens, secureCookies: Bool) {
        self.database = database
        self.tokens = tokens
        hasSecureCookies = secureCookies
        // The prefix makes browsers refuse the cookie from anything but this host over TLS.
        cookieName = secureCookies ? "__Host-afterbuild" : "afterbuild"
    }

    /// The holder of the bearer token, or of the session cookie where no `Authorization` is sent.
    ///
    /// A wrong token is refused even beside a valid cookie. A token from outside its networks counts as wrong.
    /// - Parameter address: of the caller; `nil` where it is not known.
    func access(of request: Request, from address: String?, now: Timestamp) async throws -> Access? {
        guard let access = try await holder(of: request, now: now), access.mayAsk(from: address) else {
            return nil
        }
        if !uses.count(access.tokenID, at: .microseconds(now.microseconds)).isRefused {
            try await database.tokens.noteUse(
                access.tokenID, from: address.flatMap { AddressClass(of: $0) }, now: now)
        }
        return access
    }

    private func holder(of request: Request, now: Timestamp) async throws -> Access? {
        if let authorization = request.headers[.authorization] {
            guard let token = Self.bearer(authorization), SecretText.isWellFormed(token, .token) else {
                return nil
            }
            let hash = SecretText.hash(token)
            return try await tokens.holder(hash, now: now) {
                try await database.access.access(tokenHash: hash, now: now)
            }
        }
        guard let session = session(in: request.cookies) else { return nil }
        return try await database.access.access(sessionHash: SecretText.hash(session), now: now)
    }

    /// Whether the request has a token or session of the right form, which has to be looked up.
    func hasWellFormedCredential(_ request: Request) -> Bool {
        guard let authorization = request.headers[.authorization] else {
            return session(in: request.cookies) != nil
        }
        return Self.bearer(authorization).map { SecretText.isWellFormed($0, .token) } ?? false
    }

    func session(in cookies: Cookies) -> String? {
        guard let session = cookies[cookieName]?.value, SecretText.isWellFormed(session, .session)
        else {
            return nil
        }
        return session
    }

    /// The CSRF token of the session's forms, a hash of the session's secret.
    ///
    /// Empty without a session cookie.
    func csrfToken(_ cookies: Cookies) -> String {
        session(in: cookies).map { hexText(SecretText.hash("afterbuild form \($0)")) } ?? ""
    }

    /// Whether the request has a bearer token, or the CSRF token of its session from the same origin.
    ///
    /// Browsers send cookies with forms of other sites too; they never add a bearer token.
    func passesCSRFCheck(_ request: Request, key: String?) -> Bool {
        if request.headers[.authorization] != nil { return true }
        guard Self.isSameOrigin(request.headers) else { return false }
        let expected = csrfToken(request.cookies)
        return !expected.isEmpty && key == expected
    }

    /// The cookie that opens a session; with `nil` the one that ends it.
    func cookie(_ session: String?) -> Cookie {
        Cookie(
            name: cookieName, value: session ?? "", maxAge: session == nil ? 0 : Self.sessionSeconds,
            path: "/",
            secure: hasSecureCookies, httpOnly: true, sameSite: .lax)
    }

    /// A cookie for a form or a sign-in at the issuer, which lasts some minutes.
    func shortCookie(_ name: String, _ value: String?, seconds: Int) -> Cookie {
        Cookie(
            name: shortCookieName(name), value: value ?? "", maxAge: value == nil ? 0 : seconds, path: "/",
            secure: hasSecureCookies, httpOnly: true, sameSite: .lax)
    }

    func shortCookie(_ name: String, in cookies: Cookies) -> String? {
        cookies[shortCookieName(name)]?.value
    }

    private func shortCookieName(_ name: String) -> String { "\(cookieName)-\(name)" }

    /// Whether the browser's headers allow the same origin.
    static func isSameOrigin(_ headers: HTTPFields) -> Bool {
        guard let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ headers[$0] }) else {
            return true
        }
        return site == "same-origin"
    }

    /// The token of `Bearer abt_…`; the scheme in any case (RFC 9110 §11.1).
    static func bearer(_ authorization: String) -> String? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
