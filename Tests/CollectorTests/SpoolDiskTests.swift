import Domain
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Collector

/// A disk that is full or broken.
@Suite struct SpoolDiskTests {
    /// What the disk does from now on.
    private final class Disk: Sendable {
        /// Bytes that are still written; nil for any number.
        let room = Mutex<Int?>(nil)
        let failsToSync = Mutex(false)
        let failsToCut = Mutex(false)

        var calls: DiskCalls {
            DiskCalls(
                write: { file, bytes, offset in
                    let room = self.room.withLock { $0 }
                    guard let room, room < bytes.count else {
                        return DiskCalls.system.write(file, bytes, offset)
                    }
                    self.room.withLock { $0 = 0 }
                    errno = ENOSPC
                    if room == 0 { return -1 }
                    return DiskCalls.system.write(
                        file, UnsafeRawBufferPointer(rebasing: bytes[..<room]), offset)
                },
                sync: { file in
                    errno = EIO
                    return self.failsToSync.withLock { $0 } ? -1 : DiskCalls.system.sync(file)
                },
                cut: { file, size in
                    errno = EIO
                    return self.failsToCut.withLock { $0 } ? -1 : DiskCalls.system.cut(file, size)
                })
        }
    }

    @Test func aFullDiskTakesNoBatchInPart() async throws {
        try await SpoolPlace.with { place in
            let disk = Disk()
            let spool = try await place.open(disk: disk.calls)
            let size = Frame.headSize + BatchCoding.encode(SampleBatches.small(1)).count
            try await spool.append([SampleBatches.small(0)])
            for room in 0..<3 * size {
                disk.room.withLock { $0 = room }
                let error = await #expect(throws: SpoolError.self) {
                    try await spool.append((1...3).map { SampleBatches.small($0) })
                }
                #expect(error?.description.hasSuffix("No space left on device") == true)
            }
            // Nothing of them is there, neither here nor for the next process.
            #expect(try await place.open(at: place.copy()).drain() == [text(of: SampleBatches.small(0))])
            disk.room.withLock { $0 = nil }
            try await spool.append([SampleBatches.small(4)])
            #expect(try place.segments().count == 1)
            #expect(try await spool.drain() == [0, 4].map { text(of: SampleBatches.small($0)) })
            #expect(place.observed == [])
        }
    }

    @Test func aFileWhoseSyncFailedIsNotUsedAgain() async throws {
        try await SpoolPlace.with { place in
            let disk = Disk()
            let spool = try await place.open(disk: disk.calls)
            try await spool.append([SampleBatches.small(0)])
            disk.failsToSync.withLock { $0 = true }
            for _ in 0..<3 {
                await #expect(throws: SpoolError.self) { try await spool.append([SampleBatches.small(1)]) }
            }
            disk.failsToSync.withLock { $0 = false }
            try await spool.append([SampleBatches.small(2)])
            #expect(try place.segments().count == 2)
            let expected = [0, 2].map { text(of: SampleBatches.small($0)) }
            #expect(try await place.open(at: place.copy()).drain() == expected)
            #expect(try await spool.drain() == expected)
            #expect(place.observed == [])
        }
    }

    @Test func whatCannotBeTakenAwayIsNotReadAndTakenAwayLater() async throws {
        try await SpoolPlace.with { place in
            let disk = Disk()
            let spool = try await place.open(disk: disk.calls)
            try await spool.append([SampleBatches.small(0)])
            disk.failsToSync.withLock { $0 = true }
            disk.failsToCut.withLock { $0 = true }
            await #expect(throws: SpoolError.self) { try await spool.append([SampleBatches.small(1)]) }
            disk.failsToSync.withLock { $0 = false }
            try await spool.append([SampleBatches.small(2)])
            disk.failsToCut.withLock { $0 = false }
            try await spool.append([SampleBatches.small(3)])
            let expected = [0, 2, 3].map { text(of: SampleBatches.small($0)) }
            #expect(try await place.open(at: place.copy()).drain() == expected)
            #expect(try await spool.drain() == expected)
        }
    }

    @Test func whateverTheDiskDoesWhatWasAnsweredIsReadOnceAndInOrder() async throws {
        try await SpoolPlace.with { place in
            let disk = Disk()
            var random = SeededGenerator(seed: 21)
            var spool = try await place.open(disk: disk.calls, segmentSize: 2_000)
            var waiting: [String] = []
            for number in 0..<600 {
                disk.room.withLock {
                    $0 =
                        Int.random(in: 0..<3, using: &random) == 0
                        ? Int.random(in: 0..<300, using: &random) : nil
                }
                let isBroken = Int.random(in: 0..<10, using: &random) == 0
                disk.failsToSync.withLock { $0 = isBroken }
                let count = Int64.random(in: 1...4, using: &random)
                let batches = (0..<count).map { SampleBatches.small(Int64(number) * 10 + $0) }
                if (try? await spool.append(batches)) != nil { waiting += batches.map { text(of: $0) } }
                if Int.random(in: 0..<3, using: &random) == 0, let last = try await spool.oldest(3).last {
                    let taken = try await spool.oldest(3).map { text(of: $0.batch) }
                    #expect(taken == Array(waiting.prefix(taken.count)))
                    await spool.markDrained(upTo: last.position)
                    waiting.removeFirst(taken.count)
                }
                if Int.random(in: 0..<20, using: &random) == 0 {
                    disk.room.withLock { $0 = nil }
                    disk.failsToSync.withLock { $0 = false }
                    await spool.close()
                    spool = try await place.open(disk: disk.calls, segmentSize: 2_000)
                    #expect(await spool.status().batches == waiting.count)
                }
            }
            #expect(waiting.count > 20)
            #expect(try await spool.drain() == waiting)
            #expect(place.observed == [])
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root may mount a small disk"))
    func aDiskThatIsReallyFullLosesNothingThatWasAnswered() async throws {
        try await SpoolPlace.with { place in
            let disk = "\(place.root)/disk"
            try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
            try run("/usr/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk)
            defer { try? run("/usr/bin/umount", "-l", disk) }
            let spool = try await place.open(at: "\(disk)/spool")
            var answered: [Int64] = []
            var refused = 0
            for number in 0..<400 {
                let batch = SampleBatches.small(Int64(number), sealed: [UInt8](repeating: 1, count: 3_000))
                do {
                    try await spool.append([batch])
                    answered.append(batch.id.number)
                } catch {
                    refused += 1
                }
            }
            #expect(answered.count > 200 && refused > 20)
            // It drains, and takes new ones, without room for anything else.
            let first = try await spool.oldest(answered.count)
            #expect(first.map(\.batch.id.number) == answered)
            await spool.markDrained(upTo: try #require(first.last).position)
            // A child that another test is just starting holds every descriptor of this process until it runs its
            // program: the room of the deleted file comes back then.
            try await eventually("room for a batch") {
                (try? await spool.append([SampleBatches.small(1)])) != nil
            }
            #expect(try await spool.drain() == [text(of: SampleBatches.small(1))])
        }
    }

    private func run(_ program: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(arguments)")
    }
}
