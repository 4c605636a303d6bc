import Concurrency
import Contract
import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import TestSupport
import Testing

@testable import Web

/// `GET /v1/changes` as Server-Sent Events.
@Suite struct FeedStreamTests {
    private let accepting = ["Accept": "text/event-stream"]

    /// Blocks of a stream by their fields; a comment's name is empty.
    private func blocks(_ text: String) -> [[String: String]] {
        #expect(text.hasSuffix("\n\n"))
        return text.split(separator: "\n\n").map { block in
            Dictionary(
                uniqueKeysWithValues: block.split(separator: "\n").map { line in
                    let parts = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
                    return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
                })
        }
    }

    @Test func changesAreEventsInOneOrderAndAQuietStreamBeats() async throws {
        try await FeedStand.with { stand in
            stand.clock.at(5) { for seed in UInt8(1)...3 { try await stand.change(seed) } }
            // 15 s of silence later, and then a change that is not for this reader.
            stand.clock.at(90) { try await stand.database.removeSampleHoliday() }
            stand.clock.at(91) { try await stand.number() }
            stand.clock.at(170) { stand.clock.end() }
            let answer = try await stand.send("after=now&kind=build.changed", headers: accepting)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/event-stream")
            #expect(answer.headers[.cacheControl] == "no-store")
            let blocks = blocks(answer.text)
            #expect(blocks.first?["retry"] == "2000")
            let events = blocks.filter { $0["event"] != nil }
            #expect(events.map { $0["event"] } == Array(repeating: "build.changed", count: 3))
            let page = try await stand.send("after=start&kind=build.changed")
            let cursors = try #require(page.json?["changes"]?.elements).map { $0["cursor"]?.text }
            #expect(events.map { $0["id"] } == cursors, "the order of the pages")
            let data = try #require(events.first?["data"])
            let change = try JSONTree(parsing: Array(data.utf8))
            #expect(change["build"] == "B-1" && change["cursor"]?.text == events.first?["id"])
            let beats = blocks.filter { $0[""] == "nothing new" }
            #expect(beats.count == 2, "\(answer.text)")
            let newest = try await stand.database.feed.newest()
            #expect(
                beats.last?["id"] == FeedCursor(epoch: try await stand.epoch(), seq: newest).description,
                "its place does not grow old")
            #expect(beats.last?["data"] == nil, "no event comes of it")
        }
    }

    @Test func theLastIdGoesBeforeTheAddress() async throws {
        try await FeedStand.with { stand in
            stand.clock.end()
            let all = blocks(try await stand.send("after=start", headers: accepting).text)
            let ids = all.compactMap { $0["event"] == nil ? nil : $0["id"] }
            try #require(ids.count >= 3)
            let again = try await stand.send(
                "after=start", headers: ["Accept": "text/event-stream", "Last-Event-ID": ids[0]])
            #expect(
                blocks(again.text).compactMap { $0["event"] == nil ? nil : $0["id"] }
                    == Array(ids.dropFirst()))
        }
    }

    @Test(arguments: [nil, Role.viewer])
    func aStreamEndsWhenItsTokenHasEndedOrIsBoundedInAnotherWay(role: Role?) async throws {
        try await FeedStand.with { stand in
            stand.clock.at(5) { try await stand.change(1) }
            stand.clock.at(10) {
                stand.setHolder(
                    role.map { Access(tokenID: 1, role: $0, supplierNumber: nil, label: "x") })
                try await stand.change(2)
            }
            stand.clock.at(400) { stand.clock.end() }
            let answer = try await stand.send("after=now&kind=build.changed", headers: accepting)
            #expect(blocks(answer.text).count { $0["event"] != nil } == 1, "the second is not told")
            #expect(stand.clock.sleeps < 20)
        }
    }

    @Test func everyPageIsOnRecordBeforeItIsTold() async throws {
        try await FeedStand.with { stand in
            stand.clock.at(5) { try await stand.change(1) }
            stand.clock.at(10) {
                stand.closeJournal()
                try await stand.change(2)
            }
            let writer = CollectingText()
            await #expect(throws: AccessJournal.NotRecorded.self) {
                _ = try await stand.send(
                    "kind=build.registered,build.changed", headers: accepting, to: writer)
            }
            let events = blocks(writer.written.value).compactMap { $0["event"] }
            #expect(events == ["build.registered", "build.registered", "build.changed"])
            #expect(stand.reads.map(\.rows) == [2, 1])
            #expect(stand.reads.map(\.builds.count) == [2, 1])
            #expect(stand.reads[1].task == "listChanges" && stand.reads[1].query == stand.reads[0].query)
        }
    }

    @Test func aWrongPlaceIsAProblemAndNoStream() async throws {
        try await FeedStand.with { stand in
            let ahead = FeedCursor(epoch: try await stand.epoch(), seq: 99_999).description
            let gone = try await stand.send("after=\(ahead)", headers: accepting)
            #expect(gone.status == 410 && gone.problem == "expired-cursor")
            let cut = try await stand.send(
                "", headers: ["Accept": "text/event-stream", "Last-Event-ID": "abf_"])
            #expect(cut.status == 422)
        }
    }

    @Test func aStreamEndsAfterTenMinutesSoThatRightsAreAskedAgain() async throws {
        try await FeedStand.with { stand in
            let answer = try await stand.send("after=now", headers: accepting)
            #expect(stand.clock.uptime == FeedStream.length)
            #expect(blocks(answer.text).count { $0[""] != nil } == 40)
            #expect(stand.fixture.waiting.freeCount(1) == 16)
        }
    }

    /// A connection whose client reads nothing until it is told to.
    private struct StalledWriter: ResponseBodyWriter, Sendable {
        let writes = Mutexed<[Int]>([])
        let gate = AsyncStream<Void>.makeStream()

        mutating func write(_ buffer: ByteBuffer) async throws {
            let events = String(buffer: buffer).split(separator: "\n").count { $0.hasPrefix("event: ") }
            writes.add { $0.append(events) }
            for await _ in gate.stream { break }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    @Test func whoDoesNotReadIsHandedOnePageAndNoMore() async throws {
        try await FeedStand.with { stand in
            let subjects = (1...1_000).map { FeedSubject(build: nil, subject: $0) }
            try await stand.database.feed.announce(.exportMade, of: subjects, now: FeedStand.now)
            try await stand.number()
            let writer = StalledWriter()
            let reader = Task {
                try await stand.send("after=start&kind=export.made", headers: accepting, to: writer)
            }
            try await eventually("the first page") { !writer.writes.value.isEmpty }
            // Others are served meanwhile.
            #expect(try await stand.send("limit=1").status == 200)
            #expect(writer.writes.value == [FeedStream.limit])
            #expect(stand.clock.sleeps == 0)
            stand.clock.end()
            writer.gate.continuation.finish()
            _ = try await reader.value
            #expect(writer.writes.value == [FeedStream.limit])
        }
    }
}

extension Database {
    /// Something that is of no build.
    fileprivate func removeSampleHoliday() async throws {
        _ = try await calendar.removeHoliday(
            on: day("2026-05-05"), reason: "x", actor: "tester", now: FeedStand.now)
    }
}
