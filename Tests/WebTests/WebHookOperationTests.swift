import Contract
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Storage
import TestSupport
import Testing

@testable import Web

/// Subscriptions behind their router.
private struct WebHookStand: Sendable {
    static let now = instant("2026-04-13 10:00")

    let database: Database
    let conninfo: String
    let networks: OutboundNetworks
    /// An officer's and a supplier's.
    let tokens: [Role: Int64]

    struct Answer: Sendable {
        let status: Int
        let json: JSONTree
        let text: String

        var problem: String? { json["type"]?.text?.split(separator: ":").last.map(String.init) }
        func number(_ name: String) -> Int? {
            if case .integer(let number)? = json[name] { number } else { nil }
        }
    }

    static func with(
        allowed: [String] = [], _ body: @Sendable (WebHookStand) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with(named: "hooks") { database, conninfo in
            var tokens: [Role: Int64] = [:]
            for (index, role) in [Role.officer, .supplier].enumerated() {
                tokens[role] = try await database.tokens.add(
                    TokenDraft(
                        role: role, supplierNumber: role == .supplier ? "4444444444" : nil, label: "\(role)"),
                    hash: [UInt8](repeating: UInt8(index), count: 32),
                    linkHash: [UInt8](repeating: UInt8(index), count: 32), linkExpiresAt: now,
                    actor: "tester", now: now)
            }
            try await body(
                WebHookStand(
                    database: database, conninfo: conninfo,
                    networks: OutboundNetworks(allowed: allowed.compactMap { AddressRange($0) }),
                    tokens: tokens))
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as role: Role = .officer
    ) async throws -> Answer {
        let access = Access(
            tokenID: try #require(tokens[role]), role: role,
            supplierNumber: role == .supplier ? "4444444444" : nil, label: "\(role)")
        // Seals nothing: what is sealed is another test.
        let box = WebHookSecretBox(
            seal: { Array($0.utf8) }, open: { String(decoding: $0, as: UTF8.self) })
        let router = Router(context: WebHookContext.self)
        RequestPipeline(as: access, now: Self.now)
            .add(
                WebHookOperations(database: database, box: box, networks: networks).all.map(\.route),
                to: router)
        var fields: HTTPFields = [.authorization: "Bearer x"]
        if body != nil { fields[.contentType] = "application/json" }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "usage.example", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
        let response = try await router.buildResponder().respond(
            to: request, context: WebHookContext(source: WebHookSource()))
        let collected = CollectingText()
        try await response.body.write(collected)
        let text = collected.written.value
        return Answer(
            status: response.status.code,
            json: text.isEmpty ? .null : try JSONTree(parsing: Array(text.utf8)), text: text)
    }
}

@Suite struct WebHookOperationTests {
    private let creation = "{\"url\":\"https://pms.example.org/hook\",\"events\":[\"build.changed\"]}"

    @Test func aSubscriptionIsMadeShownChangedAndDeleted() async throws {
        try await WebHookStand.with { stand in
            let made = try await stand.send(.post, "/v1/webhooks", creation)
            #expect(made.status == 201)
            #expect(WebHookSecretView.schema.mismatches(made.json) == [])
            let secret = try #require(made.json["secret"]?.text)
            let shown = try await stand.send(.get, "/v1/webhooks/1")
            #expect(shown.status == 200)
            #expect(WebHookView.schema.mismatches(shown.json) == [])
            #expect(shown.json == made.json["webhook"])
            #expect(!shown.text.contains(secret))
            #expect(shown.json["state"]?.text == "active")

            let changed = try await stand.send(
                .patch, "/v1/webhooks/1", "{\"builds\":[\"B-1\"],\"paused\":true}")
            #expect(changed.json["builds"] == ["B-1"])
            #expect(changed.json["events"] == ["build.changed"])
            #expect(changed.json["state"]?.text == "paused")
            let again = try await stand.send(.patch, "/v1/webhooks/1", "{\"paused\":false}")
            #expect(again.json["state"]?.text == "active")

            let list = try await stand.send(.get, "/v1/webhooks")
            #expect(WebHookListView.schema.mismatches(list.json) == [])
            #expect(list.json["webhooks"] == [again.json])
            let rotated = try await stand.send(.post, "/v1/webhooks/1/rotate-secret")
            #expect(WebHookSecretView.schema.mismatches(rotated.json) == [])
            #expect(rotated.json["secret"]?.text != secret)
            #expect(
                rotated.json["webhook"]?["old_secret_until"]?.text == "2026-04-14T10:00:00.000+09:00")

            let deleted = try await stand.send(.delete, "/v1/webhooks/1")
            #expect(deleted.status == 204)
            #expect(try await stand.send(.get, "/v1/webhooks/1").problem == "unknown-resource")
            #expect(try await stand.send(.get, "/v1/webhooks").json["webhooks"] == [])
        }
    }

    @Test func aTestAndAResendAreInTheLog() async throws {
        try await WebHookStand.with { stand in
            _ = try await stand.send(.post, "/v1/webhooks", creation)
            let ping = try await stand.send(.post, "/v1/webhooks/1/ping")
            #expect(ping.status == 202)
            let first = try #require(ping.number("delivery"))
            let again = try await stand.send(.post, "/v1/webhooks/1/deliveries/\(first)/resend")
            #expect(again.status == 202)
            let log = try await stand.send(.get, "/v1/webhooks/1/deliveries")
            #expect(WebHookLogView.schema.mismatches(log.json) == [])
            let entries = try #require(log.json["deliveries"]?.elements)
            #expect(entries.map { $0["resend_of"] } == [.integer(first), .null])
            #expect(entries.map { $0["event"]?.text } == ["ping", "ping"])
            let page = try await stand.send(.get, "/v1/webhooks/1/deliveries?limit=1")
            let next = try #require(page.json["next"]?.text)
            let rest = try await stand.send(.get, "/v1/webhooks/1/deliveries?limit=1&cursor=\(next)")
            #expect(rest.json["deliveries"] == [entries[1]])
            let none = try await stand.send(.get, "/v1/webhooks/1/deliveries?state=delivered")
            #expect(none.json["deliveries"] == [])
            #expect(
                try await stand.send(.post, "/v1/webhooks/1/deliveries/999/resend").problem
                    == "unknown-resource")
            _ = try await stand.send(.patch, "/v1/webhooks/1", "{\"paused\":true}")
            #expect(try await stand.send(.post, "/v1/webhooks/1/ping").problem == "conflict")
        }
    }

    @Test func whileAThousandDeliveriesWaitThereIsNoMoreTestOrResend() async throws {
        try await WebHookStand.with { stand in
            _ = try await stand.send(.post, "/v1/webhooks", creation)
            let first = try #require(try await stand.send(.post, "/v1/webhooks/1/ping").number("delivery"))
            for _ in 1..<WebHookStore.waitingMax {
                _ = try await stand.database.webHooks.ping(
                    1, payload: "{}", expiresAt: WebHookStand.now, actor: "test", now: WebHookStand.now)
            }
            #expect(try await stand.send(.post, "/v1/webhooks/1/ping").problem == "conflict")
            let again = try await stand.send(.post, "/v1/webhooks/1/deliveries/\(first)/resend")
            #expect(again.problem == "conflict" && again.text.contains("state=waiting"))
        }
    }

    @Test func nobodyReachesAnothersSubscription() async throws {
        try await WebHookStand.with { stand in
            _ = try await stand.send(.post, "/v1/webhooks", creation)
            _ = try await stand.send(.post, "/v1/webhooks/1/ping")
            for (method, path, body): (HTTPRequest.Method, String, String?) in [
                (.get, "", nil), (.patch, "", "{\"paused\":true}"), (.delete, "", nil), (.post, "/ping", nil),
                (.post, "/rotate-secret", nil), (.get, "/deliveries", nil),
                (.post, "/deliveries/1/resend", nil),
            ] {
                let answer = try await stand.send(method, "/v1/webhooks/1\(path)", body, as: .supplier)
                #expect(answer.problem == "unknown-resource", "\(method) \(path)")
            }
            #expect(try await stand.send(.get, "/v1/webhooks", as: .supplier).json["webhooks"] == [])
            #expect(try await stand.send(.get, "/v1/webhooks/1").json["state"]?.text == "active")
        }
    }

    @Test(arguments: [
        ("{\"url\":\"http://pms.example.org/\"}", "https://"),
        ("{\"url\":\"https://127.0.0.1/\"}", "AFTERBUILD_WEBHOOK_ALLOW"),
        ("{\"url\":\"https://user:word@pms.example.org/\"}", "user information"),
        ("{\"url\":\"\"}", "/url"), ("{}", "/url"),
        ("{\"url\":\"https://a.example/\",\"colour\":1}", "/colour"),
        ("{\"url\":\"https://a.example/\",\"events\":[\"build.exploded\"]}", "/events/0"),
        ("{\"url\":\"https://a.example/\",\"builds\":\"B-1\"}", "/builds"), ("no json", "JSON"),
    ])
    func aWrongSubscriptionIsToldWhatWouldBeRight(body: String, says: String) async throws {
        try await WebHookStand.with { stand in
            let answer = try await stand.send(.post, "/v1/webhooks", body)
            // What has the form of an address and is not one that may be called is another kind of wrong.
            let isRefused = answer.status == 422 && answer.problem == "refused-value"
            #expect(isRefused || (answer.status == 400 && answer.problem == "bad-body"))
            #expect(answer.text.contains(says), "\(answer.text)")
            #expect(!answer.text.contains("word@"))
        }
    }

    @Test func aSupplierCannotAskForSignals() async throws {
        try await WebHookStand.with { stand in
            let body = "{\"url\":\"https://a.example/\",\"events\":[\"build.changed\",\"signal.raised\"]}"
            let answer = try await stand.send(.post, "/v1/webhooks", body, as: .supplier)
            #expect(answer.problem == "refused-value")
            #expect(answer.text.contains("/events/1"))
            #expect(!answer.text.contains("case.opened"))
            #expect(try await stand.send(.post, "/v1/webhooks", body).status == 201)
        }
    }

    @Test func whatWasDisabledGoesOnWhenItsOwnerSaysSo() async throws {
        try await WebHookStand.with { stand in
            _ = try await stand.send(.post, "/v1/webhooks", creation)
            _ = try await stand.database.webHooks.disable(
                1, reason: "failing", isFinal: false, message: nil, actor: "tester", now: WebHookStand.now)
            let disabled = try await stand.send(.get, "/v1/webhooks/1")
            #expect(disabled.json["state"]?.text == "disabled")
            #expect(disabled.json["disabled_reason"]?.text == "failing")
            let on = try await stand.send(.patch, "/v1/webhooks/1", "{\"paused\":false}")
            #expect(on.json["state"]?.text == "active")
        }
    }

    @Test func aListedNetworkMayBeNamedWithoutTLS() async throws {
        try await WebHookStand.with(allowed: ["10.0.0.0/8"]) { stand in
            let answer = try await stand.send(
                .post, "/v1/webhooks", "{\"url\":\"http://10.1.2.3:8080/hook\"}")
            #expect(answer.status == 201)
        }
    }
}

private struct WebHookSource: RequestContextSource {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

private struct WebHookContext: RequestContext {
    typealias Source = WebHookSource

    var coreContext: CoreRequestContextStorage

    init(source: WebHookSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
