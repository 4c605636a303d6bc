/// How people sign in at their own agency: OpenID Connect, authorization code with PKCE.
package struct OIDCSettings: Sendable, Equatable {
    /// As the issuer writes itself, without a final slash unless it writes one.
    package let issuer: String
    package let clientID: String
    /// `nil` for a client without a secret, which PKCE alone protects.
    package let clientSecret: String?
    /// What an ID token must be for.
    package let audience: String
    /// The claim that names roles; dots lead into objects, such as `realm_access.roles`.
    package let roleClaim: String
    /// Separated by blanks; `openid` is always asked for.
    package let scopes: String

    package init(
        issuer: String, clientID: String, clientSecret: String?, audience: String? = nil,
        roleClaim: String = "roles", scopes: String = "openid profile"
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.audience = audience ?? clientID
        self.roleClaim = roleClaim
        let asked = scopes.split(separator: " ").map(String.init)
        self.scopes = (asked.contains("openid") ? asked : ["openid"] + asked).joined(separator: " ")
    }
}

/// Why a sign-in at the issuer failed.
///
/// For the log; it holds neither tokens nor codes nor what the issuer wrote.
package enum OIDCProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The issuer cannot be asked, or answers something else than it must.
    case issuer(String)
    /// All permits for requests to the issuer are taken.
    case busy
    /// The cookie is missing, belongs to another sign-in, or is older than ten minutes.
    case authorizationRequest
    /// The issuer sent the browser back without a code; its `error`, where that is of the known ones.
    case refused(String)
    case token(IDTokenFault)

    package var description: String {
        switch self {
        case .issuer(let reason): "the OpenID Connect issuer: \(reason)"
        case .busy: "too many sign-ins ask the OpenID Connect issuer at once"
        case .authorizationRequest:
            "the sign-in cookie is missing, of another sign-in, or older than ten minutes"
        case .refused(let error): "the OpenID Connect issuer refused the sign-in: \(error)"
        case .token(let fault): "the ID token is refused: \(fault)"
        }
    }
}
