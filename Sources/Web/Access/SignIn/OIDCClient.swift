import Concurrency
import Contract
package import Domain
import FoundationEssentials
import JWTKit
import Render
package import Storage

/// Signs people in at their agency's issuer.
///
/// Asks the issuer for its addresses and its keys once an hour, and for its keys when a token names one that is not
/// known: at most once a minute, whatever tokens come.
package actor OIDCClient {
    package typealias Fetch = @Sendable (HTTPFetch) async throws -> HTTPFetched

    /// Time after which a withdrawn key is no longer accepted.
    private static let heldSeconds: Int64 = 3_600
    private static let unknownKeySeconds: Int64 = 60

    private struct Metadata: Sendable {
        let authorization: String
        let token: String
        let keys: String
        let takesBasic: Bool
    }

    private let settings: OIDCSettings
    private let callback: String
    private let fetch: Fetch
    private let metadata = SharedRead<Metadata>()
    private let keys = SharedRead<[JWK]>()
    /// Requests to the issuer that may be under way; each of them holds a thread.
    private let requests = AsyncSemaphore(permits: 8)

    /// - Parameter publicURL: the address under which browsers reach the service, without a slash at its end.
    package init(_ settings: OIDCSettings, publicURL: String, fetch: @escaping Fetch) {
        self.settings = settings
        callback = "\(publicURL)/sign-in/oidc/callback"
        self.fetch = fetch
    }

    nonisolated package var roleClaim: String { settings.roleClaim }

    /// The authorization URL for the browser.
    package func address(for authorization: OIDCAuthorizationRequest, now: Timestamp)
        async throws(OIDCProblem) -> String
    {
        let metadata = try await metadata(now: now)
        let fields = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", callback),
            ("scope", settings.scopes), ("state", authorization.state), ("nonce", authorization.nonce),
            ("code_challenge", authorization.challenge), ("code_challenge_method", "S256"),
        ]
        return metadata.authorization + (metadata.authorization.contains("?") ? "&" : "?") + formText(fields)
    }

    /// Exchanges the code, and returns the checked identity.
    package func identity(
        code: String, _ authorization: OIDCAuthorizationRequest, now: Timestamp
    ) async throws(OIDCProblem) -> OIDCIdentity {
        let text = try await idToken(code: code, authorization, now: now)
        do {
            let header = try IDToken.Header(text)
            let key = try await key(for: header, now: now)
            let token = try await IDToken(
                text, header: header, key: key, settings: settings, nonce: authorization.nonce, now: now)
            return OIDCIdentity(
                claim: PersonClaim(
                    issuer: settings.issuer, subject: token.subject, name: token.name, handle: token.handle),
                roles: token.values(settings.roleClaim))
        } catch let fault as IDTokenFault {
            throw .token(fault)
        } catch let problem as OIDCProblem {
            throw problem
        } catch {
            throw .token(.malformed)
        }
    }

    // MARK: The issuer

    private func metadata(now: Timestamp) async throws(OIDCProblem) -> Metadata {
        try await metadata.value(now: now, isEnough: { _, age in age < Self.heldSeconds }) {
            () async throws(OIDCProblem) -> Metadata in try await self.readMetadata()
        }
    }

    private func readMetadata() async throws(OIDCProblem) -> Metadata {
        let slash = settings.issuer.hasSuffix("/") ? "" : "/"
        let tree = try await json(
            HTTPFetch(url: "\(settings.issuer)\(slash).well-known/openid-configuration"), "its configuration")
        guard tree["issuer"]?.text == settings.issuer else {
            throw .issuer("`issuer` of its configuration does not match AFTERBUILD_OIDC_ISSUER")
        }
        let methods = tree["token_endpoint_auth_methods_supported"]?.elements?.compactMap(\.text)
        return Metadata(
            authorization: try endpoint(tree, "authorization_endpoint"),
            token: try endpoint(tree, "token_endpoint"), keys: try endpoint(tree, "jwks_uri"),
            takesBasic: methods.map { $0.contains("client_secret_basic") } ?? true)
    }

    private func endpoint(_ tree: JSONTree, _ name: String) throws(OIDCProblem) -> String {
        guard let text = tree[name]?.text,
            text.hasPrefix("https://") || settings.issuer.hasPrefix("http://") && text.hasPrefix("http://"),
            text.utf8.allSatisfy({ (33...126).contains($0) })
        else { throw .issuer("its configuration has no good \(name)") }
        return text
    }

    private func idToken(
        code: String, _ authorization: OIDCAuthorizationRequest, now: Timestamp
    ) async throws(OIDCProblem) -> String {
        let metadata = try await metadata(now: now)
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback),
            ("code_verifier", authorization.verifier),
        ]
        var authorization: String?
        if let secret = settings.clientSecret, metadata.takesBasic {
            // RFC 6749 §2.3.1: both are written as in a form before they are joined.
            let pair = "\(percentEncoded(settings.clientID)):\(percentEncoded(secret))"
            authorization = "Basic \(Data(pair.utf8).base64EncodedString())"
        } else {
            fields.append(("client_id", settings.clientID))
            if let secret = settings.clientSecret { fields.append(("client_secret", secret)) }
        }
        let tree = try await json(
            HTTPFetch(url: metadata.token, form: formText(fields), authorization: authorization),
            "its token endpoint")
        guard let token = tree["id_token"]?.text else {
            throw .issuer("its token response has no `id_token`")
        }
        return token
    }

    /// The key that a token names; keys are read again where it is none of them.
    private func key(for header: IDToken.Header, now: Timestamp) async throws -> JWK {
        let keys = try await keys.value(
            now: now,
            isEnough: { keys, age in
                age < Self.unknownKeySeconds
                    || age < Self.heldSeconds && Self.key(for: header, among: keys) != nil
            }
        ) { () async throws(OIDCProblem) -> [JWK] in try await self.readKeys(now: now) }
        guard let key = Self.key(for: header, among: keys) else { throw IDTokenFault.unknownKey }
        return key
    }

    private func readKeys(now: Timestamp) async throws(OIDCProblem) -> [JWK] {
        let tree = try await json(HTTPFetch(url: try await metadata(now: now).keys), "its keys")
        let read = (tree["keys"]?.elements ?? []).compactMap { Self.key($0) }
        guard !read.isEmpty else { throw .issuer("none of its keys is of use") }
        return read
    }

    private static func key(for header: IDToken.Header, among keys: [JWK]) -> JWK? {
        let fitting = keys.filter { $0.algorithm.map { $0.rawValue == header.algorithm } ?? true }
        if let id = header.keyID { return fitting.first { $0.keyIdentifier?.string == id } }
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// Leaves out keys of other algorithms, and RSA keys that are too short.
    private static func key(_ tree: JSONTree) -> JWK? {
        guard let type = tree["kty"]?.text, ["RSA", "EC", "OKP"].contains(type),
            tree["use"].map({ $0.text == "sig" }) ?? true, let bytes = try? tree.bytes,
            let key = try? JSONDecoder().decode(JWK.self, from: Data(bytes))
        else { return nil }
        if type == "RSA" {
            guard let modulus = tree["n"]?.text, modulus.utf8.count >= 342 else { return nil }
        }
        return key
    }

    private func json(_ request: HTTPFetch, _ what: String) async throws(OIDCProblem) -> JSONTree {
        guard let permit = requests.tryAcquire() else { throw .busy }
        defer { permit.release() }
        let answer: HTTPFetched
        do {
            answer = try await fetch(request)
        } catch {
            throw .issuer("\(what) cannot be reached: \(error)")
        }
        guard answer.status == 200 else { throw .issuer("\(what) answered status \(answer.status)") }
        guard answer.body.count <= HTTPFetch.most, let tree = try? JSONTree(parsing: answer.body) else {
            throw .issuer("\(what) answered no JSON")
        }
        return tree
    }
}

/// A person as the issuer's ID token names them.
package struct OIDCIdentity: Sendable, Equatable {
    package let claim: PersonClaim
    /// The values of the claim that names roles.
    package let roles: [String]
}

/// The fields as a form sends them.
func formText(_ fields: [(String, String)]) -> String {
    fields.map { "\(percentEncoded($0))=\(percentEncoded($1))" }.joined(separator: "&")
}
