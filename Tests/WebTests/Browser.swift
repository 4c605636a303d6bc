import Contract
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Render
import Storage
import Synchronization
import TestSupport
import Testing
import Web

/// The routes as a browser sees them: with its address and the cookies that it was given.
final class Browser: Sendable {
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String
    }

    let database: Database
    let issuer: OIDCClient?
    let problems = Mutex<[String]>([])
    /// Of the same server all the time.
    private let limits: RequestLimits
    private let templates: PageTemplates
    private let staticFiles: StaticFiles
    private let record: @Sendable (AccessLogEntry) async throws -> Void
    private let cookies = Mutex<[String: String]>([:])

    init(
        _ database: Database, issuer: OIDCClient? = nil, requestsAMinute: Int = 1_000,
        record: (@Sendable (AccessLogEntry) async throws -> Void)? = nil
    ) throws {
        self.database = database
        self.issuer = issuer
        limits = RequestLimits(requestsAMinute: requestsAMinute, uptime: { .zero })
        self.record = record ?? { try await database.accessLog.add([$0]) }
        templates = try PageTemplates(directory: ProjectFiles.url("dashboards/web").path)
        staticFiles = try StaticFiles(directory: ProjectFiles.url("dashboards/web/static").path)
    }

    var cookieNames: Set<String> { cookies.withLock { Set($0.keys) } }

    func forgetCookies() { cookies.withLock { $0 = [:] } }

    func send(
        _ path: String, fields: [(String, String)]? = nil, headers: [String: String] = [:],
        from address: String = "192.0.2.7", at now: Timestamp
    ) async throws -> Answer {
        let router = Router(context: PeerContext.self)
        WebRoutes(
            database: database, tokens: KnownTokens(lifetime: .zero, uptime: { .zero }),
            templates: templates, staticFiles: staticFiles,
            limits: limits, address: { _, peer in peer }, record: record, version: "test", now: { now },
            isTestClock: false,
            publicURL: IssuerFixture.publicURL, secureCookies: false, checkReadiness: {},
            onError: { error, route in
                self.problems.withLock { $0.append("\(route): \(error)") }
            }, issuer: issuer
        ).add(to: router)
        var all = HTTPFields()
        for (name, value) in headers { all[try #require(HTTPField.Name(name))] = value }
        if fields != nil { all[.contentType] = "application/x-www-form-urlencoded" }
        all[.cookie] = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        let body = (fields ?? []).map { "\(percentEncoded($0))=\(percentEncoded($1))" }
        let request = Request(
            head: HTTPRequest(
                method: fields == nil ? .get : .post, scheme: "https", authority: "usage.example", path: path,
                headerFields: all),
            body: RequestBody(buffer: ByteBuffer(string: body.joined(separator: "&"))))
        let response = try await router.buildResponder().respond(
            to: request, context: PeerContext(source: PeerSource(address: address)))
        for value in response.headers[values: .setCookie] { keep(value) }
        let collected = CollectedText()
        try await response.body.write(TextWriter(collected: collected))
        return Answer(
            status: response.status.code, headers: response.headers, text: await collected.text)
    }

    /// As browsers do: a cookie without time left is taken away.
    private func keep(_ text: String) {
        let parts = text.split(separator: ";").map { $0.drop { $0 == " " } }
        let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        let isSpent = parts.contains { $0.lowercased() == "max-age=0" }
        cookies.withLock { $0[String(pair[0])] = isSpent ? nil : String(pair[1]) }
    }
}

private struct PeerSource: RequestContextSource {
    let address: String
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

private struct PeerContext: RequestContext, RemoteAddressRequestContext {
    typealias Source = PeerSource

    var coreContext: CoreRequestContextStorage
    let remoteAddress: SocketAddress?

    init(source: PeerSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = try? SocketAddress(ipAddress: source.address, port: 1)
    }
}

private actor CollectedText {
    private var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func add(_ buffer: ByteBuffer) { bytes += Array(buffer: buffer) }
}

private struct TextWriter: ResponseBodyWriter {
    let collected: CollectedText

    mutating func write(_ buffer: ByteBuffer) async throws { await collected.add(buffer) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// The header of a new token.
func token(
    _ draft: TokenDraft, in database: Database, at now: Timestamp = IssuerFixture.now
) async throws -> String {
    let token = SecretText.make(.token)
    _ = try await database.tokens.add(
        draft, hash: SecretText.hash(token), linkHash: SecretText.hash(SecretText.make(.link)),
        linkExpiresAt: now, actor: "tester", now: now)
    return "Bearer \(token)"
}
