import Crypto
import Domain
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Collector

private let now = instant("2026-03-04 10:00")
private let first = instant("2026-03-02 09:00")
private let key = KeyText.prefix + String(repeating: "a", count: 39) + "wxyz"

/// Orders about quarantined records, carried out with the bytes that were sealed when they arrived.
@Suite struct QuarantineWorkTests {
    @Test func whatAnUnknownKeySentIsCountedOnceItIsClaimed() async throws {
        try await withEdge { edge in
            for second in [0, 1, 90_000] {
                try await edge.receive(request(key), at: first.adding(seconds: Int64(second)))
            }
            try await edge.receive(request("someone-elses-key-of-old"), at: first)
            #expect(try await edge.rows("select count(*) from receipt") == [["0"]])
            let ids = try await edge.rows(
                "select batch_id, ordinal, received_at from quarantine where key_hash = '\(edge.keyHash)' order by 1"
            )
            let order = try await edge.claim()
            let done = try #require(try await edge.work.carryOut(order, now: now))
            #expect(done.moved == 3)
            #expect(done.left == 0)
            #expect(ids.count == 3)
            #expect(
                try await edge.rows("select batch_id, ordinal, received_at from receipt order by 1") == ids)
            let understood = try await edge.rows(
                "select distinct action, quantity, occurred_at, user_hash is not null from receipt")
            #expect(understood == [["3", "12", "2026-03-02 08:59:58.123+09", "t"]])
            #expect(try await edge.rows("select hint, origin from key") == [["wxyz", "claimed"]])
            #expect(edge.observed() == [.quarantineMoved(order: order, moved: 3, left: 0)])
        }
    }

    @Test func aRecordAfterAClaimIsCountedAtOnce() async throws {
        try await withEdge { edge in
            try await edge.receive(request(key), at: first)
            _ = try await edge.work.carryOut(try await edge.claim(), now: now)
            try await edge.receive(request(key), at: now)
            #expect(try await edge.rows("select count(*) from receipt") == [["2"]])
        }
    }

    @Test func whatAClaimedKeySentOutsideTheWindowOrAsATestStays() async throws {
        try await withEdge { edge in
            try await edge.receive(request(key), at: instant("2026-01-30 23:59"))
            try await edge.receive(request(key, useSe: "DO6999"), at: first)
            try await edge.receive(request(key), at: first)
            let done = try await edge.work.carryOut(try await edge.claim(), now: now)
            #expect(done?.moved == 1)
            #expect(done?.leftOver == ["not_collecting": 1, "test": 1])
            // An officer may still decide otherwise.
            let decided = try await edge.replay(.unknownKey, ignoringLimits: true)
            #expect(try await edge.work.carryOut(decided, now: now)?.moved == 1)
            let days = try await edge.rows("select arrival_day from receipt order by 1")
            #expect(days == [["2026-01-30"], ["2026-03-02"]])
        }
    }

    @Test func aReplayReadsTheBytesWithTodaysDecoder() async throws {
        try await withEdge { edge in
            let build = try await edge.register()
            let good = try edge.secrets.seal(request(key).rawBytes)
            let bad = try edge.secrets.seal(request(key, logDt: "sometime").rawBytes)
            let other = try edge.secrets.seal(Array("no request at all".utf8))
            for sealed in [good, bad, other, [1, 2, 3], [], good] {
                try await edge.database.receive([malformed(sealed, of: build)])
            }
            let order = try await edge.replay(.malformed)
            let done = try await edge.work.carryOut(order, now: now)
            #expect(done?.moved == 2)
            #expect(done?.leftOver == ["forgotten": 1, "malformed": 1, "unreadable": 2])
            let moved = try await edge.rows(
                "select build_id, key_id, received_at, occurred_at from receipt group by 1, 2, 3, 4")
            #expect(
                moved == [
                    [
                        "\(build.id)", "\(build.keyID)", "2026-03-02 09:00:00+09",
                        "2026-03-02 08:59:58.123+09",
                    ]
                ])
            let again = try await edge.work.carryOut(try await edge.replay(.malformed), now: now)
            #expect(again?.moved == 0)
        }
    }

    @Test func aKeyThatLivedWhenTheRecordCameCountsAlsoAfterItsEnd() async throws {
        try await withEdge { edge in
            let build = try await edge.register()
            let sealed = try edge.secrets.seal(request(key).rawBytes)
            try await edge.database.receive([malformed(sealed, of: build)])
            #expect(try await edge.database.keys.revoke(build.keyID, actor: "officer", now: now))
            let done = try await edge.work.carryOut(try await edge.replay(.malformed), now: now)
            #expect(done?.moved == 1)
        }
    }

    @Test func aReplayCountsWhatCameBeforeItsKeyWasRegistered() async throws {
        try await withEdge { edge in
            try await edge.receive(request(key), at: first)
            let early = try await edge.work.carryOut(try await edge.replay(.unknownKey), now: now)
            #expect(early?.leftOver == ["unknown_key": 1])
            _ = try await edge.register()
            let done = try await edge.work.carryOut(try await edge.replay(.unknownKey), now: now)
            #expect(done?.moved == 1)
        }
    }

    @Test func whatCameAfterARotationEndedTheKeyNeedsAClaim() async throws {
        try await withEdge { edge in
            _ = try await edge.register()
            _ = try await edge.database.keys.rotate(
                of: "B-1", hash: sampleHash(9), hint: "nnnn", expiresAt: first.adding(seconds: -60),
                actor: "officer", now: first.adding(seconds: -120))
            try await edge.keys.refresh()
            try await edge.receive(request(key), at: first)
            let replayed = try await edge.work.carryOut(try await edge.replay(.unknownKey), now: now)
            #expect(replayed?.leftOver == ["unknown_key": 1])
            let claimed = try await edge.work.carryOut(try await edge.claim(), now: now)
            #expect(claimed?.moved == 1)
            #expect(try await edge.rows("select count(*) from key where expires_at is not null") == [["1"]])
        }
    }

    @Test func workersAtTheSameTimeMoveEachRecordOnce() async throws {
        try await withEdge { edge in
            for second in 0..<40 {
                try await edge.receive(request(key), at: first.adding(seconds: Int64(second)))
            }
            _ = try await edge.claim()
            _ = try await edge.claim()
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<4 { group.addTask { try await edge.work.run(now: now) } }
                for try await _ in group {}
            }
            let counts = try await edge.rows(
                "select count(*), count(distinct (batch_id, ordinal)), (select sum(moved) from quarantine_order) from receipt"
            )
            #expect(counts == [["40", "40", "40"]])
            #expect(try await edge.work.run(now: now) == "0 orders")
            // Once more, for what came before all instances knew the key.
            #expect(try await edge.work.run(now: now.adding(seconds: 60)) == "2 orders, 0 records moved")
        }
    }

    @Test func whoeverReadsTheBytesIsInTheAudit() async throws {
        try await withEdge { edge in
            try await edge.receive(request(key), at: first)
            let id = try #require(try await edge.database.quarantine.groups(QuarantineFilter()).first?.newest)
            let bytes = try await edge.work.rawBytes(of: id, actor: "officer", now: now)
            #expect(bytes == request(key).rawBytes)
            let audit = try await edge.rows(
                "select actor, action, subject from audit_event where subject = '\(id)'")
            #expect(audit == [["officer", "quarantine show raw", id]])
            #expect(
                try await edge.database.quarantine.forget(before: first.day.adding(days: 1), now: now) == 1)
            #expect(try await edge.work.rawBytes(of: id, actor: "officer", now: now) == nil)
        }
    }
}

/// What receives, and what carries orders out, on one database.
private struct Edge: Sendable {
    let database: Database
    let conninfo: String
    let secrets: CollectorSecrets
    let keys: KeyRing
    let intake: Intake
    let work: QuarantineWork
    let observed: @Sendable () -> [Observation]

    var keyHash: String { "\\x" + hexDigits(secrets.hash(ofKey: key)) }

    func rows(_ sql: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(sql, in: conninfo)
    }

    func receive(_ request: WireRequest, at time: Timestamp) async throws {
        try await keys.refresh()
        let admission = try intake.admit(request, receivedAt: time, network: nil)
        try await database.receive([admission.arrival])
    }

    func claim() async throws -> Int64 {
        try await database.quarantine.claim(
            keyDigits: hexDigits(secrets.hash(ofKey: key)), buildCode: "B-1", actor: "officer",
            reason: "by phone", now: now)
    }

    func replay(_ lane: Lane, ignoringLimits: Bool = false) async throws -> Int64 {
        try await database.quarantine.replay(
            lane: lane.rawValue, days: (day("2026-01-01"), day("2026-03-31")), buildCode: nil,
            ignoringLimits: ignoringLimits, actor: "officer", reason: "decoder mended", now: now)
    }

    /// The key becomes that of B-1, as by an import.
    func register() async throws -> SampleBuild {
        let id = try await database.keys.add(
            buildCode: "B-1", hash: secrets.hash(ofKey: key), hint: "wxyz", actor: "tester", now: now)
        try await keys.refresh()
        let entry = try #require(keys.entry(for: secrets.hash(ofKey: key)))
        #expect(entry.keyID == id)
        return SampleBuild(id: entry.buildID, keyID: entry.keyID)
    }
}

private func withEdge(_ body: (Edge) async throws -> Void) async throws {
    try await MigratedDatabase.with(connections: 8) { database, conninfo in
        try await database.importSample([SampleLine()], now: now)
        let secrets = CollectorSecrets(
            keyHashing: SymmetricKey(data: [UInt8](repeating: 1, count: 32)),
            quarantine: SymmetricKey(data: [UInt8](repeating: 2, count: 32)),
            pseudonyms: { SymmetricKey(data: [UInt8](repeating: UInt8($0 % 256), count: 32)) })
        let decoder = WireDecoder(
            words: try ActionWords(csv: try ProjectFiles.text("sql/seed/action_words.csv")))
        let keys = KeyRing(database: database, sleep: { _ in }, observe: { _ in })
        let intake = Intake(
            decoder: decoder, keys: keys, secrets: secrets, limits: SenderLimits(requestsADay: 5_000))
        let seen = Seen()
        try await body(
            Edge(
                database: database, conninfo: conninfo, secrets: secrets, keys: keys, intake: intake,
                work: QuarantineWork(
                    database: database, intake: intake, keys: keys, decoder: decoder, secrets: secrets,
                    observe: { seen.add($0) }),
                observed: { seen.all }))
    }
}

private final class Seen: Sendable {
    private let observations = Mutex<[Observation]>([])
    var all: [Observation] { observations.withLock { $0 } }
    func add(_ observation: Observation) { observations.withLock { $0.append(observation) } }
}

private func request(
    _ key: String, logDt: String = "2026-03-02 08:59:58.123", useSe: String = "조회"
) -> WireRequest {
    let body = """
        {"crtfcKey":"\(key)","logDt":"\(logDt)","useSe":"\(useSe)","sysUser":"kim","conectIp":"10.0.0.1","dataUsgqty":"12"}
        """
    return WireRequest(
        method: "POST", path: Endpoint.fields.path, contentType: "application/json", body: Array(body.utf8))
}

/// A record that an earlier decoder could not read.
private func malformed(_ sealed: [UInt8], of build: SampleBuild) -> Arrival {
    .quarantined(
        QuarantineRow(
            receivedAt: first, lane: .malformed, code: .AP1014, keyID: build.keyID, buildID: build.id,
            keyHash: nil, occurredAt: nil, dialect: 1, repairs: 0, sealed: sealed))
}

private func hexDigits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
