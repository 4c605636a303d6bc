import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-17 10:00")

@Suite struct PeopleTests {
    private let kim = PersonClaim(issuer: "https://issuer.test", subject: "1", name: "김가람", handle: "garam")

    private func signIn(
        _ claim: PersonClaim, _ role: Role, _ number: UInt8, in database: Database, at time: Timestamp = now
    ) async throws -> Access {
        try await database.access.signIn(
            claim, role: role, unusedHash: sampleHash(number), sessionHash: sampleHash(number + 100),
            now: time, expiresAt: time.adding(seconds: 3_600))
    }

    @Test func aPersonThatSignsInAgainIsTheSameWithTheSameToken() async throws {
        try await MigratedDatabase.with { database, _ in
            let first = try await signIn(kim, .officer, 1, in: database)
            let second = try await signIn(kim, .officer, 2, in: database)
            #expect(first == second)
            #expect(first.person?.name == "김가람")
            #expect(first.label == "김가람")
            let open = [
                try await database.access.access(sessionHash: sampleHash(101), now: now),
                try await database.access.access(sessionHash: sampleHash(102), now: now),
            ]
            #expect(open == [first, first])
            // Nobody has a bearer token of it.
            #expect(try await database.access.access(tokenHash: sampleHash(2), now: now) == nil)
        }
    }

    @Test func aRoleThatWasLostEndsAtTheNextSignInWithItsSessions() async throws {
        try await MigratedDatabase.with { database, _ in
            let officer = try await signIn(kim, .officer, 1, in: database)
            let viewer = try await signIn(kim, .viewer, 2, in: database)
            #expect(officer.person == viewer.person)
            #expect(officer.tokenID != viewer.tokenID)
            #expect(try await database.access.access(sessionHash: sampleHash(101), now: now) == nil)
            #expect(try await database.access.access(sessionHash: sampleHash(102), now: now) == viewer)
        }
    }

    @Test func twoPeopleOfOneNameAreShownApart() async throws {
        try await MigratedDatabase.with { database, _ in
            let other = PersonClaim(
                issuer: kim.issuer, subject: "2", name: kim.name, handle: "garam2")
            let one = try await signIn(kim, .officer, 1, in: database)
            let two = try await signIn(other, .approver, 2, in: database)
            #expect(one.person?.id != two.person?.id)
            #expect(one.label == "김가람")
            #expect(two.label == "김가람 (garam2)")
            #expect(try await signIn(other, .approver, 3, in: database).label == "김가람 (garam2)")
        }
    }

    @Test func manySignInsOfOnePersonAtOnceMakeOneTokenOfARole() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let tokens = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in UInt8(1)...12 {
                    group.addTask { try await signIn(kim, .officer, number, in: database).tokenID }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(tokens.count == 1)
            let rows = try await MigratedDatabase.rows(
                "select count(*), (select count(*) from person) from api_token", in: conninfo)
            #expect(rows == [["1", "1"]])
        }
    }
}
