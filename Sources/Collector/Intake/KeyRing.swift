package import Domain
internal import ServiceLifecycle
package import Storage
import Synchronization

/// All live keys in memory, so that no request waits for a query.
///
/// A running collector asks twice a second whether the registry changed, and reads the keys again when it did.
package final class KeyRing: Service {
    private struct Snapshot {
        var revision: Int64 = -1
        var keys: [KeyHash: KeyEntry] = [:]
    }

    private let database: Database
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer
    private let snapshot = Mutex(Snapshot())

    package init(
        database: Database, sleep: @escaping @Sendable (Duration) async throws -> Void,
        observe: @escaping Observer
    ) {
        self.database = database
        self.sleep = sleep
        self.observe = observe
    }

    /// The registered key with this hash; `nil` when there is none.
    package func entry(for hash: [UInt8]) -> KeyEntry? {
        guard let hash = KeyHash(hash) else { return nil }
        return snapshot.withLock { $0.keys[hash] }
    }

    /// Reads the keys where the registry's revision is another than the one we hold.
    package func refresh() async throws {
        let held = snapshot.withLock { $0.revision }
        guard try await database.registryRevision() != held else { return }
        let (revision, entries) = try await database.keySnapshot()
        var keys: [KeyHash: KeyEntry] = [:]
        keys.reserveCapacity(entries.count)
        for entry in entries {
            if let hash = KeyHash(entry.hash) { keys[hash] = entry }
        }
        let fresh = Snapshot(revision: revision, keys: keys)
        snapshot.withLock { $0 = fresh }
        observe(.keysLoaded(revision: revision, keys: keys.count))
    }

    /// Refreshes until the service stops.
    ///
    /// A failing refresh leaves the keys as they are.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                do {
                    try await self.refresh()
                    isFailing = false
                } catch {
                    if !isFailing && !Task.isCancelled { self.observe(.keysNotRefreshed(reason: "\(error)")) }
                    isFailing = true
                }
                try? await self.sleep(.milliseconds(500))
            }
        }
    }
}

/// 32 bytes that hash quickly.
private struct KeyHash: Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        func word(_ start: Int) -> UInt64 {
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(8), word(16), word(24))
    }

    static func == (left: KeyHash, right: KeyHash) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
        // The bytes are a keyed hash already: 16 of them spread as well as 32.
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
