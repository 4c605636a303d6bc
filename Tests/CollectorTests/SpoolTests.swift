import Domain
import Foundation
import Storage
import Testing

@testable import Collector

/// Batches wait on the disk and leave it in order.
@Suite struct SpoolTests {
    @Test func aFactThatWasForgottenIsGoneForTheNextStartToo() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            try await spool.save([1, 2], as: "fact")
            try await spool.remove("fact")
            #expect(try await spool.load("fact") == nil)
            try await spool.remove("fact")
            await spool.close()
            let next = try await place.open()
            #expect(try await next.load("fact") == nil)
            await next.close()
        }
    }

    @Test func batchesLeaveInTheOrderInWhichTheyCame() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            var samples = SampleBatches(11)
            let batches = (0..<50).map { _ in samples.next() }
            try await spool.append(Array(batches[..<10]))
            var expected = batches.map { text(of: $0) }[...]
            // While some leave, others come.
            for batch in batches[10...] {
                try await spool.append([batch])
                let first = try #require(try await spool.oldest().first)
                #expect(text(of: first.batch) == expected.popFirst())
                await spool.markDrained(upTo: first.position)
            }
            #expect(try await spool.drain(3) == Array(expected))
            #expect(await spool.isEmpty)
            #expect(try place.segments() == [])
        }
    }

    @Test func whatIsNotMarkedIsOfferedAgain() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            try await spool.append((0..<5).map { SampleBatches.small($0) })
            let first = try await spool.oldest(5)
            #expect(first.map(\.batch.id.number) == [0, 1, 2, 3, 4])
            await spool.markDrained(upTo: first[1].position)
            // A mark that comes late takes nothing more away.
            await spool.markDrained(upTo: first[0].position)
            #expect(try await spool.oldest(5).map(\.batch.id.number) == [2, 3, 4])
            #expect(await spool.status().records == 3)
        }
    }

    @Test func aKillWhileDrainingLosesNothingAndRepeatsLittle() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            try await spool.append((0..<20).map { SampleBatches.small($0) })
            for number in 0..<20 {
                let first = try #require(try await spool.oldest().first)
                let unmarked = try await place.open(at: place.copy())
                await spool.markDrained(upTo: first.position)
                let marked = try await place.open(at: place.copy())
                let all = (0..<20).map { text(of: SampleBatches.small($0)) }
                #expect(try await unmarked.drain() == Array(all[number...]))
                #expect(try await marked.drain() == Array(all[(number + 1)...]))
            }
            #expect(place.observed == [])
        }
    }

    @Test func everyAnsweredBatchOutlivesAKill() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            var answered: [String] = []
            for number in 0..<10 {
                let batch = SampleBatches.small(Int64(number))
                try await spool.append([batch])
                answered.append(text(of: batch))
                let next = try await place.open(at: place.copy())
                // The next process appends behind what waits.
                try await next.append([SampleBatches.small(100)])
                #expect(try await next.drain() == answered + [text(of: SampleBatches.small(100))])
            }
        }
    }

    @Test func aSegmentIsDeletedAsSoonAsItIsDrained() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open(segmentSize: 100)
            for _ in 0..<6 { try await spool.append([SampleBatches.small(1)]) }
            #expect(try place.segments().count == 3)
            for left in [3, 2, 2, 1, 1, 0] {
                let first = try #require(try await spool.oldest().first)
                await spool.markDrained(upTo: first.position)
                #expect(try place.segments().count == left)
            }
        }
    }

    @Test func theLimitIsKeptAndWarnedOf() async throws {
        try await SpoolPlace.with { place in
            let size = Int64(Frame.headSize + BatchCoding.encode(SampleBatches.small(1)).count)
            let limit = size * 20
            let spool = try await place.open(limit: limit)
            for _ in 0..<20 { try await spool.append([SampleBatches.small(1)]) }
            let warnings = [11, 19].map { Observation.spoolFilling(bytes: size * $0, limit: limit) }
            #expect(place.observed == warnings)
            await #expect(throws: SpoolError.full(bytes: limit, limit: limit)) {
                try await spool.append([SampleBatches.small(2)])
            }
            // What is drained counts no more, although its file is still there.
            let first = try await spool.oldest(12)
            await spool.markDrained(upTo: try #require(first.last).position)
            for _ in 0..<12 { try await spool.append([SampleBatches.small(3)]) }
            #expect(place.observed == warnings + warnings)
            #expect(try await spool.drain().count == 20)
        }
    }

    @Test func aSubmissionIsAnsweredWhileItsBatchWaits() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            func submission(_ key: String?, lines: Int) -> Submission {
                Submission(keyID: 7, idempotencyKey: key, lines: lines, counted: lines, quarantined: "[]")
            }
            try await spool.append([
                SampleBatches.small(1), SampleBatches.small(2, submission: submission("a", lines: 2)),
            ])
            try await spool.append([SampleBatches.small(3, submission: submission(nil, lines: 3))])
            // A repeat that came at the same time: the first answer stays the answer.
            try await spool.append([SampleBatches.small(4, submission: submission("a", lines: 4))])
            for spool in [spool, try await place.open(at: place.copy())] {
                let found = try await spool.submission(keyID: 7, idempotencyKey: "a")
                #expect(found?.id.number == 2 && found?.submission == submission("a", lines: 2))
                #expect(try await spool.submission(keyID: 8, idempotencyKey: "a") == nil)
                #expect(try await spool.submission(keyID: 7, idempotencyKey: "b") == nil)
                let found2 = try await spool.oldest(2)
                await spool.markDrained(upTo: try #require(found2.last).position)
                #expect(try await spool.submission(keyID: 7, idempotencyKey: "a") == nil)
            }
        }
    }

    @Test func theStatusCountsWhatWaits() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open(limit: 12_345_678)
            try await spool.append((1...4).map { SampleBatches.small($0) })
            try await spool.setAside(SampleBatches.small(9), reason: "22021")
            let first = try await spool.oldest()
            await spool.markDrained(upTo: try #require(first.last).position)
            let status = await spool.status()
            #expect(status.batches == 3 && status.records == 3 && status.segments == 1 && status.refused == 1)
            #expect(status.limit == 12_345_678 && status.holder == getpid())
            #expect(status.oldestArrival == SampleBatches.small(2).arrivals[0].receivedAt)
            let size = Frame.headSize + BatchCoding.encode(SampleBatches.small(1)).count
            #expect(status.bytes == Int64(3 * size))
            // From outside, and by another process after a kill, the same is seen.
            #expect(Spool.status(of: place.folder, limit: 12_345_678) == [status])
            var copied = try #require(Spool.status(of: try place.copy(), limit: 12_345_678).first)
            #expect(copied.holder == nil)
            copied.holder = getpid()
            #expect(copied == status)
            _ = try await spool.drain()
            let empty = Spool.status(of: place.folder, limit: 1)
            #expect(empty.map(\.batches) == [0] && empty[0].oldestArrival == nil && empty[0].bytes == 0)
            #expect(Spool.status(of: "\(place.root)/nowhere", limit: 1) == [])
        }
    }

    @Test func aRefusedBatchIsKeptWithItsReasonAndCanBeTriedAgain() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            try await spool.setAside(SampleBatches.small(1), reason: "22021: no NUL in a text")
            try await spool.setAside(SampleBatches.small(1), reason: "22021: no NUL in a text")
            try await spool.setAside(SampleBatches.small(2), reason: "23514")
            let refused = Spool.refused(in: place.folder)
            #expect(refused.map(\.reason) == ["22021: no NUL in a text", "23514"])
            #expect(refused.map { text(of: $0.batch) } == [1, 2].map { text(of: SampleBatches.small($0)) })
            #expect(place.observed.last == .recordSetAside(file: refused[1].file, reason: "23514"))
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(place.folder)/0/refused/0-0.batch"))

            // By a process of its own, while the collector runs.
            let other = try await place.open()
            let retry = try await other.retryRefused()
            #expect(retry == Spool.Retry(batches: 2, unreadable: ["\(place.folder)/0/refused/0-0.batch"]))
            #expect(try await place.openOrphan() == nil)
            await other.close()
            let orphan = try #require(try await place.openOrphan())
            #expect(try await orphan.drain() == [1, 2].map { text(of: SampleBatches.small($0)) })
            #expect(Spool.refused(in: place.folder).isEmpty)
        }
    }

    @Test func factsOutliveTheProcessAndAreTheirSlots() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            #expect(try await spool.load("keys") == nil)
            try await spool.save([1, 2, 3], as: "keys")
            try await spool.save([], as: "empty")
            try await spool.save([4, 5], as: "keys")
            let next = try await place.open(at: place.copy())
            #expect(try await next.load("keys") == [4, 5])
            #expect(try await next.load("empty") == [])
            let other = try await place.open()
            #expect(try await other.load("keys") == nil)
            for name in ["", ".keys", "../lock", "a/b"] {
                await #expect(throws: SpoolError.self) { try await spool.save([1], as: name) }
            }
            let path = "\(place.folder)/0/facts/keys"
            var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
            bytes[bytes.count - 1] ^= 1
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            await #expect(throws: SpoolError.damaged(path: path)) { try await spool.load("keys") }
        }
    }
}
