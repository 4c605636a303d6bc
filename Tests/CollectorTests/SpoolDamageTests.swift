import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Collector

/// What is read back is a batch that was appended, or nothing.
@Suite struct SpoolDamageTests {
    @Test func aLastWriteThatIsCutOffAnywhereIsNoBatchAndNoDamage() async throws {
        try await SpoolPlace.with { place in
            let (file, bytes, frames) = try await segment(of: 3, in: place)
            for length in frames[2].lowerBound..<bytes.count {
                try Data(bytes[..<length]).write(to: URL(fileURLWithPath: file))
                let spool = try await place.open()
                try await spool.append([SampleBatches.small(100)])
                let found = try await spool.drain()
                #expect(found == [0, 1, 100].map { text(of: SampleBatches.small($0)) }, "cut at \(length)")
                await spool.close()
                try FileManager.default.removeItem(atPath: "\(place.folder)/0")
                try FileManager.default.createDirectory(
                    atPath: "\(place.folder)/0", withIntermediateDirectories: true)
            }
            #expect(place.observed == [])
        }
    }

    @Test func zerosBehindTheLastBatchAreNoDamage() async throws {
        try await SpoolPlace.with { place in
            let (file, bytes, _) = try await segment(of: 2, in: place)
            try Data(bytes + [UInt8](repeating: 0, count: 5_000)).write(to: URL(fileURLWithPath: file))
            let spool = try await place.open()
            #expect(try await spool.drain().count == 2)
            #expect(place.observed == [])
        }
    }

    @Test func aDamagedBatchIsLostAloneAndItsFileIsKept() async throws {
        try await SpoolPlace.with { place in
            let (file, bytes, frames) = try await segment(of: 5, in: place)
            var random = SeededGenerator(seed: 5)
            for round in 0..<150 {
                place.forget()
                let hit = Int.random(in: 0..<5, using: &random)
                var broken = bytes
                let index = Int.random(in: frames[hit], using: &random)
                broken[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try? FileManager.default.removeItem(atPath: "\(place.folder)/0")
                try FileManager.default.createDirectory(
                    atPath: "\(place.folder)/0", withIntermediateDirectories: true)
                try Data(broken).write(to: URL(fileURLWithPath: file))

                let spool = try await place.open()
                #expect(await spool.status().batches == 4)
                // Found and said once, however often it is opened.
                await spool.close()
                let again = try await place.open()
                let found = try await again.drain(round % 3 + 1)
                let left = (0..<5).filter { $0 != hit }.map { text(of: SampleBatches.small(Int64($0))) }
                #expect(found == left, "byte \(index) of batch \(hit)")
                #expect(place.damages == 1)
                let status = await again.status()
                #expect(
                    status.damaged == 1 && status.batches == 0 && status.bytes == 0 && status.segments == 0)
                let kept = "\(place.folder)/0/damaged/\(URL(fileURLWithPath: file).lastPathComponent)"
                #expect(FileManager.default.contents(atPath: kept) == Data(broken))
                await again.close()
            }
        }
    }

    @Test func noFlippedBitsEverMakeAnotherBatch() async throws {
        try await SpoolPlace.with { place in
            let (path, bytes, frames) = try await segment(of: 8, in: place)
            let name = try #require(SegmentName(URL(fileURLWithPath: path).lastPathComponent))
            let payloads = frames.map { Array(bytes[$0].dropFirst(Frame.headSize)) }
            var random = SeededGenerator(seed: 6)
            var damages = 0
            for _ in 0..<3_000 {
                var broken = bytes
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let index = Int.random(in: 0..<broken.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: broken[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    case 1: broken[index] = .random(in: .min ... .max, using: &random)
                    default:
                        // As a disk that puts a block in the wrong place.
                        let other = Int.random(in: 0..<broken.count, using: &random)
                        let count = min(64, broken.count - max(index, other))
                        broken.replaceSubrange(index..<index + count, with: bytes[other..<other + count])
                    }
                }
                let whole = frames.indices.filter { broken[frames[$0]] == bytes[frames[$0]] }
                let (found, damage) = try read(broken, name, in: place)
                // Not one that was damaged, and all that were not.
                #expect(found == whole.map { payloads[$0] })
                #expect((damage == nil) == (whole.count == frames.count))
                if damage != nil { damages += 1 }
            }
            #expect(damages > 2_500)
        }
    }

    @Test func aRecordThatASenderPlantsInHisBytesIsNoRecordBehindDamage() async throws {
        try await SpoolPlace.with { place in
            let name = SegmentName(number: 1, salt: 77)
            let planted = BatchCoding.encode(SampleBatches.small(666))
            // The head of the outer frame is damaged; `offset` is where the planted one comes to stand.
            func outer(salt: UInt64) -> [UInt8] {
                var bytes: [UInt8] = []
                Frame.append([1, 2, 3], at: 0, salt: 77, to: &bytes)
                let start = bytes.count
                var inner: [UInt8] = []
                Frame.append(planted, at: start + Frame.headSize + 7, salt: salt, to: &inner)
                Frame.append([UInt8](repeating: 9, count: 7) + inner, at: start, salt: 77, to: &bytes)
                bytes[start + 5] ^= 1
                return bytes
            }
            let found = try read(outer(salt: 78), name, in: place)
            #expect(found.payloads == [[1, 2, 3]])
            // Only who knows the salt could.
            let foundWithSalt = try read(outer(salt: 77), name, in: place)
            #expect(foundWithSalt.payloads == [[1, 2, 3], planted])
        }
    }

    @Test func aBatchOfALaterReleaseIsKeptAsideAndDoesNotHoldUpTheOthers() async throws {
        try await SpoolPlace.with { place in
            let (file, _, _) = try await segment(of: 1, in: place)
            let name = try #require(SegmentName(URL(fileURLWithPath: file).lastPathComponent))
            var bytes: [UInt8] = []
            for number in 0..<3 {
                var payload = BatchCoding.encode(SampleBatches.small(Int64(number)))
                if number == 1 { payload[0] = 9 }
                Frame.append(payload, at: bytes.count, salt: name.salt, to: &bytes)
            }
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let spool = try await place.open()
            #expect(try await spool.drain(1) == [0, 2].map { text(of: SampleBatches.small($0)) })
            #expect(place.damages == 1)
            #expect(await spool.status().damaged == 1)
        }
    }

    @Test func aSegmentThatVanishesOrIsDamagedWhileOpenDoesNotHoldUpTheOthers() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open(segmentSize: 100)
            for number in 1...8 { try await spool.append([SampleBatches.small(Int64(number))]) }
            // Two in each.
            let files = try place.segments()
            #expect(files.count == 4)
            try FileManager.default.removeItem(atPath: files[0])
            let handle = try #require(FileHandle(forUpdatingAtPath: files[2]))
            try handle.write(contentsOf: [UInt8](repeating: 7, count: 10))
            try handle.close()
            #expect(try await spool.drain() == [3, 4, 6, 7, 8].map { text(of: SampleBatches.small($0)) })
            #expect(place.damages == 2)
            #expect(await spool.isEmpty)
        }
    }

    @Test func aPositionOfOtherBytesOffersEverythingAgain() async throws {
        try await SpoolPlace.with { place in
            _ = try await segment(of: 3, in: place)
            let path = "\(place.folder)/0/position"
            for bytes in [[], [0xFE], [UInt8](repeating: 0xAB, count: 60)] as [[UInt8]] {
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                let spool = try await place.open()
                #expect(await spool.status().batches == 3)
                await spool.close()
            }
        }
    }

    /// Appends `count` small batches, and gives the file, its bytes and where each frame stands.
    private func segment(
        of count: Int, in place: SpoolPlace
    ) async throws -> (file: String, bytes: [UInt8], frames: [Range<Int>]) {
        let spool = try await place.open()
        try await spool.append((0..<count).map { SampleBatches.small(Int64($0)) })
        await spool.close()
        let file = try #require(try place.segments().first)
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: file)))
        var frames: [Range<Int>] = []
        for number in 0..<count {
            let size = Frame.headSize + BatchCoding.encode(SampleBatches.small(Int64(number))).count
            let start = frames.last?.upperBound ?? 0
            frames.append(start..<start + size)
        }
        try #require(frames.last?.upperBound == bytes.count)
        return (file, bytes, frames)
    }

    private func read(
        _ bytes: [UInt8], _ name: SegmentName, in place: SpoolPlace
    ) throws -> (payloads: [[UInt8]], damage: String?) {
        let path = "\(place.root)/\(name.text)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        var reader = try SegmentReader(try SpoolFile(path, O_RDONLY), salt: name.salt, from: 0)
        var payloads: [[UInt8]] = []
        while let frame = try reader.frame() { payloads.append(Array(frame.payload)) }
        return (payloads, reader.damage)
    }
}
