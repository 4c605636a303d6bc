import Contract
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Render
import Storage
import TestSupport
import Testing
import Web

/// The routes on a database with two builds, an observation of the first, and somebody of every role.
struct CaseFixture: Sendable {
    let database: Database
    let conninfo: String
    let people: [Role: Person]
    let signal: Int64
    let templates: PageTemplates
    let staticFiles: StaticFiles

    struct Person: Sendable {
        let token: String
        let session: String
        let access: Access
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    static let imported = instant("2026-01-05 10:00")
    /// A Monday; the last day of ten is Thursday the 23rd of April.
    static let now = instant("2026-04-13 10:00")
    static let supplier = "4444444444"

    static func with(_ body: @Sendable (CaseFixture) async throws -> Void) async throws {
        try await MigratedDatabase.with(named: "web") { database, conninfo in
            try await database.importSample(
                [
                    SampleLine(),
                    SampleLine([
                        "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                        "supplier_number": "555-55-55553", "supplier_name": "새견본",
                    ]),
                ], now: imported)
            var people: [Role: Person] = [:]
            for role in Role.allCases {
                people[role] = try await person(role, supplier: role == .supplier ? supplier : nil, database)
            }
            let rows = try await MigratedDatabase.rows(arrangement, in: conninfo)
            try await body(
                CaseFixture(
                    database, conninfo, people,
                    signal: try #require(rows.first?[0].flatMap(Int64.init))))
        }
    }

    /// A frozen observation whose reason holds a word that no firm may read.
    private static let arrangement = """
        update case_clock set is_free = true;
        insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
        values ('기본 판정 기준', 2, false, '작성 김가람', '2026-01-01', '2026-01-01', E'name: 기본\\nrules: 무신호 5일\\n');
        insert into signal (build_id, policy_id, rule, severity, raised_at, window_from, window_to, reason, evidence)
        select build_id, (select policy_id from policy), 'silent', 'review', '2026-03-01', '2026-02-01', '2026-02-28',
            '부정 사용이 의심됩니다.',
            '{"threshold": 5, "value": 6, "numerator": 6, "kpi": "silence", "low": 7, "favourable": 6,
              "coverage": 0.9, "expected_days": 18,
              "excluded_days": [{"day": "2026-02-16", "reason": "holiday", "name": "설날 연휴"}],
              "peers": {"circle": "같은 사업", "n": 31, "median": 0.5, "percentile": 2.5},
              "explanations": [{"explanation": "merger", "outcome": "open", "detail": "소명 때 확인"}],
              "policy_approver": "승인 이나래", "policy_effective_from": "2026-01-01"}'
        from build where code = 'B-1' returning signal_id
        """

    /// Somebody of a role, who has signed in.
    ///
    /// - Parameter number: ten digits, of a supplier.
    static func person(
        _ role: Role, supplier number: String?, _ database: Database
    ) async throws -> Person {
        let token = SecretText.make(.token)
        let link = SecretText.make(.link)
        let session = SecretText.make(.session)
        let id = try await database.tokens.add(
            hash: SecretText.hash(token), role: role, supplierNumber: number, label: "\(role)님",
            expiresAt: nil, linkHash: SecretText.hash(link), linkExpiresAt: now, actor: "tester",
            now: imported)
        _ = try await database.access.signIn(
            linkHash: SecretText.hash(link), sessionHash: SecretText.hash(session), now: imported,
            expiresAt: now.adding(seconds: 86_400 * 365))
        return Person(
            token: token, session: session,
            access: Access(tokenID: id, role: role, supplierNumber: number, label: "\(role)님"))
    }

    /// The routes on a database that somebody else arranged.
    init(_ database: Database, _ conninfo: String, _ people: [Role: Person], signal: Int64 = 0) throws {
        self.database = database
        self.conninfo = conninfo
        self.people = people
        self.signal = signal
        templates = try PageTemplates(directory: ProjectFiles.url("dashboards/web").path)
        staticFiles = try StaticFiles(directory: ProjectFiles.url("dashboards/web/static").path)
    }

    // MARK: Requests

    /// - Parameters:
    ///   - role: who is signed in by a cookie; `nil` for nobody.
    ///   - fields: of a form; with them the request is a POST.
    func send(
        _ path: String, as role: Role? = nil, fields: [(String, String)]? = nil,
        headers: [String: String] = [:], at now: Timestamp = CaseFixture.now
    ) async throws -> Answer {
        var all = headers
        if fields != nil { all["Content-Type"] = "application/x-www-form-urlencoded" }
        let body = fields.map { fields in
            fields.map { "\(percentEncoded($0))=\(percentEncoded($1))" }.joined(separator: "&")
        }
        return try await send(
            path, method: fields == nil ? .get : .post, as: role, headers: all,
            body: Array((body ?? "").utf8), at: now)
    }

    func send(
        _ path: String, method: HTTPRequest.Method, as role: Role? = nil, headers: [String: String],
        body: [UInt8], at now: Timestamp = CaseFixture.now
    ) async throws -> Answer {
        let router = Router(context: TestContext.self)
        routes(at: now).add(to: router)
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        if let role, let person = people[role] { fields[.cookie] = "afterbuild=\(person.session)" }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "usage.example", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await router.buildResponder().respond(
            to: request, context: TestContext(source: TestSource()))
        let collected = Collected()
        try await response.body.write(CollectingWriter(collected: collected))
        return Answer(
            status: response.status.code, headers: response.headers, bytes: await collected.bytes)
    }

    func routes(at now: Timestamp) -> WebRoutes {
        let database = database
        return WebRoutes(
            database: database, tokens: KnownTokens(lifetime: .zero, uptime: { .zero }),
            templates: templates, staticFiles: staticFiles,
            limits: RequestLimits(requestsAMinute: 1_000_000, uptime: { .zero }),
            address: { _, peer in peer },
            record: { try await database.accessLog.add([$0]) }, version: "test",
            more: ChangeFeed(
                database: database, record: { try await database.accessLog.add([$0]) }, holder: { _ in nil },
                now: { now }, uptime: { .zero }, sleep: { _ in }, isEnding: { true }
            ).operations, now: { now },
            isTestClock: false, publicURL: "https://usage.example", secureCookies: false,
            checkReadiness: {}, onError: { error, path in Issue.record("\(path): \(error)") })
    }

    /// Everything that the interface can be asked.
    var operations: [Contract.Operation] { routes(at: CaseFixture.now).operations }

    /// The hidden fields of a form on a page, by the form's name.
    func hidden(_ formID: String, on page: Answer) -> [(String, String)] {
        let forms = page.text.components(separatedBy: "<form class=\"act-form\"").dropFirst()
        guard let form = forms.first(where: { $0.contains("name=\"form\" value=\"\(formID)\"") }) else {
            return []
        }
        return form.components(separatedBy: "</form>")[0]
            .matches(of: /type="hidden" name="([^"]*)" value="([^"]*)"/)
            .map { (String($0.1), String($0.2)) }
    }

    /// Fills a form of a case's page and sends it.
    func fill(
        _ formID: String, _ typed: [(String, String)], of id: Int64, as role: Role = .officer,
        to path: String = "steps", at now: Timestamp = CaseFixture.now
    ) async throws -> Answer {
        let page = try await send("/cases/\(id)", as: role, at: now)
        let hidden = hidden(formID, on: page)
        try #require(!hidden.isEmpty, "there is no form \(formID)")
        return try await send("/cases/\(id)/\(path)", as: role, fields: hidden + typed, at: now)
    }

    /// A case whose supplier and adopter were asked to explain by the 23rd of April, by the forms alone.
    func askedCase() async throws -> Int64 {
        let build = try await send("/builds/B-1", as: .officer)
        let opened = try await send(
            "/builds/B-1/cases", as: .officer,
            fields: hidden("open-\(signal)", on: build) + [
                ("text", "두 달째 기록 없음"), ("rules", "운영규정 2026"), ("conduct", "2026-02-01"),
                ("agreed", "2025-05-02"), ("answer_days", "10"),
            ])
        let address = try #require(opened.headers[.location])
        let id = try #require(Int64(address.split(separator: "/").last ?? ""))
        for (form, typed) in [
            ("enter-signal", [("text", "살펴봄")]), ("enter-quality_check", [("text", "자료부터")]),
            ("finding", [("finding", "sound"), ("text", "이상 없음")]),
            (
                "enter-explanation_requested",
                [
                    ("to_adopter", "1"), ("to_supplier", "1"), ("days", "10"), ("due", ""),
                    ("text", "2월의 기록이 왜 없는지 알려 주세요."),
                ]
            ),
        ] {
            let answer = try await fill(form, typed, of: id)
            #expect(answer.status == 303, "\(form): \(answer.text)")
        }
        return id
    }

    /// The path of a fresh reply link.
    func replyPath(_ id: Int64, _ party: CaseParty) async throws -> String {
        let answer = try await fill("link", [("target", "5 \(party.rawValue)")], of: id, to: "links")
        let link = try #require(answer.text.firstMatch(of: /https:\/\/usage\.example(\/reply\/abr_[^<]+)/))
        return String(link.1)
    }

    /// A reply with files as a browser sends it.
    func reply(
        _ path: String, text: String, files: [(String, [UInt8])] = [], at now: Timestamp = CaseFixture.now
    ) async throws -> Answer {
        try await send(
            path, method: .post, headers: ["Content-Type": "multipart/form-data; boundary=xYz"],
            body: multipartBody(["text": text], files: files), at: now)
    }
}

/// A body with the boundary `xYz`.
func multipartBody(_ fields: [String: String], files: [(String, [UInt8])]) -> [UInt8] {
    var body: [UInt8] = []
    for (name, value) in fields {
        body += Array(
            "--xYz\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    for (name, bytes) in files {
        let head =
            "--xYz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n"
        body += Array(head.utf8) + bytes + [13, 10]
    }
    return body + Array("--xYz--\r\n".utf8)
}

private struct TestSource: RequestContextSource {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

private struct TestContext: RequestContext {
    typealias Source = TestSource

    var coreContext: CoreRequestContextStorage

    init(source: TestSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}

private actor Collected {
    var bytes: [UInt8] = []

    func add(_ buffer: ByteBuffer) { bytes += Array(buffer: buffer) }
}

private struct CollectingWriter: ResponseBodyWriter {
    let collected: Collected

    mutating func write(_ buffer: ByteBuffer) async throws { await collected.add(buffer) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
