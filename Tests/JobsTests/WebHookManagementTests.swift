import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite struct WebHookManagementTests {
    private func end(_ desk: WebHookDesk) -> Timestamp {
        desk.now.adding(seconds: WebHookBackOff.lifetimeSeconds)
    }

    @Test func aPingIsDeliveredLikeAChange() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                try server.expect(secrets: ["secret-1"])
                let id = try await desk.subscribe(server.url("/ok"))
                let delivery = try await desk.database.pingWebHook(
                    id, payload: WebHookPing.payload(subscription: id, now: desk.now), expiresAt: end(desk),
                    actor: "tester", now: desk.now)
                #expect(try await desk.run() == [0, 1, 0])
                let request = try #require(try server.requests().first)
                #expect(request.header("Afterbuild-Event") == "ping")
                #expect(
                    request.body
                        == "{\"at\":\"2026-03-17T10:00:00.000+09:00\",\"kind\":\"ping\",\"kind_ko\":\"시험 전달\","
                        + "\"subscription\":\(id)}")
                #expect(request.signedBy == [true])
                #expect(try await desk.log(id).map(\.delivery.id) == [delivery])
            }
        }
    }

    @Test func aResendIsADeliveryOfItsOwnWithTheSameBytesAndAllItsTime() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/ok"))
                let other = try await desk.subscribe(server.url("/other"))
                try await desk.change()
                #expect(try await desk.run() == [2, 2, 0])
                let first = try await desk.log(id)[0]
                desk.move(seconds: 50 * 86_400)
                let again = try #require(
                    try await desk.database.resendWebHookDelivery(
                        first.delivery.id, of: id, expiresAt: end(desk), actor: "tester", now: desk.now))
                #expect(
                    try await desk.database.resendWebHookDelivery(
                        first.delivery.id, of: other, expiresAt: end(desk), actor: "tester", now: desk.now)
                        == nil)
                #expect(try await desk.run() == [0, 1, 0])
                let log = try await desk.log(id)
                #expect(log.map(\.delivery.id) == [first.delivery.id, again])
                #expect(log.map(\.resendOf) == [nil, first.delivery.id])
                #expect(Set(log.map(\.delivery.payload)).count == 1)
                #expect(Set(log.map(\.delivery.idempotencyID)).count == 2)
                #expect(log[1].delivery.expiresAt == end(desk))
                #expect(log.map(\.tries.count) == [1, 1])
                #expect(try server.requests().filter { $0.path == "/ok" }.count == 2)
            }
        }
    }

    @Test func afterARotationBothSecretsSignForADay() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                try server.expect(secrets: ["secret-1", "secret-2"])
                let id = try await desk.subscribe(server.url("/ok"))
                let isRotated = try await desk.database.rotateWebHookSecret(
                    id, to: try desk.box.seal("secret-2"), oldUntil: desk.now.adding(seconds: 86_400),
                    actor: "tester", now: desk.now)
                #expect(isRotated)
                for step: Int64 in [0, 86_399, 1] {
                    desk.move(seconds: step)
                    try await desk.change()
                    #expect(try await desk.run() == [1, 1, 0])
                }
                let requests = try server.requests()
                #expect(requests.map(\.signedBy) == [[true, true], [true, true], [false, true]])
                let signature = try #require(requests[2].header("Afterbuild-Signature"))
                #expect(signature.hasPrefix("v1=") && signature.utf8.count == 67)
            }
        }
    }

    @Test func secretsAreNotInTheDatabaseAndOnlyTheirKeyOpensThem() async throws {
        try await WebHookDesk.with { desk in
            _ = try await desk.subscribe("https://a.example/", secret: "very-secret-text")
            let stored = try await desk.rows(
                "select position('very-secret' in secret::text) from webhook_subscription")
            #expect(stored == [["0"]])
            let other = WebHookSecretBox(secret: [UInt8](repeating: 8, count: 32))
            let sealed = try #require(try await desk.database.webHookSecrets(1, now: desk.now).first)
            #expect(try desk.box.open(sealed) == "very-secret-text")
            #expect(throws: (any Error).self) { try other.open(sealed) }
            #expect(try desk.box.seal("a") != desk.box.seal("a"))
        }
    }

    @Test func aPausedSubscriptionGetsEverythingWhenItGoesOn() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/ok"))
                try await desk.change()
                _ = try await desk.planner.plan(now: desk.now)
                #expect(
                    try await desk.database.pauseWebHook(
                        id, true, expiresAt: end(desk), actor: "tester", now: desk.now))
                try await desk.change()
                #expect(try await desk.run() == [0, 0, 0])
                desk.move(seconds: 5 * 86_400)
                #expect(
                    try await desk.database.pauseWebHook(
                        id, false, expiresAt: end(desk), actor: "tester", now: desk.now))
                #expect(
                    try await !desk.database.pauseWebHook(
                        id, false, expiresAt: end(desk), actor: "tester", now: desk.now))
                #expect(try await desk.run() == [1, 2, 0])
                #expect(try await desk.numbers(id) == [1, 2])
            }
        }
    }

    @Test func whenItsTokenEndsASubscriptionEnds() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                var draft = TokenDraft(role: .officer, label: "for a day")
                draft.expiresAt = hookStart.adding(seconds: 86_400)
                let expiring = try await desk.subscribe(
                    server.url("/ok"), token: try await desk.database.token(draft))
                let revoked = try await desk.subscribe(server.url("/ok"))
                try await desk.change()
                _ = try await desk.planner.plan(now: desk.now)
                #expect(try await desk.database.revokeToken(desk.token, actor: "tester", now: desk.now))
                // What waits is not sent, even before anybody has noticed.
                #expect(
                    try await desk.database.claimWebHooks(
                        limit: 9, alsoFailing: true, now: desk.now, claimedUntil: desk.now
                    ).map(\.id) == [expiring])
                desk.move(seconds: 86_400)
                #expect(try await desk.run() == [0, 0, 0])
                for id in [expiring, revoked] {
                    #expect(try await desk.hook(id).disabledReason == "token_ended")
                    #expect(try await desk.log(id).map(\.state) == ["cancelled"])
                }
                let requests = try server.requests()
                #expect(requests.isEmpty)
            }
        }
    }

    @Test func aTokenHearsOnlyWhatItMaySee() async throws {
        try await WebHookDesk.with { desk in
            try await desk.database.importSample(
                [SampleLine(), SampleLine(["build_code": "B-2"])], now: hookStart)
            let build = try #require(
                try await desk.rows("select build_id from build where code = 'B-1'")[0][0].flatMap {
                    Int64($0)
                })
            let number = try #require(
                try await desk.rows(
                    """
                    select c.number from company c join party using (company_id) join build using (project_id)
                    where role = 'supplier' and code = 'B-1'
                    """)[0][0])
            func plan(_ role: Role, supplier: String? = nil, _ filter: WebHookFilter = WebHookFilter())
                async throws -> [String]
            {
                let token = try await desk.database.token(
                    TokenDraft(role: role, supplierNumber: supplier, label: "t"))
                let id = try await desk.subscribe("https://a.example/", filter, token: token)
                _ = try await desk.planner.plan(now: desk.now)
                let events = try await desk.log(id).map(\.delivery.event)
                _ = try await desk.database.deleteWebHook(id, actor: "tester", now: desk.now)
                return events
            }
            while try await desk.database.sequenceChanges(limit: 1_000, now: desk.now) != 0 {}
            let before = try await plan(.officer).count
            for kind in [FeedKind.buildChanged, .signalRaised, .caseOpened, .outageFound] {
                let subject = FeedSubject(build: kind == .outageFound ? nil : build, subject: 7)
                try await desk.database.announce(kind, of: [subject], now: desk.now)
            }
            while try await desk.database.sequenceChanges(limit: 1_000, now: desk.now) != 0 {}
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
        try await WebHookDesk.with { desk in
            let id = try await desk.subscribe("https://a.example/")
            try await desk.change(250)
            let made = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await desk.planner.plan(now: desk.now).made } }
                return try await group.reduce(0, +)
            }
            let rest = try await desk.planner.plan(now: desk.now).made
            #expect(made + rest == 250)
            #expect(try await desk.numbers(id) == (1...250).map { Int64($0) })
        }
    }

    @Test func deliveriesAreForgottenAfterNinetyDays() async throws {
        try await WebHookDesk.with { desk in
            let id = try await desk.subscribe("http://127.0.0.1:1/")
            try await desk.change()
            #expect(try await desk.run() == [1, 0, 1])
            let job = WebHookService.pruneJob(desk.database)
            desk.move(seconds: 90 * 86_400)
            #expect(try await job.run(desk.now) == "0 deliveries forgotten")
            desk.move(seconds: 1)
            #expect(try await job.run(desk.now) == "1 deliveries forgotten")
            #expect(try await desk.log(id).isEmpty)
            #expect(try await desk.rows("select count(*) from webhook_attempt") == [["0"]])
        }
    }

    @Test func aTokenHasTwentySubscriptionsAtMost() async throws {
        try await WebHookDesk.with { desk in
            for _ in 0..<Database.webHooksPerToken { _ = try await desk.subscribe("https://a.example/") }
            let draft = WebHookDraft(url: "https://a.example/", description: "", filter: WebHookFilter())
            func add() async throws -> Int64? {
                try await desk.database.addWebHook(
                    draft, token: desk.token, secret: [1], position: 0, actor: "tester", now: desk.now)
            }
            #expect(try await add() == nil)
            _ = try await desk.database.deleteWebHook(1, actor: "tester", now: desk.now)
            #expect(try await add() != nil)
            #expect(try await desk.database.webHooks(ofToken: desk.token).count == 20)
            #expect(try await desk.database.webHooks(id: 1).isEmpty)
        }
    }

    @Test func aChangeOfASubscriptionHoldsForWhatComes() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/old"))
                try await desk.change()
                _ = try await desk.planner.plan(now: desk.now)
                let draft = WebHookDraft(
                    url: server.url("/new"), description: "moved", filter: WebHookFilter(events: ["ping"]))
                #expect(try await desk.database.changeWebHook(id, to: draft, actor: "tester", now: desk.now))
                try await desk.change()
                #expect(try await desk.run() == [0, 1, 0])
                #expect(try server.requests().map(\.path) == ["/new"])
                let hook = try await desk.hook(id)
                #expect(hook.description == "moved")
                #expect(hook.position.seq == desk.base + 2)
            }
        }
    }
}
