import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-17 10:00")

@Suite struct TokenTests {
    private func add(
        _ draft: TokenDraft, _ number: UInt8, to database: Database
    ) async throws -> Int64 {
        try await database.tokens.add(
            draft, hash: sampleHash(number), linkHash: sampleHash(number + 100),
            linkExpiresAt: now.adding(seconds: 900), actor: "tester", now: now)
    }

    @Test func aTokenCarriesItsWholeScope() async throws {
        try await MigratedDatabase.with { database, _ in
            var draft = TokenDraft(role: .evaluator, label: "평가단")
            draft.programmeCodes = ["2025-S22", "2026-S1"]
            draft.regionCodes = ["48"]
            draft.networks = try ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"].map {
                try #require(AddressRange($0))
            }
            draft.requestsAMinute = 30
            _ = try await add(draft, 1, to: database)
            let access = try #require(try await database.access.access(tokenHash: sampleHash(1), now: now))
            #expect(access.scope.programmeCodes == ["2025-S22", "2026-S1"])
            #expect(access.scope.regionCodes == ["48"])
            #expect(access.scope.supplierNumber == nil)
            #expect(access.requestsAMinute == 30)
            #expect(access.person == nil)
            for address in ["10.1.2.3", "192.0.2.7", "2001:db8::9", "::ffff:10.1.2.3"] {
                #expect(access.mayAsk(from: address), "\(address)")
            }
            for address in ["11.1.2.3", "192.0.2.8", "2001:db9::9", "no address", nil] {
                #expect(!access.mayAsk(from: address), "\(address ?? "nil")")
            }
        }
    }

    @Test func aListShowsWhenAndFromWhereATokenWasLastUsed() async throws {
        try await MigratedDatabase.with { database, _ in
            let used = try await add(TokenDraft(role: .viewer, label: "하나"), 1, to: database)
            let unused = try await add(
                TokenDraft(role: .supplier, supplierNumber: "4444444444", label: "둘"), 2, to: database)
            let later = now.adding(seconds: 300)
            try await database.tokens.noteUse(used, from: .privateNetwork, now: later)
            // A slow request of before does not take it back.
            try await database.tokens.noteUse(used, from: .publicNetwork, now: now)
            let listed = try await database.tokens.list(withEnded: false, now: later)
            #expect(listed.map(\.id) == [used, unused])
            #expect(listed.map(\.lastUsedAt) == [later, nil])
            #expect(listed.map(\.lastUsedFrom) == [.privateNetwork, nil])
            #expect(listed.map(\.supplierNumber) == [nil, "4444444444"])
        }
    }

    @Test func aRevokedTokenAndItsSessionsEnd() async throws {
        try await MigratedDatabase.with { database, _ in
            let id = try await add(TokenDraft(role: .viewer, label: "하나"), 1, to: database)
            _ = try await database.access.signIn(
                linkHash: sampleHash(101), sessionHash: sampleHash(50), now: now,
                expiresAt: now.adding(seconds: 3_600))
            #expect(try await database.access.access(sessionHash: sampleHash(50), now: now) != nil)
            #expect(try await database.tokens.revoke(id, actor: "tester", now: now))
            #expect(try await !database.tokens.revoke(id, actor: "tester", now: now))
            #expect(try await database.access.access(tokenHash: sampleHash(1), now: now) == nil)
            #expect(try await database.access.access(sessionHash: sampleHash(50), now: now) == nil)
            #expect(try await database.tokens.list(withEnded: false, now: now) == [])
            #expect(try await database.tokens.list(withEnded: true, now: now).map(\.revokedAt) == [now])
        }
    }

    @Test func codesThatTheRegistryDoesNotKnowAreNamed() async throws {
        try await MigratedDatabase.with { database, _ in
            let unknown = try await database.tokens.unknownCodes(
                programmes: ["NOPE"], regions: ["48", "99"])
            #expect(unknown.map { "\($0.kind) \($0.code)" } == ["programme NOPE", "region 99"])
        }
    }
}
