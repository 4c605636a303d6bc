import Curl
import Domain
import Foundation
import TestSupport
import Testing
import Web

/// An issuer process, and a client of it as the program has one.
struct IssuerFixture: Sendable {
    let issuer: IssuerProcess
    let client: OIDCClient

    static let publicURL = "https://usage.example"
    static var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    init(_ issuer: IssuerProcess, audience: String? = nil, roleClaim: String = "roles") {
        self.issuer = issuer
        client = OIDCClient(
            OIDCSettings(
                issuer: issuer.url, clientID: IssuerProcess.clientID,
                clientSecret: IssuerProcess.clientSecret,
                audience: audience, roleClaim: roleClaim), publicURL: Self.publicURL, fetch: Self.fetch)
    }

    @Sendable static func fetch(_ request: HTTPFetch) async throws -> HTTPFetched {
        var headers: [HTTPRequest.Header] = []
        if let authorization = request.authorization { headers.append(.init("Authorization", authorization)) }
        if request.form != nil { headers.append(.init("Content-Type", "application/x-www-form-urlencoded")) }
        let answer = try await HTTPClient(allows: { _ in true }).send(
            HTTPRequest(
                request.form == nil ? .get : .post, request.url, headers: headers,
                body: Array((request.form ?? "").utf8)), within: HTTPLimits(bodyBytes: HTTPFetch.most))
        return HTTPFetched(status: answer.status, body: answer.body)
    }

    /// What the next tokens are like: see `oidc_issuer.py`.
    func behave(_ json: String) async throws {
        let answer = try await HTTPClient(allows: { _ in true }).send(
            HTTPRequest(.post, "\(issuer.url)/behave", body: Array(json.utf8)))
        try #require(answer.status == 200)
    }

    /// How often the keys were read.
    func keyReads() async throws -> Int {
        let answer = try await Self.fetch(HTTPFetch(url: "\(issuer.url)/count"))
        let text = String(decoding: answer.body, as: UTF8.self)
        return try #require(Int(text.filter(\.isNumber)))
    }

    /// Follows the browser to the issuer; gives the address that it is sent back to.
    func browse(_ address: String) async throws -> URLComponents {
        let answer = try await HTTPClient(allows: { _ in true }).send(HTTPRequest(.get, address))
        try #require(answer.status == 302, "\(String(decoding: answer.body, as: UTF8.self))")
        return try #require(URLComponents(string: answer.header("Location") ?? ""))
    }

    /// The whole way of one sign-in.
    func identity(at now: Timestamp = now) async throws -> OIDCIdentity {
        let authorization = OIDCAuthorizationRequest.begin(now: now)
        let back = try await browse(try await client.address(for: authorization, now: now))
        let fields = back.fields
        #expect(fields["state"] == authorization.state)
        return try await client.identity(code: try #require(fields["code"]), authorization, now: now)
    }
}

extension URLComponents {
    var fields: [String: String] {
        Dictionary((queryItems ?? []).map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }
}
