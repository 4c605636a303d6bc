import Domain
import Foundation
import Storage
import Testing

@testable import Collector

/// Several processes share one folder, each with a slot of its own.
@Suite struct SpoolSlotTests {
    @Test func eachTakesTheFirstSlotThatNobodyHolds() async throws {
        try await SpoolPlace.with { place in
            let zero = try await place.open()
            let one = try await place.open()
            let two = try await place.open()
            #expect([zero, one, two].map(\.slotNumber) == [0, 1, 2])
            await one.close()
            let again = try await place.open()
            #expect(again.slotNumber == 1)
            #expect(Spool.status(of: place.folder, limit: 1).map(\.holder) == [getpid(), getpid(), getpid()])
            await zero.close()
            await again.close()
            #expect(Spool.status(of: place.folder, limit: 1).map(\.holder) == [nil, nil, getpid()])
            #expect(try await two.oldest().isEmpty)
        }
    }

    @Test func whatADeadProcessLeftIsFoundOnce() async throws {
        try await SpoolPlace.with { place in
            let own = try await place.open()
            let dead = try await place.open()
            try await own.append([SampleBatches.small(1)])
            try await dead.append([SampleBatches.small(2)])
            // One that is alive is left alone, and so is one's own.
            #expect(try await place.openOrphan() == nil)
            await dead.close()
            let orphan = try #require(try await place.openOrphan())
            #expect(orphan.slotNumber == 1)
            #expect(try await place.openOrphan() == nil)
            #expect(try await orphan.drain() == [text(of: SampleBatches.small(2))])
            await orphan.close()
            #expect(try await place.openOrphan() == nil)
            #expect(try await own.drain() == [text(of: SampleBatches.small(1))])
        }
    }

    @Test func theLockEndsWithTheProcessThatIsKilled() async throws {
        try await SpoolPlace.with { place in
            await (try await place.open()).close()
            let holder = Process()
            holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
            holder.arguments = [
                "--no-fork", "\(place.folder)/0/lock", "sh", "-c", "echo held; exec sleep 600",
            ]
            let output = Pipe()
            holder.standardOutput = output
            try holder.run()
            defer { holder.terminate() }
            #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "held\n")
            let second = try await place.open()
            #expect(second.slotNumber == 1)
            #expect(Spool.status(of: place.folder, limit: 1).first?.holder == holder.processIdentifier)
            kill(holder.processIdentifier, SIGKILL)
            holder.waitUntilExit()
            let first = try await place.open()
            #expect(first.slotNumber == 0)
        }
    }

    @Test func aClosedSpoolTakesNothing() async throws {
        try await SpoolPlace.with { place in
            let spool = try await place.open()
            try await spool.append([SampleBatches.small(1)])
            await spool.close()
            await #expect(throws: SpoolError.closed) { try await spool.append([SampleBatches.small(2)]) }
            await #expect(throws: SpoolError.closed) { try await spool.oldest() }
            #expect(try await place.open().drain() == [text(of: SampleBatches.small(1))])
        }
    }
}
