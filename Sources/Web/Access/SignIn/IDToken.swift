import Contract
import Domain
import JWTKit

/// Why an ID token is not good.
package enum IDTokenFault: String, Error, Sendable, Equatable, CustomStringConvertible {
    case malformed, algorithm, unknownKey, signature, issuer, audience, party, expired, early, stale, nonce
    case subject

    package var description: String {
        switch self {
        case .malformed: "it is no JSON Web Token"
        case .algorithm: "its algorithm is none of \(IDToken.algorithms.sorted().joined(separator: ", "))"
        case .unknownKey: "its key is none of the issuer's"
        case .signature: "its signature is wrong"
        case .issuer: "it is of another issuer (iss)"
        case .audience: "it is for somebody else (aud); see AFTERBUILD_OIDC_AUDIENCE"
        case .party: "it was made for another client (azp)"
        case .expired: "it has expired (exp)"
        case .early: "it is not good yet (nbf, iat); are both clocks right?"
        case .stale: "it was made more than ten minutes ago (iat)"
        case .nonce: "it is of another sign-in (nonce)"
        case .subject: "it does not say who (sub)"
        }
    }
}

/// What an issuer vouches for, with its signature checked.
struct IDToken: Sendable {
    /// Only those with which nobody but the issuer can sign.
    static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]
    /// By how much clocks may differ.
    private static let skew: Int64 = 60
    private static let freshness: Int64 = 600

    let subject: String
    private let claims: JSONTree

    /// The header of a token, before anything in it is believed.
    struct Head: Sendable {
        let algorithm: String
        let keyID: String?

        init(_ token: String) throws(IDTokenFault) {
            let parts = token.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, let bytes = SecretText.bytes(ofBase64URL: parts[0]),
                let tree = try? JSONTree(parsing: bytes), let algorithm = tree["alg"]?.text
            else { throw .malformed }
            guard IDToken.algorithms.contains(algorithm), tree["crit"] == nil else { throw .algorithm }
            self.algorithm = algorithm
            keyID = tree["kid"]?.text
        }
    }

    /// - Parameter key: the one that the head names.
    init(
        _ token: String, head: Head, key: JWK, settings: OIDCSettings, nonce: String, now: Timestamp
    ) async throws(IDTokenFault) {
        // A key that is for another algorithm must not be used for this one.
        if let own = key.algorithm, own.rawValue != head.algorithm { throw .algorithm }
        do {
            let claims = try await Self.verified(token, by: key)
            try Self.check(claims, settings, nonce: nonce, now: now)
            guard let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count) else {
                throw IDTokenFault.subject
            }
            self.subject = subject
            self.claims = claims
        } catch let fault as IDTokenFault {
            throw fault
        } catch {
            throw .signature
        }
    }

    private static func verified(_ token: String, by key: JWK) async throws -> JSONTree {
        var key = key
        key.keyIdentifier = "key"
        let keys = JWTKeyCollection()
        try await keys.add(jwk: key, isDefault: true)
        return try await keys.verify(token, as: UncheckedClaims.self).tree
    }

    private static func check(
        _ claims: JSONTree, _ settings: OIDCSettings, nonce: String, now: Timestamp
    ) throws(IDTokenFault) {
        guard claims["iss"]?.text == settings.issuer else { throw .issuer }
        let audiences = claims["aud"]?.texts ?? []
        guard audiences.contains(settings.audience) else { throw .audience }
        if let party = claims["azp"] {
            guard party.text == settings.clientID else { throw .party }
        } else if audiences.count > 1 {
            throw .party
        }
        let seconds = now.microseconds / 1_000_000
        guard let end = claims["exp"]?.seconds, seconds < end + skew else { throw .expired }
        guard let made = claims["iat"]?.seconds, made <= seconds + skew else { throw .early }
        if let begin = claims["nbf"] {
            guard let begin = begin.seconds, begin <= seconds + skew else { throw .early }
        }
        guard seconds < made + freshness else { throw .stale }
        guard claims["nonce"]?.text == nonce else { throw .nonce }
    }

    /// The texts under a claim whose path has dots; a text with blanks is several.
    func values(_ path: String) -> [String] {
        // A claim may have dots in its own name, such as the address of whoever defined it.
        if let whole = claims[path] { return whole.words }
        var found: JSONTree? = claims
        for name in path.split(separator: ".") { found = found?[String(name)] }
        return found?.words ?? []
    }

    /// As the person is to be shown.
    var name: String { first(["name", "preferred_username", "email"]) ?? subject }

    var handle: String { first(["preferred_username", "email"]) ?? subject }

    private func first(_ names: [String]) -> String? {
        names.lazy.compactMap { claims[$0]?.text }
            .map { text in
                String(
                    String.UnicodeScalarView(
                        text.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(100)))
            }
            .first { $0.contains { !$0.isWhitespace } }
    }
}

/// All claims as they came; they are checked with a clock that is given, which the library has not.
private struct UncheckedClaims: JWTPayload {
    let tree: JSONTree

    init(from decoder: any Decoder) throws {
        tree = try JSONTree(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try tree.encode(to: encoder)
    }

    func verify(using algorithm: some JWTAlgorithm) throws {}
}

extension JSONTree {
    /// One text or several.
    fileprivate var texts: [String] {
        if let text { return [text] }
        return elements?.compactMap(\.text) ?? []
    }

    fileprivate var words: [String] {
        texts.flatMap { $0.split(separator: " ").map(String.init) }
    }

    /// Seconds since 1970, whole or not.
    fileprivate var seconds: Int64? {
        switch self {
        case .integer(let number): Int64(number)
        case .number(let number): number.magnitude < 1e15 ? Int64(number) : nil
        default: nil
        }
    }
}
