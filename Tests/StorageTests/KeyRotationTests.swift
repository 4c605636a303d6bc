import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-02 10:00")
private let later = instant("2026-04-01 10:00")

@Suite struct KeyRotationTests {
    private func withBuild(
        _ body: @Sendable (Database, _ build: SampleBuild, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [SampleLine(), SampleLine(["build_code": "B-2"])], now: now)
            let build = try await database.sampleBuild("B-1", seed: 1, now: now)
            try await body(database, build, conninfo)
        }
    }

    private func rotate(
        _ database: Database, seed: UInt8, expiresAt: Timestamp, build: String = "B-1"
    ) async throws -> (keyID: Int64, expiring: Int)? {
        try await database.keys.rotate(
            of: build, hash: sampleHash(seed), hint: "hint", expiresAt: expiresAt, actor: "tester", now: now)
    }

    @Test func aRotationLeavesTwoLiveKeysUntilTheOldOneExpires() async throws {
        try await withBuild { database, build, conninfo in
            let other = try await database.sampleBuild("B-2", seed: 9, now: now)
            let revision = try await database.registry.revision()
            let rotation = try #require(try await rotate(database, seed: 2, expiresAt: later))
            #expect(rotation.expiring == 1)
            #expect(try await database.registry.revision() == revision + 1)
            let keys = try await database.keys.snapshot().keys
            let ends = Dictionary(uniqueKeysWithValues: keys.map { ($0.keyID, $0.expiresAt) })
            #expect(ends == [build.keyID: later, rotation.keyID: nil, other.keyID: nil])
            let old = try #require(keys.first { $0.keyID == build.keyID })
            #expect(old.isLive(at: Timestamp(microseconds: later.microseconds - 1)))
            #expect(!old.isLive(at: later))
            #expect(try await database.keys.list(of: "B-1").map(\.expiresAt) == [later, nil])
            let audit = try await MigratedDatabase.rows(
                "select subject, detail from audit_event where action = 'key rotate'", in: conninfo)
            #expect(
                audit == [
                    [
                        "B-1",
                        "{\"key_id\": \(rotation.keyID), \"expiring\": [\(build.keyID)], "
                            + "\"expires_at\": \"\(later.iso8601)\"}",
                    ]
                ])
        }
    }

    @Test func aKeyThatEndsSoonerOrWasRevokedKeepsItsEnd() async throws {
        try await withBuild { database, build, _ in
            let second = try #require(try await rotate(database, seed: 2, expiresAt: later))
            #expect(try await database.keys.revoke(second.keyID, actor: "tester", now: now))
            let third = try #require(
                try await rotate(database, seed: 3, expiresAt: later.adding(seconds: 60)))
            #expect(third.expiring == 0, "one ends sooner, one is revoked")
            let fourth = try #require(
                try await rotate(database, seed: 4, expiresAt: later.adding(seconds: -60)))
            #expect(fourth.expiring == 2)
            let ends = try await database.keys.list(of: "B-1").map(\.expiresAt)
            #expect(ends == [later.adding(seconds: -60), nil, later.adding(seconds: -60), nil])
            #expect(
                try await database.keys.snapshot().keys.map(\.keyID).sorted() == [
                    build.keyID, third.keyID, fourth.keyID,
                ])
        }
    }

    @Test func aRotationOfNoBuildChangesNothing() async throws {
        try await withBuild { database, _, conninfo in
            let revision = try await database.registry.revision()
            let rotation = try await rotate(database, seed: 2, expiresAt: later, build: "B-9")
            #expect(rotation == nil)
            #expect(try await database.registry.revision() == revision)
            let keys = try await MigratedDatabase.rows("select expires_at from key", in: conninfo)
            #expect(keys == [[nil]])
        }
    }

    @Test func anImportOfAnExpiredKeyIsRefused() async throws {
        try await withBuild { database, _, _ in
            _ = try await rotate(database, seed: 2, expiresAt: later)
            let keys = [ImportedKey(buildCode: "B-1", hash: sampleHash(1), hint: "aaaa")]
            let before = try await database.keys.importKeys(
                keys, actor: "tester", now: Timestamp(microseconds: later.microseconds - 1))
            #expect(before.problems == [] && before.added == 0)
            let after = try await database.keys.importKeys(keys, actor: "tester", now: later)
            #expect(
                after.problems.map(\.reason) == [
                    "this key expired on 2026-04-01, after a rotation; issue a new one"
                ])
        }
    }

    private func note(
        _ database: Database, _ build: SampleBuild,
        _ uses: [(dialect: Dialect, network: AddressClass?, second: Int64)]
    ) async throws {
        let instance = try await database.receipts.newInstance(now: now)
        try await database.receipts.ensurePartitions([now.day])
        let sightings = uses.map {
            KeySighting(
                keyID: build.keyID, buildID: build.id, dialect: $0.dialect.code,
                network: $0.network?.rawValue, seenAt: now.adding(seconds: $0.second))
        }
        let id = BatchID(arrivalDay: now.day, instance: instance, counter: 0)
        try await database.receipts.store(
            [Batch(id: id, arrivalDay: now.day, arrivals: [], sightings: sightings)], now: now)
    }

    @Test func newWaysInWhichAKeyIsUsedAreNotedAndTheFirstIsNot() async throws {
        let get = Dialect(endpoint: .json, method: .get, place: .queryJSON)
        let post = Dialect(endpoint: .json, method: .post, place: .formJSON)
        try await withBuild { database, build, _ in
            let other = try await database.sampleBuild("B-2", seed: 9, now: now)
            try await note(
                database, build,
                [
                    (get, nil, 0), (get, .publicNetwork, 10), (get, .privateNetwork, 20),
                    (post, .publicNetwork, 30), (post, .privateNetwork, 40), (post, nil, 50),
                ])
            // Another instance notes what it has not heard of.
            try await note(database, build, [(get, .privateNetwork, 25), (get, .publicNetwork, 60)])
            try await note(database, other, [(post, .loopback, 5)])
            let notes = try await database.builds.keyNotes(
                buildID: build.id, for: .unrestricted, now: now)
            #expect(notes.map(\.dialect) == [post, get])
            #expect(notes.map(\.network) == [.publicNetwork, .privateNetwork])
            #expect(notes.map(\.seenAt) == [30, 20].map { now.adding(seconds: $0) })
            #expect(notes.map(\.isNewDialect) == [true, false])
            #expect(notes.map(\.isNewNetwork) == [false, true])
            #expect(notes.map(\.hint) == ["abcd", "abcd"])
            #expect(try await database.builds.keyNotes(buildID: other.id, for: .unrestricted, now: now) == [])
            let uses = try await database.keys.uses().filter { $0.keyID == build.keyID }
            #expect(uses.count == 6)
            #expect(Set(uses).contains(KeyUse(keyID: build.keyID, dialect: get.code, network: nil)))
        }
    }
}
