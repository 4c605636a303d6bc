import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

private let now = instant("2026-03-17 06:10")
private let everything = FeedFilter(for: .unrestricted)

@Suite struct FeedSequencerTests {
    /// Runs a sequencer until `isDone`, and stops it as the service does.
    private func run(
        _ database: Database, _ observations: Observations = Observations(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in await Task.yield() },
        until isDone: @escaping @Sendable () async throws -> Bool
    ) async throws {
        let sequencer = FeedSequencer(
            database: database, now: { now }, sleep: sleep, observe: observations.observe)
        let group = ServiceGroup(
            services: [sequencer], logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await eventually("what the sequencer is to do", isDone)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func whatIsCommittedGetsItsNumberWithoutAnybodyAsking() async throws {
        try await MigratedDatabase.with(named: "feed") { database, _ in
            let subjects = (1...Int64(FeedSequencer.batch) + 1).map { FeedSubject(build: nil, subject: $0) }
            try await database.feed.announce(.exportMade, of: subjects, now: now)
            let sleeps = Mutexed(0)
            try await run(database, sleep: { _ in sleeps.add { $0 += 1 } }) {
                try await database.feed.newest() > Int64(subjects.count)
            }
            let page = try await database.feed.changes(.oldest, everything, limit: 5)
            #expect(page.entries.last?.sequencedAt == now)
        }
    }

    @Test func whatCannotBeNumberedIsSaidOnceAndDoneLater() async throws {
        try await MigratedDatabase.with(named: "feed") { database, conninfo in
            try await database.feed.announce(.exportMade, of: [FeedSubject(build: nil)], now: now)
            _ = try await MigratedDatabase.rows(
                "revoke insert on feed_entry from afterbuild_app", in: conninfo)
            let observations = Observations()
            let sleeps = Mutexed(0)
            try await run(database, observations) { _ in
                sleeps.add { $0 += 1 }
                if sleeps.value == 3 {
                    _ = try await MigratedDatabase.rows(
                        "grant insert on feed_entry to afterbuild_app", in: conninfo)
                }
            } until: {
                try await database.feed.newest() > 0
            }
            #expect(sleeps.value >= 3)
            let reasons = observations.all.compactMap { observation -> String? in
                if case .feedNotSequenced(let reason) = observation { reason } else { nil }
            }
            #expect(reasons.count == 1 && reasons[0].contains("feed_sequence"), "\(reasons)")
        }
    }

    @Test func judgementsPoliciesAndExportsAreInTheFeed() async throws {
        try await MigratedDatabase.with(named: "feed") { database, conninfo in
            let fleet = try await SampleFleet(60, in: database, conninfo)
            var feed = SampleFeed(database)
            _ = try await feed.news(now: now)
            let policy = try await database.shippedPolicy(now: now)
            let activated = try await feed.news(now: now)
            #expect(activated.map(\.kind) == [.policyActivated] && activated[0].subjectID == policy)
            try await fleet.use(
                day("2026-01-31")...day("2026-02-27"), where: "extract(isodow from d) < 6")
            let judge = JudgeJob(
                database: database, alerts: AlertAddresses(recipients: [], publicURL: ""),
                codeVersion: "test", observe: { _ in })
            _ = try await judge.run(now: now)
            let opened = try await feed.news(now: now)
            #expect(opened.count { $0.kind == .incidentOpened } == 60)
            #expect(Set(opened.filter { $0.kind == .incidentOpened }.compactMap(\.buildCode)).count == 60)
            let incident = try #require(
                try await database.incidents.list(openOnly: true, for: .unrestricted, now: now).first)
            #expect(
                try await database.incidents.end(
                    incident.id, on: day("2026-03-01"), by: "tester", reason: "x", now: now))
            let ended = try await feed.news(now: now)
            #expect(ended.count == 60 && ended.allSatisfy { $0.kind == .incidentEnded })
            #expect(ended.allSatisfy { $0.subjectID == incident.id })
            _ = try await judge.run(now: instant("2026-04-02 06:10"))
            let raised = try await feed.news(now: now).filter { $0.kind == .signalRaised }
            #expect(Set(raised.compactMap(\.buildCode)).count == 60)
            #expect(raised.contains { $0.body.contains(#""rule": "silent""#) })
            let signal = try #require(raised.first?.subjectID)
            try await database.signals.clear(signal, .clear, reason: "x", evidence: "{}", now: now)
            #expect(try await feed.news(now: now).map(\.kind) == [.signalCleared])
            _ = try await database.exports.add(
                quarter: Quarter(containing: day("2026-01-01")), asOf: now, madeBy: "tester", files: "[]")
            #expect(
                try await feed.news(now: now).lines == [
                    #"export.made - {"quarter": "2026Q1", "revision": 1}"#
                ])
        }
    }
}

private final class Mutexed: Sendable {
    private let mutex: Mutex<Int>

    init(_ value: Int) {
        mutex = Mutex(value)
    }

    var value: Int { mutex.withLock { $0 } }

    func add(_ change: @Sendable (inout Int) -> Void) { mutex.withLock { change(&$0) } }
}
