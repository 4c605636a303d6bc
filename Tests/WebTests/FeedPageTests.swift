import Concurrency
import Contract
import Domain
import HTTPTypes
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web

/// `GET /v1/changes`, as pages.
@Suite struct FeedPageTests {
    @Test func pagesAreReadOneBehindTheOtherAndHaveTheFormThatTheContractSays() async throws {
        try await FeedStand.with { stand in
            for seed in 1...3 { try await stand.change(UInt8(seed)) }
            var kinds: [String] = []
            var query = "limit=2"
            while true {
                let answer = try await stand.send(query)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(FeedView.schema.mismatches(try #require(answer.json)).isEmpty)
                kinds += answer.kinds
                query = "limit=2&after=\(try #require(answer.next))"
                if answer.json?["has_more"] == false { break }
            }
            #expect(
                kinds.filter { $0 != "calendar.changed" } == [
                    "build.registered", "build.registered", "build.changed", "build.changed", "build.changed",
                ])
            #expect(try await stand.send(query).kinds.isEmpty, "nothing twice")
            try await stand.change(4)
            let news = try await stand.send(query)
            let change = try #require(news.json?["changes"]?.elements?.first)
            #expect(change["build"] == "B-1" && change["detail"] == ["what": ["key"]])
            #expect(change["kind_ko"] == "구축 정보 변경" && change["subject_id"] == .null)
            #expect(change["cursor"]?.text == news.next)
            #expect(stand.reads.last?.builds.count == 1 && stand.reads.last?.rows == 1)
        }
    }

    @Test func aSupplierIsToldOfItsOwnBuildsOnly() async throws {
        try await FeedStand.with { stand in
            try await stand.change(1)
            try await stand.database.feed.announce(
                .signalRaised, of: [FeedSubject(build: nil, subject: 7)], now: FeedStand.now)
            try await stand.number()
            let answer = try await stand.send(
                "kind=build.registered,build.changed,signal.raised", as: .supplier)
            let builds = answer.json?["changes"]?.elements?.map { $0["build"] }
            #expect(builds == ["B-1", "B-1"])
            #expect(answer.json?["has_more"] == false)
            #expect(try await stand.send("kind=signal.raised").kinds == ["signal.raised"])
            #expect(try await stand.send("build=B-2").kinds == ["build.registered"])
            #expect(try await stand.send("build=B-2", as: .supplier).kinds.isEmpty)
        }
    }

    @Test func waitingEndsWithTheFirstChange() async throws {
        try await FeedStand.with { stand in
            stand.clock.at(3) { try await stand.change(1) }
            let answer = try await stand.send("after=now&wait=30")
            #expect(answer.kinds == ["build.changed"])
            #expect(stand.clock.sleeps == 3)
        }
    }

    @Test func waitingGoesOnWhileNothingIsForTheReaderAndEndsInTime() async throws {
        try await FeedStand.with { stand in
            stand.clock.at(2) { try await stand.change(1) }
            let answer = try await stand.send("after=now&wait=30&build=B-2")
            #expect(answer.status == 200 && answer.kinds.isEmpty)
            #expect(stand.clock.uptime == .seconds(30))
            let newest = try await stand.database.feed.newest()
            #expect(
                answer.next == FeedCursor(epoch: try await stand.epoch(), seq: newest).description,
                "what was not for it is behind it")
        }
    }

    @Test func nobodyWaitsWhenTheServiceStops() async throws {
        try await FeedStand.with { stand in
            stand.clock.at(2) { stand.clock.end() }
            let answer = try await stand.send("after=now&wait=30")
            #expect(answer.status == 200 && answer.kinds.isEmpty)
            #expect(stand.clock.sleeps == 2)
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let query: String
        let status: Int
        let problem: String
        var testDescription: String { query }
    }

    @Test(
        "a wrong request is told what would be right",
        arguments: [
            Wrong(query: "after=abf_1", status: 422, problem: "bad-cursor"),
            Wrong(query: "after=abf_10000", status: 422, problem: "bad-cursor"),
            Wrong(query: "after=17", status: 422, problem: "bad-cursor"),
            Wrong(query: "after=EPOCH 0", status: 410, problem: "expired-cursor"),
            Wrong(query: "after=EPOCH 99999", status: 410, problem: "expired-cursor"),
            Wrong(
                query: "after=\(FeedCursor(epoch: "00000000", seq: 9))", status: 410,
                problem: "expired-cursor"),
            Wrong(query: "wait=31", status: 400, problem: "bad-parameter"),
            Wrong(query: "limit=0", status: 400, problem: "bad-parameter"),
            Wrong(query: "kind=build", status: 400, problem: "bad-parameter"),
            Wrong(query: "build=B-1,", status: 400, problem: "bad-parameter"),
            Wrong(query: "since=2026-01-01", status: 400, problem: "unknown-parameter"),
        ])
    func wrongRequests(_ wrong: Wrong) async throws {
        try await FeedStand.with { stand in
            #expect(try await stand.database.feed.prune(before: FeedStand.now.adding(seconds: 1)) > 0)
            var query = wrong.query
            if let place = query.firstRange(of: "EPOCH ") {
                let seq = try #require(Int64(query[place.upperBound...]))
                query = "after=\(FeedCursor(epoch: try await stand.epoch(), seq: seq))"
            }
            let answer = try await stand.send(query)
            #expect(answer.status == wrong.status, "\(answer.text)")
            #expect(answer.problem == wrong.problem)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func sixteenRequestsOfATokenMayWaitAtOnce() async throws {
        try await FeedStand.with { stand in
            var permits = (0..<16).map { _ in stand.fixture.waiting.tryAcquire(1) }
            #expect(permits.allSatisfy { $0 != nil })
            let answer = try await stand.send("")
            #expect(answer.status == 429 && answer.headers[.retryAfter] == "30")
            #expect(stand.fixture.waiting.tryAcquire(2) != nil, "another token")
            permits.removeLast()
            #expect(try await stand.send("").status == 200)
            #expect(try await stand.send("").status == 200, "an answer gives its permit back")
        }
    }

    @Test func aCursorIsReadAsItWasWrittenAndNoOtherTextIsOne() {
        for seq in [0, 1, 35, 36, 1_000_000, Int64.max] {
            let cursor = FeedCursor(epoch: "09af4c1d", seq: seq)
            let text = cursor.description
            #expect(FeedCursor(parsing: text) == cursor)
            #expect(FeedView.cursorSchema.mismatches(.string(text)).isEmpty)
            for place in text.indices {
                var other = text
                other.replaceSubrange(place...place, with: text[place] == "7" ? "8" : "7")
                #expect(FeedCursor(parsing: other) == nil, "\(other)")
            }
            #expect(FeedCursor(parsing: text.uppercased()) == nil && FeedCursor(parsing: text + "0") == nil)
        }
        #expect(FeedCursor(parsing: "") == nil && FeedCursor(parsing: "abf_") == nil)
    }
}

/// One look for all who wait.
@Suite struct FeedHubTests {
    @Test func fiftyWaitersShareOneLook() async throws {
        let asked = Mutexed(0)
        let gate = AsyncStream<Void>.makeStream()
        let hub = FeedHub {
            asked.add { $0 += 1 }
            return 17
        } sleep: { _ in
            for await _ in gate.stream { break }
        }
        let seen = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<50 { group.addTask { try await hub.readNewest() } }
            try await eventually("49 waiters") { await hub.waiting == 49 }
            gate.continuation.yield()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(seen == Array(repeating: 17, count: 50))
        #expect(asked.value == 1)
    }

    @Test func oneWhoGivesUpLeavesTheOthersToLookOn() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let slept = Mutexed(0)
        let hub = FeedHub {
            18
        } sleep: { _ in
            slept.add { $0 += 1 }
            for await _ in gate.stream { break }
            try Task.checkCancellation()
        }
        let first = Task { try await hub.readNewest() }
        try await eventually("the first look") { slept.value == 1 }
        let second = Task {
            // Nothing newer is known yet: it goes on and looks itself.
            while try await hub.readNewest() < 18 {}
        }
        try await eventually("a waiter") { await hub.waiting == 1 }
        first.cancel()
        gate.continuation.yield()
        gate.continuation.finish()
        await #expect(throws: CancellationError.self) { _ = try await first.value }
        try await second.value
    }
}
