import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite struct WebHookManagementTests {
    private func end(_ fixture: WebHookFixture) -> Timestamp {
        fixture.now.adding(seconds: WebHookBackOff.lifetimeSeconds)
    }

    @Test func aPingIsDeliveredLikeAChange() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                try server.expect(secrets: ["secret-1"])
                let id = try await fixture.subscribe(server.url("/ok"))
                let delivery = try await fixture.database.webHooks.ping(
                    id, payload: WebHookPing.payload(subscription: id, now: fixture.now),
                    expiresAt: end(fixture),
                    actor: "tester", now: fixture.now)
                #expect(try await fixture.run() == [0, 1, 0])
                let request = try #require(try server.requests().first)
                #expect(request.header("Afterbuild-Event") == "ping")
                #expect(
                    request.body
                        == "{\"at\":\"2026-03-17T10:00:00.000+09:00\",\"kind\":\"ping\",\"kind_ko\":\"시험 전달\","
                        + "\"subscription\":\(id)}")
                #expect(request.signedBy == [true])
                #expect(try await fixture.log(id).map(\.delivery.id) == [delivery])
            }
        }
    }

    @Test func aResendIsADeliveryOfItsOwnWithTheSameBytesAndAllItsTime() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/ok"))
                let other = try await fixture.subscribe(server.url("/other"))
                try await fixture.change()
                #expect(try await fixture.run() == [2, 2, 0])
                let first = try await fixture.log(id)[0]
                fixture.move(seconds: 50 * 86_400)
                let again = try #require(
                    try await fixture.database.webHooks.resend(
                        first.delivery.id, of: id, expiresAt: end(fixture), actor: "tester", now: fixture.now)
                )
                #expect(
                    try await fixture.database.webHooks.resend(
                        first.delivery.id, of: other, expiresAt: end(fixture), actor: "tester",
                        now: fixture.now)
                        == nil)
                #expect(try await fixture.run() == [0, 1, 0])
                let log = try await fixture.log(id)
                #expect(log.map(\.delivery.id) == [first.delivery.id, again])
                #expect(log.map(\.resendOf) == [nil, first.delivery.id])
                #expect(Set(log.map(\.delivery.payload)).count == 1)
                #expect(Set(log.map(\.delivery.idempotencyID)).count == 2)
                #expect(log[1].delivery.expiresAt == end(fixture))
                #expect(log.map(\.tries.count) == [1, 1])
                #expect(try server.requests().filter { $0.path == "/ok" }.count == 2)
            }
        }
    }

    @Test func afterARotationBothSecretsSignForADay() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                try server.expect(secrets: ["secret-1", "secret-2"])
                let id = try await fixture.subscribe(server.url("/ok"))
                let isRotated = try await fixture.database.webHooks.rotateSecret(
                    id, to: try fixture.box.seal("secret-2"), oldUntil: fixture.now.adding(seconds: 86_400),
                    actor: "tester", now: fixture.now)
                #expect(isRotated)
                for step: Int64 in [0, 86_399, 1] {
                    fixture.move(seconds: step)
                    try await fixture.change()
                    #expect(try await fixture.run() == [1, 1, 0])
                }
                let requests = try server.requests()
                #expect(requests.map(\.signedBy) == [[true, true], [true, true], [false, true]])
                let signature = try #require(requests[2].header("Afterbuild-Signature"))
                #expect(signature.hasPrefix("v1=") && signature.utf8.count == 67)
            }
        }
    }

    @Test func secretsAreNotInTheDatabaseAndOnlyTheirKeyOpensThem() async throws {
        try await WebHookFixture.with { fixture in
            _ = try await fixture.subscribe("https://a.example/", secret: "very-secret-text")
            let stored = try await fixture.rows(
                "select position('very-secret'::bytea in secret), octet_length(secret) > 16 from webhook_subscription"
            )
            #expect(stored == [["0", "t"]])
            let other = WebHookSecretBox(secret: [UInt8](repeating: 8, count: 32))
            let sealed = try #require(try await fixture.database.webHooks.secrets(1, now: fixture.now).first)
            #expect(try fixture.box.open(sealed) == "very-secret-text")
            #expect(throws: (any Error).self) { try other.open(sealed) }
            #expect(try fixture.box.seal("a") != fixture.box.seal("a"))
        }
    }

    @Test func aPausedSubscriptionGetsEverythingWhenItGoesOn() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/ok"))
                try await fixture.change()
                _ = try await fixture.planner.plan(now: fixture.now)
                #expect(
                    try await fixture.database.webHooks.pause(
                        id, true, expiresAt: end(fixture), actor: "tester", now: fixture.now))
                try await fixture.change()
                #expect(try await fixture.run() == [0, 0, 0])
                fixture.move(seconds: 5 * 86_400)
                #expect(
                    try await fixture.database.webHooks.pause(
                        id, false, expiresAt: end(fixture), actor: "tester", now: fixture.now))
                #expect(
                    try await !fixture.database.webHooks.pause(
                        id, false, expiresAt: end(fixture), actor: "tester", now: fixture.now))
                #expect(try await fixture.run() == [1, 2, 0])
                #expect(try await fixture.numbers(id) == [1, 2])
            }
        }
    }

    @Test func whenItsTokenEndsASubscriptionEnds() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                var draft = TokenDraft(role: .officer, label: "for a day")
                draft.expiresAt = hookStart.adding(seconds: 86_400)
                let expiring = try await fixture.subscribe(
                    server.url("/ok"), token: try await fixture.database.token(draft))
                let revoked = try await fixture.subscribe(server.url("/ok"))
                try await fixture.change()
                _ = try await fixture.planner.plan(now: fixture.now)
                #expect(
                    try await fixture.database.tokens.revoke(fixture.token, actor: "tester", now: fixture.now)
                )
                // What waits is not sent, even before anybody has noticed.
                #expect(
                    try await fixture.database.webHooks.claim(
                        limit: 9, alsoFailing: true, now: fixture.now, claimedUntil: fixture.now
                    ).map(\.id) == [expiring])
                fixture.move(seconds: 86_400)
                #expect(try await fixture.run() == [0, 0, 0])
                for id in [expiring, revoked] {
                    #expect(try await fixture.hook(id).disabledReason == "token_ended")
                    #expect(try await fixture.log(id).map(\.state) == ["cancelled"])
                }
                let requests = try server.requests()
                #expect(requests.isEmpty)
            }
        }
    }

    @Test func aTokenHearsOnlyWhatItMaySee() async throws {
        try await WebHookFixture.with { fixture in
            try await fixture.database.importSample(
                [SampleLine(), SampleLine(["build_code": "B-2"])], now: hookStart)
            let build = try #require(
                try await fixture.rows("select build_id from build where code = 'B-1'")[0][0].flatMap {
                    Int64($0)
                })
            let number = try #require(
                try await fixture.rows(
                    """
                    select c.number from company c join party using (company_id) join build using (project_id)
                    where role = 'supplier' and code = 'B-1'
                    """)[0][0])
            func plan(_ role: Role, supplier: String? = nil, _ filter: WebHookFilter = WebHookFilter())
                async throws -> [String]
            {
                let token = try await fixture.database.token(
                    TokenDraft(role: role, supplierNumber: supplier, label: "t"))
                let id = try await fixture.subscribe("https://a.example/", filter, token: token)
                _ = try await fixture.planner.plan(now: fixture.now)
                let events = try await fixture.log(id).map(\.delivery.event)
                _ = try await fixture.database.webHooks.delete(id, actor: "tester", now: fixture.now)
                return events
            }
            while try await fixture.database.feed.sequence(limit: 1_000, now: fixture.now) != 0 {}
            let before = try await plan(.officer).count
            for kind in [FeedKind.buildChanged, .signalRaised, .caseOpened, .outageFound] {
                let subject = FeedSubject(build: kind == .outageFound ? nil : build, subject: 7)
                try await fixture.database.feed.announce(kind, of: [subject], now: fixture.now)
            }
            while try await fixture.database.feed.sequence(limit: 1_000, now: fixture.now) != 0 {}
            let all = ["build.changed", "signal.raised", "case.opened", "outage.found"]
            func news(_ events: [String]) -> [String] { events.filter(all.contains) }

            #expect(try await plan(.officer).suffix(from: before) == all[...])
            #expect(news(try await plan(.evaluator)) == ["build.changed", "signal.raised", "outage.found"])
            #expect(news(try await plan(.supplier, supplier: number)) == ["build.changed", "outage.found"])
            #expect(news(try await plan(.supplier, supplier: "9999999999")) == ["outage.found"])
            #expect(
                news(try await plan(.officer, WebHookFilter(events: ["signal.raised"]))) == ["signal.raised"])
            #expect(news(try await plan(.officer, WebHookFilter(builds: ["B-2"]))) == [])
            #expect(
                news(try await plan(.officer, WebHookFilter(builds: ["B-1"])))
                    == ["build.changed", "signal.raised", "case.opened"])
            #expect(news(try await plan(.officer, WebHookFilter(regions: ["99"]))) == ["outage.found"])
            #expect(news(try await plan(.officer, WebHookFilter(programmes: ["NONE"]))) == ["outage.found"])
        }
    }

    @Test func twoPlannersAtOnceMakeEachDeliveryOnce() async throws {
        try await WebHookFixture.with { fixture in
            let id = try await fixture.subscribe("https://a.example/")
            try await fixture.change(250)
            let made = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await fixture.planner.plan(now: fixture.now).made } }
                return try await group.reduce(0, +)
            }
            let rest = try await fixture.planner.plan(now: fixture.now).made
            #expect(made + rest == 250)
            #expect(try await fixture.numbers(id) == (1...250).map { Int64($0) })
        }
    }

    @Test func deliveriesAreForgottenAfterNinetyDays() async throws {
        try await WebHookFixture.with { fixture in
            let id = try await fixture.subscribe("http://127.0.0.1:1/")
            try await fixture.change()
            #expect(try await fixture.run() == [1, 0, 1])
            let job = WebHookService.pruneJob(fixture.database)
            fixture.move(seconds: 90 * 86_400)
            #expect(try await job.run(fixture.now) == "0 deliveries forgotten")
            fixture.move(seconds: 1)
            #expect(try await job.run(fixture.now) == "1 deliveries forgotten")
            #expect(try await fixture.log(id).isEmpty)
            #expect(try await fixture.rows("select count(*) from webhook_attempt") == [["0"]])
        }
    }

    @Test func aTokenHasTwentySubscriptionsAtMost() async throws {
        try await WebHookFixture.with { fixture in
            for _ in 0..<WebHookStore.perToken { _ = try await fixture.subscribe("https://a.example/") }
            let draft = WebHookDraft(url: "https://a.example/", description: "", filter: WebHookFilter())
            func add() async throws -> Int64? {
                try await fixture.database.webHooks.add(
                    draft, token: fixture.token, secret: [1], position: 0, actor: "tester", now: fixture.now)
            }
            #expect(try await add() == nil)
            _ = try await fixture.database.webHooks.delete(1, actor: "tester", now: fixture.now)
            #expect(try await add() != nil)
            #expect(try await fixture.database.webHooks.list(ofToken: fixture.token).count == 20)
            #expect(try await fixture.database.webHooks.list(id: 1).isEmpty)
        }
    }

    @Test func aChangeOfASubscriptionHoldsForWhatComes() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/old"))
                try await fixture.change()
                _ = try await fixture.planner.plan(now: fixture.now)
                let draft = WebHookDraft(
                    url: server.url("/new"), description: "moved", filter: WebHookFilter(events: ["ping"]))
                #expect(
                    try await fixture.database.webHooks.change(
                        id, to: draft, actor: "tester", now: fixture.now)
                )
                try await fixture.change()
                #expect(try await fixture.run() == [0, 1, 0])
                #expect(try server.requests().map(\.path) == ["/new"])
                let hook = try await fixture.hook(id)
                #expect(hook.description == "moved")
                #expect(hook.position.seq == fixture.base + 2)
            }
        }
    }
}
