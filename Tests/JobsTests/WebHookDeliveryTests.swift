import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite struct WebHookDeliveryTests {
    @Test func changesAreDeliveredOnceSignedAndInTheirOrder() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                try server.expect(secrets: ["secret-1", "another"])
                let id = try await fixture.subscribe(server.url("/ok"))
                try await fixture.change(3)
                #expect(try await fixture.run() == [3, 3, 0])
                #expect(try await fixture.run() == [0, 0, 0])
                let requests = try server.requests()
                let log = try await fixture.log(id)
                #expect(log.map(\.state) == ["delivered", "delivered", "delivered"])
                #expect(try await fixture.numbers(id) == [1, 2, 3])
                #expect(requests.map(\.body) == log.map(\.delivery.payload))
                #expect(
                    requests.map { $0.header("Afterbuild-Delivery") } == log.map(\.delivery.idempotencyID))
                #expect(Set(log.map(\.delivery.idempotencyID)).count == 3)
                #expect(requests.map(\.signedBy) == [[true, false], [true, false], [true, false]])
                let first = try #require(requests.first)
                #expect(first.header("Afterbuild-Event") == "outage.found")
                #expect(first.header("Afterbuild-Timestamp") == "\(hookStart.microseconds / 1_000_000)")
                #expect(first.header("Content-Type") == "application/json")
                #expect(
                    first.body == """
                        {"at":"2026-03-17T10:00:00.000+09:00","build":null,\
                        "cursor":"\(try #require(log[0].cursor))","detail":{"number": 0},\
                        "kind":"outage.found","kind_ko":"수집 장애 확인",\
                        "recorded_at":"2026-03-17T10:00:00.000+09:00","subject_id":1}
                        """)
                let tries = try #require(log.first?.tries)
                #expect(tries.map(\.status) == [200])
                #expect(tries.map(\.answer) == ["taken"])
            }
        }
    }

    @Test func afterAnErrorTheSameDeliveryIsTriedAgainLater() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/flaky/2"))
                try await fixture.change()
                #expect(try await fixture.run() == [1, 0, 1])
                fixture.move(seconds: 59)
                #expect(try await fixture.run() == [0, 0, 0])
                fixture.move(to: try #require(try await fixture.log(id)[0].nextAttemptAt))
                #expect(try await fixture.run() == [0, 0, 1])
                fixture.move(to: try #require(try await fixture.log(id)[0].nextAttemptAt))
                #expect(try await fixture.run() == [0, 1, 0])
                let requests = try server.requests()
                #expect(requests.count == 3)
                #expect(Set(requests.map { $0.header("Afterbuild-Delivery") }).count == 1)
                #expect(Set(requests.map { $0.header("Afterbuild-Timestamp") }).count == 3)
                let entry = try await fixture.log(id)[0]
                #expect(entry.state == "delivered")
                #expect(entry.tries.map(\.outcome) == ["status", "status", "delivered"])
                #expect(entry.tries.map(\.status) == [500, 500, 200])
                #expect(try await fixture.hook(id).failures == 0)
            }
        }
    }

    @Test func whatIsSentOfABuildIsAReadByTheTokenOnceADelivery() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/flaky/1"))
                let build = FeedSubject(build: 1)
                try await fixture.database.feed.announce(.buildChanged, of: [build, build], now: fixture.now)
                try await fixture.change()
                #expect(try await fixture.run() == [3, 0, 1])
                fixture.move(to: try #require(try await fixture.log(id)[0].nextAttemptAt))
                #expect(try await fixture.run() == [0, 3, 0])
                let lines = try await fixture.database.accessLog.lines(AccessLogFilter())
                #expect(lines.map(\.builds) == [[1], [1]] && lines.allSatisfy { $0.task == "webHook" })
                #expect(lines.allSatisfy { $0.tokenID == fixture.token && $0.label == "status system" })
                #expect(lines.map(\.query) == ["id=\(id)&delivery=2", "id=\(id)&delivery=1"])
                #expect(try await fixture.log(id).map(\.buildID) == [1, 1, nil])
            }
        }
    }

    @Test func aReceiverThatHangsIsLeftAndTriedAgain() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/hang"))
                try await fixture.change()
                let sender = fixture.sender(milliseconds: 300)
                #expect(try await fixture.run(sender) == [1, 0, 1])
                #expect(try await fixture.log(id)[0].tries.map(\.outcome) == ["timeLimit"])
                try server.release()
                fixture.move(seconds: 100)
                #expect(try await fixture.run() == [0, 1, 0])
            }
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/redirect"))
                try await fixture.change()
                #expect(try await fixture.run() == [1, 0, 1])
                #expect(try server.requests().map(\.path) == ["/redirect"])
                let entry = try await fixture.log(id)[0]
                #expect(entry.state == "waiting")
                #expect(entry.tries.map(\.status) == [302])
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func aPrivateAddressIsRefusedWhenItIsCalledWhateverItsName(host: String) async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let plain = try await fixture.subscribe(server.url("/ok", host: host))
                let port = server.port
                let encrypted = try await fixture.subscribe("https://\(host):\(port)/ok")
                try await fixture.change()
                #expect(try await fixture.run(fixture.sender(allowed: ["10.0.0.0/8"])) == [2, 0, 2])
                for id in [plain, encrypted] {
                    let tries = try await fixture.log(id)[0].tries
                    #expect(tries.map(\.outcome) == ["addressNotAllowed"])
                    #expect(tries.map(\.detail) == ["address not allowed"])
                }
                let requests = try server.requests()
                #expect(requests.isEmpty)
            }
        }
    }

    @Test func gone410DisablesAtOnceAndStaffIsTold() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/status/410"))
                try await fixture.change(3)
                #expect(try await fixture.run() == [3, 0, 1])
                let hook = try await fixture.hook(id)
                #expect(hook.disabledReason == "gone")
                #expect(try await fixture.log(id).map(\.state) == ["given_up", "cancelled", "cancelled"])
                #expect(
                    fixture.observations.all.contains(.webHookDisabled(subscription: id, reason: "gone")))
                let mails = try await fixture.rows(
                    "select recipient, subject, body from outbox join outbox_recipient using (message_id)")
                #expect(mails.map { $0[0] } == ["staff@agency.example"])
                #expect(mails[0][1]?.contains("\(id)번") == true)
                #expect(mails[0][2]?.contains("127.0.0.1:\(server.port)\n") == true)
                let audit = try await fixture.rows(
                    "select action, subject from audit_event where action = 'webhook disable'")
                #expect(audit == [["webhook disable", "webhook \(id)"]])
                try await fixture.change()
                fixture.move(seconds: 100_000)
                #expect(try await fixture.run() == [0, 0, 0])
                #expect(try server.requests().count == 1)
            }
        }
    }

    @Test func aCrashBetweenSendingAndRecordingSendsTheSameAgain() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/ok"))
                try await fixture.change()
                // A sender that dies: it has claimed and sent, and nothing is written down.
                _ = try await fixture.planner.plan(now: fixture.now)
                let until = fixture.now.adding(seconds: 300)
                let claims = try await fixture.database.webHooks.claim(
                    limit: 5, alsoFailing: true, now: fixture.now, claimedUntil: until)
                #expect(claims.map(\.id) == [id])
                _ = try await fixture.rows(
                    "create function fail() returns trigger language plpgsql as $$ begin raise 'dead'; end $$"
                )
                _ = try await fixture.rows(
                    "create trigger fail before insert on webhook_attempt execute function fail()")
                await #expect(throws: (any Error).self) { _ = try await fixture.sender().send(claims[0]) }
                _ = try await fixture.rows("drop trigger fail on webhook_attempt")
                #expect(try await fixture.log(id).map(\.state) == ["waiting"])

                // Its claim stands until its end, and then another one sends.
                #expect(try await fixture.run() == [0, 0, 0])
                fixture.move(to: until)
                #expect(try await fixture.run() == [0, 1, 0])
                let requests = try server.requests()
                #expect(requests.count == 2)
                #expect(Set(requests.map { $0.header("Afterbuild-Delivery") }).count == 1)
                #expect(Set(requests.map(\.body)).count == 1)
                #expect(try await fixture.log(id)[0].tries.count == 1)
            }
        }
    }

    @Test func sendersAtOnceSendEachDeliveryOnceAndInOrder() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let one = try await fixture.subscribe(server.url("/one"))
                _ = try await fixture.subscribe(server.url("/two"))
                try await fixture.change(30)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 { group.addTask { try await fixture.run() } }
                    try await group.waitForAll()
                }
                try await fixture.run()
                let requests = try server.requests()
                for path in ["/one", "/two"] {
                    let bodies = requests.filter { $0.path == path }.map(\.body)
                    #expect(bodies == (try await fixture.log(one).map(\.delivery.payload)))
                }
            }
        }
    }

    @Test func theAnswerIsKeptAsOneCleanLine() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/noisy"))
                try await fixture.change()
                #expect(try await fixture.run() == [1, 0, 1])
                let answer = try #require(try await fixture.log(id)[0].tries.first?.answer)
                #expect(answer.hasPrefix("one two [31m"))
                #expect(answer.unicodeScalars.count == 400)
            }
        }
    }
}
