import Curl
import Domain
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

let hookStart = instant("2026-03-17 10:00")

/// What the tests of web hooks share: a token, a moving clock, and everything between the feed and a receiver.
struct WebHookFixture {
    let database: Database
    let conninfo: String
    let token: Int64
    /// The number of the last change before the test: subscriptions begin there.
    let base: Int64
    let observations = Observations()
    let box = WebHookSecretBox(secret: [UInt8](repeating: 7, count: 32))
    private let time = Movable(hookStart)

    /// Runs `body` with a fresh database in which one build is registered.
    static func with(_ body: (WebHookFixture) async throws -> Void) async throws {
        try await MigratedDatabase.with(connections: 8) { database, conninfo in
            try await database.importSample([SampleLine()], now: hookStart)
            let token = try await database.token(TokenDraft(role: .officer, label: "status system"))
            while try await database.feed.sequence(limit: 1_000, now: hookStart) != 0 {}
            let base = try await database.feed.newest()
            try await body(WebHookFixture(database: database, conninfo: conninfo, token: token, base: base))
        }
    }

    var now: Timestamp { time.value }
    var clock: @Sendable () -> Timestamp { { [time] in time.value } }

    func move(seconds: Int64) { time.value = time.value.adding(seconds: seconds) }
    func move(to time: Timestamp) { self.time.value = time }

    func notice() -> WebHookNotice {
        WebHookNotice(
            database: database, recipients: ["staff@agency.example"], observe: observations.observe)
    }

    /// - Parameter allowed: networks that may be called, the test's receiver among them.
    func sender(allowed: [String] = ["127.0.0.0/8"], milliseconds: Int = 10_000) -> WebHookSender {
        WebHookSender(
            database: database, box: box,
            networks: OutboundNetworks(allowed: allowed.compactMap { AddressRange($0) }),
            limits: HTTPLimits(totalMilliseconds: milliseconds, bodyBytes: 2_000), notice: notice(),
            now: clock, observe: observations.observe)
    }

    var planner: WebHookPlanner {
        WebHookPlanner(database: database, feed: WebHookFeed(database: database), notice: notice())
    }

    func service(
        _ sender: WebHookSender? = nil,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in await Task.yield() }
    ) -> WebHookService {
        WebHookService(
            database: database, planner: planner, sender: sender ?? self.sender(), now: clock, sleep: sleep,
            observe: observations.observe)
    }

    /// Plans and sends what is due: `planned delivered failed`.
    @discardableResult
    func run(_ sender: WebHookSender? = nil) async throws -> [Int] {
        let total = try await service(sender).runOnce()
        return [total.planned, total.delivered, total.failed]
    }

    func subscribe(
        _ url: String, secret: String = "secret-1", _ filter: WebHookFilter = WebHookFilter(),
        token: Int64? = nil
    ) async throws -> Int64 {
        let draft = WebHookDraft(url: url, description: "test", filter: filter)
        let id = try await database.webHooks.add(
            draft, token: token ?? self.token, secret: try box.seal(secret), position: base,
            actor: "tester", now: now)
        return try #require(id)
    }

    /// So many changes of the sample build, in the feed.
    func change(_ count: Int = 1, _ kind: FeedKind = .outageFound) async throws {
        for number in 0..<count {
            let subject = FeedSubject(build: nil, subject: Int64(number + 1), body: "{\"number\": \(number)}")
            try await database.feed.announce(kind, of: [subject], now: now)
        }
        while try await database.feed.sequence(limit: 1_000, now: now) != 0 {}
    }

    func hook(_ id: Int64) async throws -> WebHook {
        try #require(try await database.webHooks.list(id: id).first)
    }

    /// The log, oldest first.
    func log(_ id: Int64) async throws -> [WebHookLogEntry] {
        try await database.webHooks.log(id, limit: 1_000).reversed()
    }

    /// The numbers of changes, counted from the test's first one.
    func numbers(_ id: Int64) async throws -> [Int64?] {
        try await log(id).map { $0.cursor.map { $0.seq - base } }
    }

    func rows(_ sql: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(sql, in: conninfo)
    }
}

/// A value that tests move.
final class Movable<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) { stored = Mutex(value) }

    var value: Value {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}

extension Database {
    /// A token in force, and its number.
    func token(_ draft: TokenDraft) async throws -> Int64 {
        var generator = SystemRandomNumberGenerator()
        func hash() -> [UInt8] { (0..<32).map { _ in generator.next() as UInt8 } }
        return try await tokens.add(
            draft, hash: hash(), linkHash: hash(), linkExpiresAt: hookStart, actor: "tester", now: hookStart)
    }
}
