import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Collector

private let nine = instant("2026-03-02 09:00")

/// Presence of instances against a real database, with clocks that the tests move.
@Suite(.heavy, .timeLimit(.minutes(2))) struct HeartbeatTests {
    @Test func aCrashShowsAsAGapFromTheLastBeat() async throws {
        try await withPlace { place in
            let first = try place.instance(1)
            try await first.run { try await $0.beats(3) }
            place.advance(100)
            try await place.instance(2).run { try await $0.beats(1) }
            #expect(place.outages == [Seen(from: 10, to: 110, cause: "crashed")])
            #expect(try await place.recorded() == [Seen(from: 10, to: 110, cause: "crashed")])
        }
    }

    @Test func anOrderlyStopIsSaidToBeOne() async throws {
        try await withPlace { place in
            try await place.instance(1).run(crash: false) { try await $0.beats(3) }
            place.advance(60)
            try await place.instance(2).run { try await $0.beats(1) }
            #expect(try await place.recorded() == [Seen(from: 10, to: 70, cause: "stopped")])
        }
    }

    @Test func aRestartWithinFifteenSecondsIsNoOutage() async throws {
        try await withPlace { place in
            try await place.instance(1).run(crash: false) { try await $0.beats(3) }
            place.advance(15)
            try await place.instance(2).run { try await $0.beats(1) }
            #expect(try await place.recorded() == [])
        }
    }

    @Test func whileAnotherInstanceReceivesThereIsNoOutage() async throws {
        try await withPlace { place in
            let other = try place.instance(2)
            try await other.run { other in
                try await place.instance(1).run { try await $0.beats(2) }
                for _ in 0..<20 { try await other.beats(1) }
                try await place.instance(3).run { try await $0.beats(1) }
            }
            #expect(try await place.recorded() == [])
            #expect(try await place.intervals().count == 3)
        }
    }

    @Test func anIntervalOnTheSpoolIsNoOutage() async throws {
        try await withPlace { place in
            try await place.instance(1).run {
                try await $0.beats(2)
                try await place.whileDatabaseIsAway($0) { try await $0.beats(20) }
                #expect(place.file?.isEmpty == false, "the beats went to the file")
                try await $0.beats(1)
            }
            #expect(place.file == [], "what the database knows is in no file")
            #expect(try await place.recorded() == [])
            #expect(try await place.intervals().count == 1)
        }
    }

    @Test func aCrashWhileTheDatabaseIsAwayIsAGapFromTheLastBeatInTheFile() async throws {
        try await withPlace { place in
            try await place.instance(1).run {
                try await $0.beats(2)
                try await place.whileDatabaseIsAway($0) { try await $0.beats(10) }
            }
            place.advance(100)
            let lastSeen = 11 * Place.period
            try await place.instance(2).run { try await $0.beats(1) }
            #expect(
                try await place.recorded() == [Seen(from: lastSeen, to: lastSeen + 100, cause: "crashed")])
            #expect(place.file == [])
        }
    }

    @Test func aBackfillWithdrawsTheOutageAndTheHistoryKeepsIt() async throws {
        try await withPlace { place in
            try await place.instance(1).run { one in
                try await one.beats(2)
                try await place.refuse(instance: 1) {
                    try await one.beats(10)
                    // Another instance reaches the database first, and knows of nobody who received.
                    try await place.instance(2, hasFile: false).run { try await $0.beats(1) }
                    #expect(try await place.recorded() == [Seen(from: 5, to: 55, cause: "crashed")])
                }
                let then = place.now()
                try await one.beats(1)
                #expect(try await place.recorded() == [])
                #expect(try await place.recorded(asOf: then).count == 1, "as it was known then")
            }
            #expect(place.refusals == 1, "a refusal is said once, however often it is met")
        }
    }

    @Test func whenBothStoresFailTheIntervalEndsUntilOneWorks() async throws {
        try await withPlace { place in
            try await place.instance(1).run { one in
                try await one.beats(2)
                one.heartbeat.receivingStopped("disk full")
                place.advance(60)
                one.heartbeat.receivingStopped("disk full")
                try await one.beats(1)
                #expect(try await place.recorded() == [], "an outage is recorded when it is over")
                one.heartbeat.receivingResumed()
                try await one.beats(1)
            }
            #expect(
                try await place.recorded() == [
                    Seen(from: 5, to: 70, cause: "both stores failed", detail: "disk full")
                ])
        }
    }

    @Test func aStandstillIsAnOutage() async throws {
        try await withPlace { place in
            try await place.instance(1).run {
                try await $0.beats(2)
                place.advance(300)
                try await $0.beats(1)
            }
            #expect(try await place.recorded() == [Seen(from: 5, to: 310, cause: "stalled")])
        }
    }

    @Test func aTestClockThatJumpsOrStandsMakesNoOutage() async throws {
        try await withPlace { place in
            try await place.instance(1).run {
                try await $0.beats(1)
                place.set(86_400 * 60)
                try await $0.beats(1)
                place.set(86_400 * 60 - 7_200)
                try await $0.beats(1)
            }
            // A clock that begins anew at each start, and stands.
            place.set(0)
            try await place.instance(2).run { try await $0.beats(2) }
            #expect(try await place.recorded() == [])
        }
    }
}

/// An outage with seconds since nine o'clock.
private struct Seen: Equatable {
    let from: Int64
    let to: Int64
    let cause: String
    var detail = ""
}

private func withPlace(_ body: @Sendable (Place) async throws -> Void) async throws {
    try await MigratedDatabase.with { _, conninfo in try await body(Place(conninfo)) }
}

/// A database, a file and two clocks that several instances share.
private final class Place: Sendable {
    static let period: Int64 = 5

    private let conninfo: String
    private let clocks = Mutex((now: nine, uptime: Duration.seconds(1_000)))
    private let observed = Mutex<[Observation]>([])
    private let fileBytes = Mutex<[UInt8]?>(nil)

    init(_ conninfo: String) {
        self.conninfo = conninfo
    }

    var outages: [Seen] {
        observed.withLock { $0 }.compactMap {
            guard case .outageRecorded(let from, let to, let cause) = $0 else { return nil }
            return Seen(from: Self.seconds(from), to: Self.seconds(to), cause: cause)
        }
    }
    var refusals: Int {
        observed.withLock { $0 }.count {
            if case .presenceNotRecorded = $0 { true } else { false }
        }
    }
    var file: [UInt8]? { fileBytes.withLock { $0 } }

    func now() -> Timestamp { clocks.withLock { $0.now } }
    func uptime() -> Duration { clocks.withLock { $0.uptime } }
    func observe(_ observation: Observation) { observed.withLock { $0.append(observation) } }
    func save(_ bytes: [UInt8]) { fileBytes.withLock { $0 = bytes } }

    /// Lets time pass on both clocks.
    func advance(_ seconds: Int64) {
        clocks.withLock {
            $0.now = $0.now.adding(seconds: seconds)
            $0.uptime += .seconds(seconds)
        }
    }

    /// Sets the clock that may be set.
    func set(_ seconds: Int64) {
        clocks.withLock { $0.now = nine.adding(seconds: seconds) }
    }

    func newDatabase() throws -> Database {
        Database(
            files: try MigratedDatabase.files(), conninfo: conninfo, role: .app, connections: 1,
            onNotice: { _ in })
    }

    /// - Parameter hasFile: false on another machine.
    func instance(_ number: Int32, hasFile: Bool = true) throws -> Instance {
        try Instance(number, self, hasFile: hasFile)
    }

    func recorded(asOf time: Timestamp? = nil) async throws -> [Seen] {
        let database = try newDatabase()
        let outages = try await database.outages.list(asOf: time)
        await database.close()
        return outages.map {
            Seen(
                from: Self.seconds($0.beganAt), to: Self.seconds($0.endedAt), cause: $0.cause,
                detail: $0.detail)
        }
    }

    func intervals() async throws -> [[String?]] {
        try await MigratedDatabase.rows("select * from collector_presence", in: conninfo)
    }

    /// Nobody can connect until `body` ends.
    func whileDatabaseIsAway(
        _ instance: Instance, _ body: (Instance) async throws -> Void
    ) async throws {
        let name = conninfo.split(separator: "dbname=").last ?? ""
        try await TestDatabase.administer("alter database \"\(name)\" allow_connections false")
        try await TestDatabase.administer(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '\(name)'")
        try await body(instance)
        try await TestDatabase.administer("alter database \"\(name)\" allow_connections true")
    }

    /// The database refuses what this instance writes until `body` ends.
    func refuse(instance: Int32, _ body: () async throws -> Void) async throws {
        _ = try await MigratedDatabase.rows(
            "alter table collector_presence add constraint refused check (instance_id <> \(instance)) not valid",
            in: conninfo)
        try await body()
        _ = try await MigratedDatabase.rows(
            "alter table collector_presence drop constraint refused", in: conninfo)
    }

    private static func seconds(_ time: Timestamp) -> Int64 {
        (time.microseconds - nine.microseconds) / 1_000_000
    }
}

/// One start of a collector, whose sleep lasts until the test wants the next beat.
private final class Instance: Sendable {
    let heartbeat: Heartbeat
    private let place: Place
    private let database: Database
    private let hasCrashed: SharedFlag
    /// Beats that were made, and those that the test has waited for.
    private let beaten: Counts
    private let wanted: AsyncStream<Void>.Continuation

    private final class Counts: Sendable {
        let state = Mutex((made: 0, awaited: 0))
    }

    init(_ number: Int32, _ place: Place, hasFile: Bool) throws {
        let beaten = Counts()
        let (permits, wanted) = AsyncStream.makeStream(of: Void.self)
        let hasCrashed = SharedFlag()
        let database = try place.newDatabase()
        heartbeat = Heartbeat(
            database: database, instance: number, now: place.now, uptime: place.uptime,
            sleep: { _ in
                beaten.state.withLock { $0.made += 1 }
                for await _ in permits { return }
            },
            saveLocally: { bytes in
                if hasCrashed.isSet { throw SampleProblem(text: "a crashed instance writes nothing") }
                if hasFile { place.save(bytes) }
            },
            loadLocally: { hasFile ? place.file : nil }, observe: place.observe)
        self.place = place
        self.database = database
        self.hasCrashed = hasCrashed
        self.beaten = beaten
        self.wanted = wanted
    }

    /// Runs it until `body` ends; then it crashes, or stops in order.
    func run(crash: Bool = true, _ body: (Instance) async throws -> Void) async throws {
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: heartbeat, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                ], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await services.run() }
            try await body(self)
            if crash {
                hasCrashed.set()
                await database.close()
                group.cancelAll()
            } else {
                await services.triggerGracefulShutdown()
            }
            try await group.waitForAll()
        }
        await database.close()
    }

    /// Waits for beats, five seconds after one another; the first of all comes at once.
    func beats(_ count: Int) async throws {
        for _ in 0..<count {
            let number = beaten.state.withLock { counts in
                counts.awaited += 1
                return counts.awaited
            }
            if number > 1 {
                place.advance(Place.period)
                wanted.yield()
            }
            try await eventually("beat \(number)") { beaten.state.withLock { $0.made >= number } }
        }
    }
}

private final class SharedFlag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
}
