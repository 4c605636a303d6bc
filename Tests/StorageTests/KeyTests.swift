import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-02 10:00")

@Suite struct KeyTests {
    private func withBuilds(
        _ body: @Sendable (_ database: Database, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [
                    SampleLine(),
                    SampleLine(["build_code": "B-2", "collect_from": "", "collect_to": ""]),
                ], now: now)
            try await body(database, conninfo)
        }
    }

    @Test func anIssuedKeyIsInTheSnapshotWithItsWindow() async throws {
        try await withBuilds { database, _ in
            let before = try await database.keys.snapshot()
            #expect(before.keys.isEmpty)
            let key = try await database.keys.add(
                buildCode: "B-1", hash: sampleHash(7), hint: "wxyz", actor: "tester", now: now)
            let snapshot = try await database.keys.snapshot()
            #expect(snapshot.revision == before.revision + 1)
            let entry = try #require(snapshot.keys.first)
            #expect(snapshot.keys.count == 1)
            #expect(entry.keyID == key)
            #expect(entry.hash == sampleHash(7))
            #expect(entry.collectFrom == day("2026-01-31"))
            #expect(entry.collectTo == day("2031-01-29"))
            let listed = try #require(try await database.keys.list(of: "B-1").first)
            #expect(listed.hint == "wxyz")
            #expect(listed.origin == "issued")
            #expect(listed.issuedAt == now)
            #expect(try await database.keys.list(of: "B-2").isEmpty)
        }
    }

    @Test func aKeyForAnUnknownBuildIsNotIssued() async throws {
        try await withBuilds { database, _ in
            let revision = try await database.registry.revision()
            let key = try await database.keys.add(
                buildCode: "B-9", hash: sampleHash(7), hint: "wxyz", actor: "tester", now: now)
            #expect(key == nil)
            #expect(try await database.registry.revision() == revision)
        }
    }

    @Test func anImportMayBeRepeated() async throws {
        try await withBuilds { database, _ in
            let keys = [
                ImportedKey(buildCode: "B-1", hash: sampleHash(1), hint: "aaaa"),
                ImportedKey(buildCode: "B-1", hash: sampleHash(2), hint: "bbbb"),
                ImportedKey(buildCode: "B-2", hash: sampleHash(3), hint: "cccc"),
            ]
            let once = try await database.keys.importKeys(keys, actor: "tester", now: now)
            #expect(once.added == 3)
            #expect(once.problems == [])
            let twice = try await database.keys.importKeys(keys, actor: "tester", now: now)
            #expect(twice.added == 0)
            #expect(twice.problems == [])
            let listed = try await database.keys.list(of: nil)
            #expect(listed.map(\.buildCode) == ["B-1", "B-1", "B-2"])
            #expect(listed.allSatisfy { $0.origin == "imported" })
        }
    }

    @Test func theKeyOfAnotherBuildAndAnUnknownBuildAreRefusedByTheirPlace() async throws {
        try await withBuilds { database, _ in
            _ = try await database.keys.importKeys(
                [ImportedKey(buildCode: "B-1", hash: sampleHash(1), hint: "aaaa")], actor: "tester", now: now)
            let revision = try await database.registry.revision()
            let result = try await database.keys.importKeys(
                [
                    ImportedKey(buildCode: "B-2", hash: sampleHash(5), hint: "eeee"),
                    ImportedKey(buildCode: "B-2", hash: sampleHash(1), hint: "aaaa"),
                    ImportedKey(buildCode: "B-9", hash: sampleHash(6), hint: "ffff"),
                ], actor: "tester", now: now)
            #expect(result.added == 0)
            #expect(result.problems.map(\.index) == [1, 2])
            #expect(result.problems.first?.reason == "this key already belongs to build B-1")
            #expect(result.problems.last?.reason.hasPrefix("no build B-9") == true)
            #expect(try await database.keys.list(of: "B-2").isEmpty, "with a problem nothing is imported")
            #expect(try await database.registry.revision() == revision)
        }
    }

    @Test func anImportOfARevokedKeyIsRefusedAndNotPassedOverInSilence() async throws {
        try await withBuilds { database, _ in
            let keys = [ImportedKey(buildCode: "B-1", hash: sampleHash(1), hint: "aaaa")]
            _ = try await database.keys.importKeys(keys, actor: "tester", now: now)
            let id = try #require(try await database.keys.list(of: "B-1").first?.keyID)
            #expect(try await database.keys.revoke(id, actor: "tester", now: now))
            let again = try await database.keys.importKeys(keys, actor: "tester", now: now)
            #expect(again.added == 0)
            #expect(
                again.problems.map(\.reason) == [
                    "this key was revoked on \(now.day) and stays so; issue a new one"
                ])
        }
    }

    @Test func aRevokedKeyLeavesTheSnapshotAndStaysInTheList() async throws {
        try await withBuilds { database, conninfo in
            let build = try await database.sampleBuild("B-1", seed: 1, now: now)
            let kept = try await database.sampleBuild("B-1", seed: 2, now: now)
            let revision = try await database.registry.revision()
            #expect(try await database.keys.revoke(build.keyID, actor: "tester", now: now.adding(seconds: 5)))
            #expect(try await database.registry.revision() == revision + 1)
            #expect(try await database.keys.snapshot().keys.map(\.keyID) == [kept.keyID])
            let revoked = try await database.keys.list(of: "B-1").map(\.revokedAt)
            #expect(revoked == [now.adding(seconds: 5), nil])
            #expect(!(try await database.keys.revoke(build.keyID, actor: "tester", now: now)))
            #expect(!(try await database.keys.revoke(9_999, actor: "tester", now: now)))
            let audit = try await MigratedDatabase.rows(
                "select action, subject, actor from audit_event where action like 'key %' order by event_id",
                in: conninfo)
            #expect(audit.last == ["key revoke", "key \(build.keyID)", "tester"])
            #expect(audit.count == 3)
        }
    }
}
