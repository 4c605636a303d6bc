import Crypto
import Domain
import Storage
import TestSupport
import Testing

@testable import Collector

private let now = instant("2026-05-20 10:00")

/// Files that an officer imports, against a real database.
@Suite struct FileImportTests {
    private let lines = """
        {"logDt":"2026-05-18 09:12:33.609","useSe":"DO6003","sysUser":"u","conectIp":"10.0.0.1","dataUsgqty":"5"}
        {"useSe":"DO6003"}
        {"logDt":"2026-05-19 09:12","useSe":"조회","sysUser":"v","conectIp":"10.0.0.1","dataUsgqty":"5"}

        """

    private func part(_ database: Database, _ entry: KeyEntry) throws -> FilePart {
        let intake = Intake(
            decoder: WireDecoder(words: try ActionWords(csv: database.files.seeds["action_words.csv"] ?? "")),
            keys: KeyRing(database: database, sleep: { _ in }, observe: { _ in }),
            secrets: CollectorSecrets(
                keyHashing: SymmetricKey(data: sampleHash(8)), quarantine: SymmetricKey(data: sampleHash(9)),
                pseudonyms: { _ in SymmetricKey(data: sampleHash(10)) }),
            limits: SenderLimits(requestsADay: 1))
        var file = ReceiptFile(
            announced: nil, of: entry, intake: intake, receivedAt: now, isLimited: false, isDivided: true)
        try file.read(Array(lines.utf8))
        return try file.finish()
    }

    private func withBuild(
        _ body: @Sendable (_ database: Database, _ entry: KeyEntry, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine(), SampleLine(["build_code": "B-2"])], now: now)
            _ = try await database.sampleBuild("B-1", seed: 1, now: now)
            let entry = try #require(try await FileImport.entry(ofBuild: "B-1", in: database, at: now))
            try await body(database, entry, conninfo)
        }
    }

    private func importing(
        _ database: Database, _ entry: KeyEntry, sha256: String = "abc", isAgain: Bool = false
    ) async throws -> FileImport {
        FileImport(
            database: database, instance: try await database.receipts.newInstance(now: now), entry: entry,
            sha256: sha256,
            isAgain: isAgain, now: now)
    }

    @Test func aFileIsStoredOnceForABuildUnlessItIsImportedAgain() async throws {
        try await withBuild { database, entry, conninfo in
            let part = try part(database, entry)
            var first = try await importing(database, entry)
            #expect(try await first.keep(part))
            #expect(first.outcome.lines == 3)
            #expect(first.outcome.counted == 2)
            let stored = [["2", "1"]]
            let counts = "select (select count(*) from receipt), (select count(*) from quarantine)"
            #expect(try await MigratedDatabase.rows(counts, in: conninfo) == stored)
            var second = try await importing(database, entry)
            #expect(!(try await second.keep(part)))
            #expect(second.outcome.lines == 0)
            #expect(second.outcome.linesKnown == 3)
            #expect(try await MigratedDatabase.rows(counts, in: conninfo) == stored)
            var again = try await importing(database, entry, isAgain: true)
            #expect(try await again.keep(part))
            var other = try await importing(database, entry, sha256: "abd")
            #expect(try await other.keep(part))
            #expect(try await MigratedDatabase.rows(counts, in: conninfo) == [["6", "3"]])
        }
    }

    @Test func anImportThatWasCutOffIsTakenUpWithItsNextPart() async throws {
        try await withBuild { database, entry, conninfo in
            let part = try part(database, entry)
            var cut = try await importing(database, entry)
            _ = try await cut.keep(part)
            var whole = try await importing(database, entry)
            #expect(!(try await whole.keep(part)))
            #expect(try await whole.keep(part))
            #expect(whole.outcome.linesKnown == 3)
            #expect(whole.outcome.lines == 3)
            let batches = try await MigratedDatabase.rows(
                "select idempotency_key, lines, counted from submission order by idempotency_key",
                in: conninfo)
            #expect(batches == [["file:abc:0", "3", "2"], ["file:abc:1", "3", "2"]])
        }
    }

    @Test func aFileIsTheSameWhicheverKeyOfTheBuildIsTheOldest() async throws {
        try await withBuild { database, entry, conninfo in
            let part = try part(database, entry)
            var first = try await importing(database, entry)
            _ = try await first.keep(part)
            _ = try await database.keys.add(
                buildCode: "B-1", hash: sampleHash(2), hint: "efgh", actor: "tester", now: now)
            _ = try await database.keys.revoke(entry.keyID, actor: "tester", now: now)
            let newer = try #require(try await FileImport.entry(ofBuild: "B-1", in: database, at: now))
            #expect(newer.keyID != entry.keyID)
            #expect(newer.buildID == entry.buildID)
            var second = try await importing(database, newer)
            #expect(!(try await second.keep(part)))
        }
    }

    @Test func aBuildWithoutALiveKeyHasNoFiles() async throws {
        try await withBuild { database, entry, _ in
            #expect(try await FileImport.entry(ofBuild: "B-2", in: database, at: now) == nil)
            #expect(try await FileImport.entry(ofBuild: "B-9", in: database, at: now) == nil)
            _ = try await database.keys.revoke(entry.keyID, actor: "tester", now: now)
            #expect(try await FileImport.entry(ofBuild: "B-1", in: database, at: now) == nil)
        }
    }

    @Test func anImportIsWrittenDownWithTheFilesFingerprint() async throws {
        try await withBuild { database, entry, conninfo in
            let id = BatchID(arrivalDay: now.day, instance: 5, counter: 0)
            try await database.receipts.noteFileImport(
                buildCode: "B-1", sha256: "abc", batches: [id], lines: 3, counted: 2, actor: "tester",
                now: now)
            let rows = try await MigratedDatabase.rows(
                """
                select actor, subject, detail ->> 'sha256', detail ->> 'lines', detail -> 'batches' ->> 0
                from audit_event where action = 'receipts import'
                """, in: conninfo)
            #expect(rows == [["tester", "B-1", "abc", "3", "\(id)"]])
        }
    }
}
