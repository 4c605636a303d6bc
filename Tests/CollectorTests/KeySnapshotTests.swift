import Domain
import Storage
import TestSupport
import Testing

@testable import Collector

/// The keys as a start without PostgreSQL takes them up.
@Suite struct KeySnapshotTests {
    private static func entry(_ id: Int64, using generator: inout some RandomNumberGenerator) -> KeyEntry {
        func maybe<Value>(_ value: Value, _ generator: inout some RandomNumberGenerator) -> Value? {
            Bool.random(using: &generator) ? value : nil
        }
        return KeyEntry(
            keyID: id, buildID: .random(in: .min ... .max, using: &generator),
            hash: (0..<32).map { _ in .random(in: 0...255, using: &generator) },
            collectFrom: maybe(Day(number: .random(in: .min ... .max, using: &generator)), &generator),
            collectTo: maybe(Day(number: .random(in: .min ... .max, using: &generator)), &generator),
            expiresAt: maybe(
                Timestamp(microseconds: .random(in: .min ... .max, using: &generator)), &generator))
    }

    private static func isSame(_ one: KeyEntry?, _ other: KeyEntry) -> Bool {
        guard let one else { return false }
        return one.keyID == other.keyID && one.buildID == other.buildID && one.hash == other.hash
            && one.collectFrom == other.collectFrom && one.collectTo == other.collectTo
            && one.expiresAt == other.expiresAt
    }

    @Test func everySnapshotComesBackFromItsBytes() throws {
        var generator = SystemRandomNumberGenerator()
        for count in Array(0..<40) + [3_000] {
            let entries = (0..<Int64(count)).map { Self.entry($0, using: &generator) }
            let snapshot = KeySnapshot(
                revision: .random(in: .min ... .max, using: &generator), entries: entries.shuffled())
            let restored = try #require(KeySnapshot(bytes: snapshot.bytes))
            #expect(restored.revision == snapshot.revision)
            #expect(restored.count == count)
            for entry in entries {
                let hash = try #require(KeyHash(entry.hash))
                #expect(Self.isSame(restored[hash], entry))
            }
            #expect(restored.bytes == snapshot.bytes, "equal snapshots give equal bytes")
        }
    }

    @Test func otherBytesAreRefused() {
        var generator = SystemRandomNumberGenerator()
        let entries = (0..<20).map { Self.entry($0, using: &generator) }
        let bytes = KeySnapshot(revision: 5, entries: entries).bytes
        for length in 0..<bytes.count { #expect(KeySnapshot(bytes: Array(bytes.prefix(length))) == nil) }
        #expect(KeySnapshot(bytes: bytes + [0]) == nil)
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            #expect(KeySnapshot(bytes: changed) == nil, "a bit at byte \(position)")
        }
        for _ in 0..<2_000 {
            let garbage = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            #expect(KeySnapshot(bytes: garbage) == nil)
        }
    }

    @Test func aRightChecksumOverWrongContentIsRefusedWithoutACrash() {
        var generator = SystemRandomNumberGenerator()
        let bytes = KeySnapshot(revision: 5, entries: [Self.entry(1, using: &generator)]).bytes
        for _ in 0..<20_000 {
            var content = Array(bytes.dropLast(8))
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                // Behind the mark.
                let position = Int.random(in: 7..<content.count, using: &generator)
                content[position] = .random(in: 0...255, using: &generator)
            }
            var checksum = Checksum()
            content.withUnsafeBytes { checksum.add($0) }
            let sealed = content + withUnsafeBytes(of: checksum.value.littleEndian, Array.init)
            if let read = KeySnapshot(bytes: sealed) { #expect(read.count <= 1) }
        }
    }
}
