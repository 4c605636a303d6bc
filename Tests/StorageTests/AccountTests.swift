import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-17 10:00")

@Suite struct AccountTests {
    private func add(_ name: String, to database: Database) async throws -> Bool {
        try await database.accounts.add(
            try #require(AccountName(name)), shownName: "김가람", role: .officer, verifier: "v1",
            actor: "tester", now: now)
    }

    @Test func anAccountIsMadeOnceAndNeverAgain() async throws {
        try await MigratedDatabase.with { database, _ in
            #expect(try await !database.accounts.hasAny())
            #expect(try await add("garam", to: database))
            #expect(try await !add("garam", to: database))
            let account = try #require(try await database.accounts.find("garam"))
            #expect(account.mustChange)
            #expect(account.role == .officer)
            #expect(try await database.accounts.hasAny())
            #expect(try await database.accounts.disable("garam", actor: "tester", now: now))
            #expect(try await !database.accounts.disable("garam", actor: "tester", now: now))
            #expect(try await !database.accounts.hasAny())
            #expect(try await !add("garam", to: database))
            let isChanged = try await database.accounts.setPassword(
                of: "garam", verifier: "v2", mustChange: false, actor: "tester", now: now)
            #expect(!isChanged)
            #expect(try await database.accounts.list().map(\.disabledAt) == [now])
        }
    }

    @Test func disablingAnAccountEndsItsSessions() async throws {
        try await MigratedDatabase.with { database, _ in
            _ = try await add("garam", to: database)
            _ = try await database.access.signIn(
                PersonClaim(issuer: PersonClaim.localIssuer, subject: "garam", name: "김가람", handle: "garam"),
                role: .officer, unusedHash: sampleHash(1), sessionHash: sampleHash(2), now: now,
                expiresAt: now.adding(seconds: 3_600))
            let open = try await database.access.access(sessionHash: sampleHash(2), now: now)
            #expect(open?.label == "김가람")
            _ = try await database.accounts.disable("garam", actor: "tester", now: now)
            #expect(try await database.access.access(sessionHash: sampleHash(2), now: now) == nil)
        }
    }

    @Test func afterFiveFailuresANameWaitsTwiceAsLongEachTime() async throws {
        try await MigratedDatabase.with { database, _ in
            let name = sampleHash(9)
            var time = now
            for attempt in 1...5 {
                #expect(try await database.accounts.mayAttempt(nameHash: name, now: time), "\(attempt)")
                time = time.adding(seconds: 1)
            }
            var last = time.adding(seconds: -1)
            for seconds: Int64 in [30, 60, 120, 240, 480, 960, 960] {
                let early = last.adding(seconds: seconds - 1)
                #expect(try await !database.accounts.mayAttempt(nameHash: name, now: early), "\(seconds)")
                last = last.adding(seconds: seconds)
                #expect(try await database.accounts.mayAttempt(nameHash: name, now: last), "\(seconds)")
            }
            // Others are not kept waiting by that.
            #expect(try await database.accounts.mayAttempt(nameHash: sampleHash(8), now: last))
            try await database.accounts.clearAttempts(nameHash: name, now: last)
            for _ in 1...5 { #expect(try await database.accounts.mayAttempt(nameHash: name, now: last)) }
            #expect(try await !database.accounts.mayAttempt(nameHash: name, now: last))
        }
    }

    @Test func ofManyGuessesAtOnceFiveAreLookedAt() async throws {
        try await MigratedDatabase.with { database, _ in
            let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await database.accounts.mayAttempt(nameHash: sampleHash(9), now: now)
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(allowed == 5)
        }
    }
}
