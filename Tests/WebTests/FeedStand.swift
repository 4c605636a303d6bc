import Contract
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web

/// The change feed behind its router, on a clock that only sleeping moves.
struct FeedStand: Sendable {
    let database: Database
    let conninfo: String
    let clock: FeedClock
    let fixture: ChangeFeed
    fileprivate let journal: FeedJournal
    /// Who holds the token that asks; whoever changes it gives or takes rights.
    fileprivate let holder: Mutexed<Access?>

    static let now = instant("2026-04-13 10:00")
    static let supplier = "4444444444"

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String

        var json: JSONTree? { try? JSONTree(parsing: Array(text.utf8)) }
        var kinds: [String] { json?["changes"]?.elements?.compactMap { $0["kind"]?.text } ?? [] }
        var next: String? { json?["next"]?.text }
        var problem: String? { json?["type"]?.text?.split(separator: ":").last.map(String.init) }
    }

    /// Two builds of two suppliers, and all that this told the feed.
    static func with(_ body: @Sendable (FeedStand) async throws -> Void) async throws {
        try await MigratedDatabase.with(named: "feed", connections: 6) { database, conninfo in
            try await database.importSample(
                [
                    SampleLine(),
                    SampleLine([
                        "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                        "supplier_number": "555-55-55553", "supplier_name": "새견본",
                    ]),
                ], now: now)
            let clock = FeedClock()
            let journal = FeedJournal()
            let holder = Mutexed<Access?>(
                Access(tokenID: 1, role: .officer, supplierNumber: nil, label: "x"))
            let fixture = ChangeFeed(
                database: database, record: { try journal.record($0) }, holder: { _ in holder.value },
                now: { FeedStand.now },
                uptime: { clock.uptime }, sleep: { try await clock.sleep($0) },
                isEnding: { clock.isEnding })
            let stand = FeedStand(
                database: database, conninfo: conninfo, clock: clock, fixture: fixture, journal: journal,
                holder: holder)
            try await stand.number()
            try await body(stand)
        }
    }

    /// Lets everything that was committed have its number.
    func number() async throws {
        while try await database.feed.sequence(limit: 10_000, now: Self.now) != 0 {}
    }

    /// A change of B-1 with its number.
    func change(_ seed: UInt8) async throws {
        _ = try await database.keys.add(
            buildCode: "B-1", hash: sampleHash(seed), hint: "abcd", actor: "tester", now: Self.now)
        try await number()
    }

    /// What the access log was told.
    var reads: [AccessLogEntry] { journal.entries.value }

    /// From now on the token is another's, or nobody's.
    func setHolder(_ access: Access?) { holder.add { $0 = access } }

    /// From now on the access log takes nothing.
    func closeJournal() { journal.isClosed.add { $0 = true } }

    /// The epoch of the feed's cursors.
    func epoch() async throws -> String {
        try await database.feed.changes(
            .now, FeedFilter(kinds: [], for: .unrestricted), limit: 1
        ).cursor.epoch
    }

    func send(
        _ query: String, as role: Role = .officer, headers: [String: String] = [:],
        to writer: (any ResponseBodyWriter & Sendable)? = nil
    ) async throws -> Answer {
        let access = Access(
            tokenID: 1, role: role, supplierNumber: role == .supplier ? Self.supplier : nil, label: "x")
        let router = Router(context: FeedContext.self)
        RequestPipeline(as: access, now: Self.now, record: { try journal.record($0) })
            .add(fixture.operations.map(\.route), to: router)
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "usage.example", path: "/v1/changes?\(query)",
                headerFields: fields), body: RequestBody(buffer: ByteBuffer()))
        let response = try await router.buildResponder().respond(
            to: request, context: FeedContext(source: FeedSource()))
        let collected = CollectingText()
        try await response.body.write(writer ?? collected)
        return Answer(
            status: response.status.code, headers: response.headers, text: collected.written.value)
    }
}

/// An access log that can be full.
private final class FeedJournal: Sendable {
    let entries = Mutexed<[AccessLogEntry]>([])
    let isClosed = Mutexed(false)

    func record(_ entry: AccessLogEntry) throws {
        guard !isClosed.value else { throw AccessJournal.NotRecorded(reason: "it is full") }
        entries.add { $0.append(entry) }
    }
}

/// Time that passes only while somebody sleeps, and what happens meanwhile.
final class FeedClock: Sendable {
    private struct State {
        var uptime = Duration.zero
        var sleeps = 0
        var isEnding = false
    }

    private let state = Mutex(State())
    private let happenings = Mutex<[Int: @Sendable () async throws -> Void]>([:])

    var uptime: Duration { state.withLock { $0.uptime } }
    var sleeps: Int { state.withLock { $0.sleeps } }
    var isEnding: Bool { state.withLock { $0.isEnding } }

    func end() { state.withLock { $0.isEnding = true } }

    /// During the sleep of this number, counted from 1.
    func at(_ sleep: Int, _ body: @escaping @Sendable () async throws -> Void) {
        happenings.withLock { $0[sleep] = body }
    }

    func sleep(_ duration: Duration) async throws {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.sleeps += 1
            state.uptime += duration
            return state.sleeps
        }
        try await happenings.withLock { $0[number] }?()
    }
}

final class Mutexed<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) {
        mutex = Mutex(value)
    }

    var value: Value { mutex.withLock { $0 } }

    func add(_ change: @Sendable (inout Value) -> Void) { mutex.withLock { change(&$0) } }
}

/// A connection that takes everything.
struct CollectingText: ResponseBodyWriter, Sendable {
    let written = Mutexed("")

    mutating func write(_ buffer: ByteBuffer) async throws {
        let text = String(buffer: buffer)
        written.add { $0 += text }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

struct FeedSource: RequestContextSource {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

struct FeedContext: RequestContext {
    typealias Source = FeedSource

    var coreContext: CoreRequestContextStorage

    init(source: FeedSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
