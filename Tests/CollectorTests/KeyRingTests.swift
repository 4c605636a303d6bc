import Domain
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Collector

private let now = instant("2026-03-02 10:00")

/// Against a real database.
@Suite struct KeyRingTests {
    private func withBuild(
        _ body: @Sendable (Database, _ build: SampleBuild, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: now)
            let build = try await database.sampleBuild("B-1", seed: 1, now: now)
            try await body(database, build, conninfo)
        }
    }

    private func ring(
        _ database: Database, asked: @escaping @Sendable (Duration) -> Void = { _ in },
        onRefresh: (@Sendable ([UInt8]) async -> Void)? = nil
    ) -> KeyRing {
        KeyRing(
            database: database,
            sleep: {
                asked($0)
                try await Task.sleep(for: .milliseconds(2))
            }, observe: { _ in }, onRefresh: onRefresh)
    }

    @Test(.heavy, .timeLimit(.minutes(1)))
    func aChangeOfKeysReachesEveryRunningInstance() async throws {
        try await withBuild { database, build, conninfo in
            let asked = Mutex<Set<Duration>>([])
            let other = Database(
                files: try MigratedDatabase.files(), conninfo: conninfo, role: .app, connections: 1,
                onNotice: { _ in })
            let rings = [database, other].map { database in
                ring(database) { duration in asked.withLock { _ = $0.insert(duration) } }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for ring in rings { group.addTask { try await ring.run() } }
                try await eventually("the key in both") {
                    rings.allSatisfy { $0.entry(for: sampleHash(1)) != nil }
                }
                let rotated = try await database.keys.rotate(
                    of: "B-1", hash: sampleHash(2), hint: "eeee", expiresAt: now.adding(seconds: 86_400),
                    actor: "tester", now: now)
                try await eventually("the rotation in both") {
                    rings.allSatisfy {
                        $0.entry(for: sampleHash(2))?.keyID == rotated?.keyID
                            && $0.entry(for: sampleHash(1))?.expiresAt == now.adding(seconds: 86_400)
                    }
                }
                let revoked = try await other.keys.revoke(build.keyID, actor: "tester", now: now)
                #expect(revoked)
                try await eventually("the end of the key in both") {
                    rings.allSatisfy { $0.entry(for: sampleHash(1)) == nil }
                }
                group.cancelAll()
            }
            await other.close()
            #expect(asked.withLock { $0 } == [.milliseconds(500)], "between two looks at the revision")
            #expect(rings.allSatisfy { $0.entry(for: sampleHash(2)) != nil }, "no request asks the database")
        }
    }

    @Test func aRestartDoesNotNoteAgainHowKeysWereUsed() async throws {
        try await withBuild { database, build, _ in
            let first = ring(database)
            try await first.refresh()
            let entry = try #require(first.entry(for: sampleHash(1)))
            let sightings = [
                first.sighting(of: entry, dialect: 1_101, network: .publicNetwork, at: now),
                first.sighting(of: entry, dialect: 1_101, network: .publicNetwork, at: now),
                first.sighting(of: entry, dialect: 1_101, network: nil, at: now),
            ]
            #expect(sightings.map { $0 != nil } == [true, false, true])
            try await database.note(sightings.compactMap { $0 }, now: now)
            let second = ring(database)
            try await second.refresh()
            #expect(second.sighting(of: entry, dialect: 1_101, network: .publicNetwork, at: now) == nil)
            #expect(second.sighting(of: entry, dialect: 1_101, network: nil, at: now) == nil)
            let new = second.sighting(of: entry, dialect: 1_102, network: .publicNetwork, at: now)
            #expect(new?.buildID == build.id)
        }
    }

    @Test func aStartWithoutPostgreSQLHasTheKeysOfTheLastRefresh() async throws {
        try await withBuild { database, build, _ in
            let saved = Mutex<[UInt8]>([])
            let before = ring(database, onRefresh: { bytes in saved.withLock { $0 = bytes } })
            try await before.refresh()
            let bytes = saved.withLock { $0 }
            #expect(bytes == before.snapshotBytes())
            let away = Database(
                files: try MigratedDatabase.files(), conninfo: "host=/nowhere dbname=none", role: .app,
                connections: 1, onNotice: { _ in })
            let after = ring(away)
            #expect(!after.restore(from: Array(bytes.dropLast())))
            #expect(after.entry(for: sampleHash(1)) == nil)
            #expect(after.restore(from: bytes))
            #expect(after.entry(for: sampleHash(1))?.keyID == build.keyID)
            await #expect(throws: (any Error).self) { try await after.refresh() }
            #expect(after.entry(for: sampleHash(1))?.keyID == build.keyID, "the keys stay in use")
            await away.close()
        }
    }

    @Test func restoredKeysAreReadAnewThoughTheRevisionIsTheSame() async throws {
        try await withBuild { database, build, conninfo in
            let old = ring(database)
            try await old.refresh()
            // As in a database that was restored from a backup: another state under the same number.
            _ = try await MigratedDatabase.rows("delete from key returning key_id", in: conninfo)
            let fresh = ring(database)
            #expect(fresh.restore(from: old.snapshotBytes()))
            try await fresh.refresh()
            #expect(fresh.entry(for: sampleHash(1)) == nil)
            #expect(fresh.restore(from: old.snapshotBytes()))
            #expect(fresh.entry(for: sampleHash(1)) == nil, "what was read is newer than any file")
        }
    }
}

extension Database {
    /// Stores sightings as a collector does: with a batch.
    fileprivate func note(_ sightings: [KeySighting], now: Timestamp) async throws {
        let instance = try await receipts.newInstance(now: now)
        try await receipts.ensurePartitions([now.day])
        let id = BatchID(arrivalDay: now.day, instance: instance, counter: 0)
        try await receipts.store(
            [Batch(id: id, arrivalDay: now.day, arrivals: [], sightings: sightings)], now: now)
    }
}
