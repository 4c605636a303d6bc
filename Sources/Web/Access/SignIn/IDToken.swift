import Contract
import Domain
import JWTKit

/// Why an ID token is refused.
package enum IDTokenFault: String, Error, Sendable, Equatable, CustomStringConvertible {
    case malformed, algorithm, unknownKey, signature, issuer, audience, party, expired, early, stale, nonce
    case subject

    package var description: String {
        switch self {
        case .malformed: "it is not a JSON Web Token (three parts, a JSON header with `alg`)"
        case .algorithm: "`alg` is not one of \(IDToken.algorithms.sorted().joined(separator: ", "))"
        case .unknownKey: "`kid` names no key of the issuer's key set"
        case .signature: "its signature does not match the issuer's key"
        case .issuer: "`iss` does not match AFTERBUILD_OIDC_ISSUER"
        case .audience: "`aud` does not contain AFTERBUILD_OIDC_AUDIENCE"
        case .party: "`azp` does not match AFTERBUILD_OIDC_CLIENT_ID"
        case .expired: "`exp` is more than one minute ago"
        case .early: "`nbf` or `iat` is more than one minute ahead; check both clocks"
        case .stale: "`iat` is more than ten minutes ago; check both clocks"
        case .nonce: "`nonce` does not match this sign-in"
        case .subject: "`sub` is missing, empty or longer than 255 bytes"
        }
    }
}

/// An ID token whose signature and claims are checked.
struct IDToken: Sendable {
    /// Public-key algorithms only: with HS256 every holder of the client secret could sign.
    static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]
    /// Seconds by which clocks may differ.
    private static let skew: Int64 = 60
    /// Seconds after `iat` in which a token is taken.
    private static let freshness: Int64 = 600

    let subject: String
    private let claims: JSONTree

    /// The header of a token, before anything in it is believed.
    struct Header: Sendable {
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

    /// - Parameter key: the key that the header names.
    init(
        _ token: String, header: Header, key: JWK, settings: OIDCSettings, nonce: String, now: Timestamp
    ) async throws(IDTokenFault) {
        // A key that is for another algorithm must not be used for this one.
        if let own = key.algorithm, own.rawValue != header.algorithm { throw .algorithm }
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

    /// The texts under a claim path with dots; a text is split at blanks.
    func values(_ path: String) -> [String] {
        // A claim's own name may have dots, such as `https://example.org/roles`.
        if let whole = claims[path] { return whole.words }
        var found: JSONTree? = claims
        for name in path.split(separator: ".") { found = found?[String(name)] }
        return found?.words ?? []
    }

    /// The person's name for pages.
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
