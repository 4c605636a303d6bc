import Domain
import Storage
import TestSupport
import Testing

private let now = instant("2026-03-17 10:00")
private let claimEnd = instant("2026-03-17 10:10")

@Suite struct OutboxTests {
    /// One message to so many recipients, due at `now`.
    private func post(_ recipients: Int, in conninfo: String) async throws {
        _ = try await MigratedDatabase.rows(
            """
            with m as (
                insert into outbox (idempotency_key, kind, created_at, subject, body)
                values ('sample', 'observation', '\(now.sqlText)', '제목', '본문') returning message_id
            )
            insert into outbox_recipient (message_id, recipient, state, attempts, next_attempt_at)
            select message_id, 'r' || n || '@agency.example', 'waiting', 0, '\(now.sqlText)'
            from m, generate_series(1, \(recipients)) n
            returning recipient
            """, in: conninfo)
    }

    private func states(_ conninfo: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(
            """
            select state, attempts, next_attempt_at, settled_at, claimed_until from outbox_recipient
            order by recipient
            """, in: conninfo)
    }

    @Test func sendersAtOnceNeverGetTheSameDelivery() async throws {
        try await MigratedDatabase.with(connections: 8) { database, conninfo in
            try await post(60, in: conninfo)
            let claims = try await withThrowingTaskGroup(of: [DueDelivery].self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await database.outbox.claim(limit: 15, now: now, claimedUntil: claimEnd)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let recipients = claims.joined().map(\.recipient)
            #expect(Set(recipients).count == recipients.count)
            #expect(claims.allSatisfy { $0.count <= 15 })
            let rest = try await database.outbox.claim(limit: 60, now: now, claimedUntil: claimEnd)
            #expect(recipients.count + rest.count == 60)
            #expect(claims.joined().allSatisfy { $0.attempt == 1 && $0.subject == "제목" && $0.body == "본문" })
        }
    }

    @Test func aClaimThatExpiredIsGivenAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(1, in: conninfo)
            let first = try await database.outbox.claim(limit: 5, now: now, claimedUntil: claimEnd)
            #expect(first.map(\.attempt) == [1])
            let held = try await database.outbox.claim(limit: 5, now: claimEnd, claimedUntil: claimEnd)
            #expect(held.isEmpty)
            let after = claimEnd.adding(seconds: 1)
            let second = try await database.outbox.claim(
                limit: 5, now: after, claimedUntil: after.adding(seconds: 600))
            #expect(second.map(\.attempt) == [2])
            #expect(second.map(\.idempotencyKey) == first.map(\.idempotencyKey))
            #expect(second.map(\.messageID) == first.map(\.messageID))
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let outcome: DeliveryOutcome
        let state: String
        let word: String
        var testDescription: String { "\(outcome) → \(state)" }
    }

    @Test(
        "an outcome settles the delivery and is written down",
        arguments: [
            Case(outcome: .delivered(detail: "250 ok"), state: "delivered", word: "delivered"),
            Case(outcome: .refused(detail: "550 no"), state: "refused", word: "refused"),
            Case(
                outcome: .deferred(detail: "451 later", nextAttempt: nil), state: "given_up",
                word: "deferred"),
        ])
    func settled(_ example: Case) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(1, in: conninfo)
            let delivery = try #require(
                try await database.outbox.claim(limit: 1, now: now, claimedUntil: claimEnd).first)
            try await database.outbox.record(example.outcome, of: delivery, now: now.adding(seconds: 3))
            #expect(
                try await states(conninfo) == [[example.state, "1", nil, "2026-03-17 10:00:03+09", nil]])
            let tries = try await MigratedDatabase.rows(
                "select attempt, outcome, attempted_at from outbox_attempt", in: conninfo)
            #expect(tries == [["1", example.word, "2026-03-17 10:00:03+09"]])
            let years = now.adding(seconds: 86_400 * 400)
            let again = try await database.outbox.claim(limit: 1, now: years, claimedUntil: years)
            #expect(again.isEmpty)
            let summary = try await database.outbox.summary()
            #expect(summary.map(\.state) == [example.state])
            #expect(summary.map(\.deliveries) == [1])
        }
    }

    @Test func aDeferredDeliveryIsDueAgainAtItsTime() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(1, in: conninfo)
            let delivery = try #require(
                try await database.outbox.claim(limit: 1, now: now, claimedUntil: claimEnd).first)
            let next = now.adding(seconds: 60)
            try await database.outbox.record(
                .deferred(detail: "451 later", nextAttempt: next), of: delivery, now: now)
            #expect(try await states(conninfo) == [["waiting", "1", "2026-03-17 10:01:00+09", nil, nil]])
            let early = try await database.outbox.claim(
                limit: 1, now: next.adding(seconds: -1), claimedUntil: claimEnd)
            #expect(early.isEmpty)
            let due = try await database.outbox.claim(limit: 1, now: next, claimedUntil: claimEnd)
            #expect(due.map(\.attempt) == [2])
        }
    }

    @Test func aSlowSenderCannotRevokeADelivery() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(1, in: conninfo)
            let slow = try #require(
                try await database.outbox.claim(limit: 1, now: now, claimedUntil: claimEnd).first)
            let after = claimEnd.adding(seconds: 1)
            let other = try #require(
                try await database.outbox.claim(
                    limit: 1, now: after, claimedUntil: after.adding(seconds: 600)
                ).first)
            try await database.outbox.record(.delivered(detail: "250 ok"), of: other, now: after)
            try await database.outbox.record(
                .deferred(detail: "time-out", nextAttempt: after), of: slow, now: after.adding(seconds: 1))
            #expect(try await states(conninfo).map { $0[0] } == ["delivered"])
            let tries = try await MigratedDatabase.rows(
                "select attempt, outcome from outbox_attempt order by attempt", in: conninfo)
            #expect(tries == [["1", "deferred"], ["2", "delivered"]])
        }
    }
}
