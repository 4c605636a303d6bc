package import Domain
internal import ServiceLifecycle
package import Storage
import Synchronization

/// All live keys in memory, so that no request waits for a query.
///
/// A running collector asks twice a second whether the registry changed, and reads the keys again when it did.
package final class KeyRing: Service {
    private struct Held {
        var snapshot = KeySnapshot()
        /// Keys of an earlier run are old whatever their revision.
        var isOfDatabase = false
    }

    private let database: Database
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer
    private let onRefresh: (@Sendable ([UInt8]) async -> Void)?
    private let held = Mutex(Held())
    private let uses = Mutex<Set<KeyUse>>([])

    /// - Parameter onRefresh: gets the keys that were just read, as `restore(from:)` takes them.
    package init(
        database: Database, sleep: @escaping @Sendable (Duration) async throws -> Void,
        observe: @escaping Observer, onRefresh: (@Sendable ([UInt8]) async -> Void)? = nil
    ) {
        self.database = database
        self.sleep = sleep
        self.observe = observe
        self.onRefresh = onRefresh
    }

    /// The registered key with this hash; `nil` when there is none.
    package func entry(for hash: [UInt8]) -> KeyEntry? {
        guard let hash = KeyHash(hash) else { return nil }
        return held.withLock { $0.snapshot[hash] }
    }

    /// What is to be noted when a key is used in a way in which it was never used before; `nil` otherwise.
    package func sighting(
        of entry: KeyEntry, dialect: Int16, network: AddressClass?, at now: Timestamp
    ) -> KeySighting? {
        let use = KeyUse(keyID: entry.keyID, dialect: dialect, network: network?.rawValue)
        guard uses.withLock({ $0.insert(use).inserted }) else { return nil }
        return KeySighting(
            keyID: entry.keyID, buildID: entry.buildID, dialect: dialect, network: network?.rawValue,
            seenAt: now)
    }

    /// Reads the keys, and how they were used, where the registry's revision is another than the one we hold.
    package func refresh() async throws {
        let known = held.withLock { $0.isOfDatabase ? $0.snapshot.revision : nil }
        guard try await database.registry.revision() != known else { return }
        let (revision, entries) = try await database.keys.snapshot()
        let knownUses = try await database.keys.uses()
        let fresh = KeySnapshot(revision: revision, entries: entries)
        uses.withLock { $0.formUnion(knownUses) }
        held.withLock { $0 = Held(snapshot: fresh, isOfDatabase: true) }
        observe(.keysLoaded(revision: revision, keys: fresh.count))
        if let onRefresh { await onRefresh(fresh.bytes) }
    }

    /// The keys that are held, by their hashes alone, for a start without PostgreSQL.
    package func snapshotBytes() -> [UInt8] {
        held.withLock { $0.snapshot }.bytes
    }

    /// Takes the keys of `snapshotBytes` of an earlier run, unless newer ones were read; the next refresh reads anew.
    ///
    /// - Returns: false for any other bytes; the keys then stay as they are.
    package func restore(from bytes: [UInt8]) -> Bool {
        guard let snapshot = KeySnapshot(bytes: bytes) else { return false }
        held.withLock { held in
            if !held.isOfDatabase { held.snapshot = snapshot }
        }
        return true
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
