import Curl
import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

private let now = instant("2026-03-17 06:11")
private let subject = "[확인 필요] 가상정밀 구축 건(B-1) 사용 로그 관찰 결과 안내"

@Suite struct MailJobTests {
    private func post(_ recipients: [String], in conninfo: String) async throws {
        let list = recipients.map { "('\($0)')" }.joined(separator: ", ")
        _ = try await MigratedDatabase.rows(
            """
            with m as (
                insert into outbox (idempotency_key, kind, created_at, subject, body)
                values ('signal-7', 'observation', '\(now.sqlText)', '\(subject)', E'첫 줄\\n둘째 줄\\n')
                returning message_id
            )
            insert into outbox_recipient (message_id, recipient, state, attempts, next_attempt_at)
            select message_id, recipient, 'waiting', 0, '\(now.sqlText)'
            from m, (values \(list)) r (recipient) returning recipient
            """, in: conninfo)
    }

    private func job(_ database: Database, _ url: String, _ observations: Observations) throws -> MailJob {
        MailJob(
            database: database, mailer: Mailer(), server: try SMTPServer(url: "\(url)?timeout=20"),
            from: "monitor@agency.example", observe: observations.observe)
    }

    private func states(_ conninfo: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(
            "select recipient, state, attempts, next_attempt_at from outbox_recipient order by recipient",
            in: conninfo)
    }

    @Test func eachRecipientHasAnOutcomeOfItsOwn() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(
                ["staff@agency.example", "refused@agency.example", "later@agency.example", "no address"],
                in: conninfo)
            let observations = Observations()
            try await SMTPProcess.run { server in
                let text = try await job(database, server.url, observations).run(now: now)
                #expect(text == "1 delivered, 3 deferred or refused")
                let messages = try server.messages()
                #expect(messages.map(\.rcptTos) == [["staff@agency.example"]])
                let message = try #require(messages.first)
                #expect(message.mailFrom == "monitor@agency.example")
                #expect(message.subject == subject)
                #expect(message.body == "첫 줄\n둘째 줄\n")
                #expect(message.date == "Tue, 17 Mar 2026 06:11:00 +0900")
                #expect(message.headers.contains(["Auto-Submitted", "auto-generated"]))
                #expect(message.defects == [])
            }
            #expect(
                try await states(conninfo) == [
                    ["later@agency.example", "waiting", "1", "2026-03-17 06:12:00+09"],
                    ["no address", "refused", "1", nil], ["refused@agency.example", "refused", "1", nil],
                    ["staff@agency.example", "delivered", "1", nil],
                ])
            let tries = try await MigratedDatabase.rows(
                "select recipient, outcome, detail from outbox_attempt order by recipient", in: conninfo)
            #expect(tries.map { $0[1] } == ["deferred", "refused", "refused", "delivered"])
            #expect(tries[2][2]?.hasPrefix("550") == true)
            #expect(observations.all.contains(.mailDelivered(recipients: 1)))
            let refused = observations.all.filter { if case .mailRefused = $0 { true } else { false } }
            #expect(refused.count == 2)
        }
    }

    @Test func aServerThatIsAwayDefersTheMailUntilItIsBack() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(["staff@agency.example"], in: conninfo)
            let observations = Observations()
            try await SMTPProcess.run(.closingAtOnce) { server in
                let text = try await job(database, server.url, observations).run(now: now)
                #expect(text == "0 delivered, 1 deferred or refused")
            }
            try await SMTPProcess.run { server in
                let job = try job(database, server.url, observations)
                #expect(
                    try await job.run(now: now.adding(seconds: 59)) == "0 delivered, 0 deferred or refused")
                #expect(
                    try await job.run(now: now.adding(seconds: 60)) == "1 delivered, 0 deferred or refused")
                #expect(
                    try await job.run(now: now.adding(seconds: 90_000))
                        == "0 delivered, 0 deferred or refused")
                #expect(try server.messages().count == 1)
            }
            #expect(try await states(conninfo) == [["staff@agency.example", "delivered", "2", nil]])
            let deferred = observations.all.compactMap {
                if case .mailDeferred(let recipient, let attempt, _) = $0 {
                    "\(recipient) \(attempt)"
                } else {
                    nil
                }
            }
            #expect(deferred == ["staff@agency.example 1"])
        }
    }

    @Test func aRepeatedMailHasTheSameMessageID() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(["staff@agency.example", "second@agency.example"], in: conninfo)
            try await SMTPProcess.run { server in
                let job = try job(database, server.url, Observations())
                _ = try await job.run(now: now)
                // As after a crash between sending and recording.
                _ = try await MigratedDatabase.rows(
                    """
                    update outbox_recipient set state = 'waiting', settled_at = null, next_attempt_at = '\(now.sqlText)'
                    returning recipient
                    """, in: conninfo)
                _ = try await job.run(now: now.adding(seconds: 700))
                let messages = try server.messages()
                #expect(messages.count == 4)
                #expect(Set(messages.map(\.messageId)).count == 1)
                #expect(messages.first?.messageId.hasPrefix("<signal-7.") == true)
                #expect(messages.first?.messageId.hasSuffix("@agency.example>") == true)
            }
        }
    }

    @Test func afterTheLastTryItIsGivenUp() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post(["staff@agency.example"], in: conninfo)
            // Nothing listens on port 1.
            let job = try job(database, "smtp://127.0.0.1:1", Observations())
            var time = now
            var waits: [Int64] = []
            while waits.count < 20 {
                _ = try await job.run(now: time)
                let next = try await states(conninfo)[0][3]
                guard let next, let nextTime = Timestamp(parsing: next) else { break }
                waits.append((nextTime.microseconds - time.microseconds) / 1_000_000)
                time = nextTime
            }
            #expect(waits == [60, 120, 300, 900, 1_800, 3_600, 10_800, 43_200, 86_400])
            #expect(try await states(conninfo) == [["staff@agency.example", "given_up", "10", nil]])
            let tries = try await MigratedDatabase.rows("select count(*) from outbox_attempt", in: conninfo)
            #expect(tries == [["10"]])
        }
    }

    @Test func twoSendersAtOnceSendEachMailOnce() async throws {
        try await MigratedDatabase.with(connections: 6) { database, conninfo in
            let recipients = (1...25).map { "staff\($0)@agency.example" }
            try await post(recipients, in: conninfo)
            try await SMTPProcess.run { server in
                async let one = job(database, server.url, Observations()).run(now: now)
                async let other = job(database, server.url, Observations()).run(now: now)
                _ = try await [one, other]
                let received = try server.messages().flatMap(\.rcptTos)
                #expect(received.sorted() == recipients.sorted())
            }
        }
    }

    @Test func aServerInTroubleIsNotAskedForEveryMail() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await post((1...25).map { "staff\($0)@agency.example" }, in: conninfo)
            let job = try job(database, "smtp://127.0.0.1:1", Observations())
            #expect(try await job.run(now: now) == "0 delivered, 10 deferred or refused")
            #expect(try await job.run(now: now) == "0 delivered, 10 deferred or refused")
            let untouched = try await MigratedDatabase.rows(
                "select count(*) from outbox_recipient where attempts = 0", in: conninfo)
            #expect(untouched == [["5"]])
        }
    }
}
