import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-17 10:00")
private let nextMonth = instant("2026-04-17 10:00")

@Suite struct AccessTests {
    private func issue(
        in database: Database, role: Role = .officer, supplier: String? = nil,
        expiresAt: Timestamp? = nextMonth
    ) async throws -> Int64 {
        try await database.tokens.add(
            hash: sampleHash(1), role: role, supplierNumber: supplier, label: "담당", expiresAt: expiresAt,
            linkHash: sampleHash(2), linkExpiresAt: now.adding(seconds: 900), actor: "tester", now: now)
    }

    @Test func aTokenSaysWhoItsHolderIsUntilItExpires() async throws {
        try await MigratedDatabase.with { database, _ in
            let id = try await issue(in: database, role: .supplier, supplier: "4444444444")
            let access = try await database.access.access(tokenHash: sampleHash(1), now: now)
            let expected = Access(
                tokenID: id, role: .supplier, supplierNumber: "4444444444", label: "담당", expiresAt: nextMonth)
            #expect(access == expected)
            #expect(try await database.access.access(tokenHash: sampleHash(9), now: now) == nil)
            let lastMoment = Timestamp(microseconds: nextMonth.microseconds - 1)
            #expect(try await database.access.access(tokenHash: sampleHash(1), now: lastMoment) == expected)
            #expect(try await database.access.access(tokenHash: sampleHash(1), now: nextMonth) == nil)
        }
    }

    @Test func aTokenWithoutEndDoesNotExpire() async throws {
        try await MigratedDatabase.with { database, _ in
            _ = try await issue(in: database, expiresAt: nil)
            let years = now.adding(seconds: 10 * 366 * 86_400)
            #expect(try await database.access.access(tokenHash: sampleHash(1), now: years)?.role == .officer)
        }
    }

    @Test func aSupplierTokenMustNameItsSupplier() async throws {
        try await MigratedDatabase.with { database, _ in
            await #expect(throws: (any Error).self) {
                _ = try await issue(in: database, role: .supplier)
            }
            let access = try await database.access.access(tokenHash: sampleHash(1), now: now)
            #expect(access == nil)
        }
    }

    @Test func aSignInLinkWorksOnce() async throws {
        try await MigratedDatabase.with { database, _ in
            let id = try await issue(in: database)
            let end = now.adding(seconds: 3_600)
            async let one = database.access.signIn(
                linkHash: sampleHash(2), sessionHash: sampleHash(3), now: now, expiresAt: end)
            async let other = database.access.signIn(
                linkHash: sampleHash(2), sessionHash: sampleHash(4), now: now, expiresAt: end)
            let both = try await [one, other]
            #expect(both.compactMap { $0?.tokenID } == [id])
            let sessions = [
                try await database.access.access(sessionHash: sampleHash(3), now: now),
                try await database.access.access(sessionHash: sampleHash(4), now: now),
            ]
            #expect(sessions.map { $0 != nil } == both.map { $0 != nil })
        }
    }

    @Test func aSignInLinkExpires() async throws {
        try await MigratedDatabase.with { database, _ in
            _ = try await issue(in: database)
            let late = now.adding(seconds: 900)
            let access = try await database.access.signIn(
                linkHash: sampleHash(2), sessionHash: sampleHash(3), now: late,
                expiresAt: late.adding(seconds: 60))
            #expect(access == nil)
            #expect(try await database.access.access(sessionHash: sampleHash(3), now: late) == nil)
        }
    }

    @Test func theLinkOfAnExpiredTokenSignsNobodyIn() async throws {
        try await MigratedDatabase.with { database, _ in
            _ = try await issue(in: database, expiresAt: now.adding(seconds: 60))
            let access = try await database.access.signIn(
                linkHash: sampleHash(2), sessionHash: sampleHash(3), now: now.adding(seconds: 120),
                expiresAt: nextMonth)
            #expect(access == nil)
        }
    }

    @Test func aSessionEndsByTimeOrBySigningOut() async throws {
        try await MigratedDatabase.with { database, _ in
            _ = try await issue(in: database)
            let end = now.adding(seconds: 3_600)
            _ = try await database.access.signIn(
                linkHash: sampleHash(2), sessionHash: sampleHash(3), now: now, expiresAt: end)
            #expect(try await database.access.access(sessionHash: sampleHash(3), now: now)?.label == "담당")
            #expect(try await database.access.access(sessionHash: sampleHash(3), now: end) == nil)
            try await database.access.signOut(sessionHash: sampleHash(3))
            #expect(try await database.access.access(sessionHash: sampleHash(3), now: now) == nil)
        }
    }

    @Test func revokingATokenEndsItsSessions() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await issue(in: database)
            _ = try await database.access.signIn(
                linkHash: sampleHash(2), sessionHash: sampleHash(3), now: now, expiresAt: nextMonth)
            #expect(try await database.access.access(sessionHash: sampleHash(3), now: now) != nil)
            _ = try await MigratedDatabase.rows(
                "update api_token set revoked_at = '2026-03-17 10:00:01+09' returning token_id", in: conninfo)
            #expect(try await database.access.access(sessionHash: sampleHash(3), now: now) == nil)
            #expect(try await database.access.access(tokenHash: sampleHash(1), now: now) == nil)
        }
    }
}
