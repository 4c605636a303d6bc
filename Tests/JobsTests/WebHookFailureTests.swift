import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite struct WebHookFailureTests {
    /// Runs at every instant at which something is due until nothing is, and gives the seconds since the start of each.
    private func exhaust(_ fixture: WebHookFixture) async throws -> [Int64] {
        var instants: [Int64] = []
        for _ in 0..<400 {
            let total = try await fixture.run()
            if total[2] > 0 {
                instants.append((fixture.now.microseconds - hookStart.microseconds) / 1_000_000)
            }
            let next = try await fixture.rows(
                """
                select min(greatest(d.next_attempt_at, s.hold_until))
                from webhook_delivery d join webhook_subscription s using (subscription_id)
                where d.state = 'waiting' and s.disabled_at is null
                """)
            guard let text = next[0][0], let time = Timestamp(parsing: text) else { break }
            fixture.move(to: time)
        }
        return instants
    }

    @Test func afterFortyEightHoursADeliveryIsGivenUpAndItsSubscriptionDisabled() async throws {
        try await WebHookFixture.with { fixture in
            let id = try await fixture.subscribe("http://127.0.0.1:1/")
            try await fixture.change()
            let instants = try await exhaust(fixture)
            #expect(instants.count >= WebHookBackOff.disablingFailures)
            #expect(instants.last == WebHookBackOff.lifetimeSeconds)
            let entry = try await fixture.log(id)[0]
            #expect(entry.state == "given_up")
            #expect(Set(entry.tries.map(\.outcome)) == ["noConnection"])
            let hook = try await fixture.hook(id)
            #expect(hook.disabledReason == "failing")
            #expect(hook.disabledAt == fixture.now)
            #expect(
                fixture.observations.all.filter {
                    $0 == .webHookDisabled(subscription: id, reason: "failing")
                }.count == 1)
            let mails = try await fixture.rows("select kind, subject from outbox")
            #expect(mails.map { $0[0] } == ["webhook"])
        }
    }

    @Test func oneSuccessWithinFortyEightHoursKeepsTheSubscription() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/flaky/7"))
                try await fixture.change()
                _ = try await exhaust(fixture)
                #expect(try await fixture.log(id).map(\.state) == ["delivered"])
                #expect(try await fixture.hook(id).disabledAt == nil)
                #expect(try await fixture.hook(id).failingSince == nil)
            }
        }
    }

    @Test func aReceiverThatIsDownIsAskedOnceAPeriodHoweverMuchWaits() async throws {
        try await WebHookFixture.with { fixture in
            let id = try await fixture.subscribe("http://127.0.0.1:1/")
            try await fixture.change(50)
            let instants = try await exhaust(fixture)
            // One a minute, five, fifteen, thirty minutes, and then one an hour.
            #expect(instants.prefix(5) == [0, 60, 360, 1_260, 3_060])
            #expect(zip(instants.dropFirst(5), instants.dropFirst(4)).allSatisfy { $0 - $1 >= 3_600 })
            #expect(instants.count < 60)
            let log = try await fixture.log(id)
            #expect(Set(log.map(\.state)) == ["given_up"])
            #expect(log.reduce(0) { $0 + $1.tries.count } == instants.count)
        }
    }

    @Test func whenTheReceiverIsBackEverythingComesInOrderAtOnce() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/flaky/4"))
                try await fixture.change(10)
                for _ in 0..<4 {
                    _ = try await fixture.run()
                    fixture.move(to: try #require(try await fixture.hook(id).holdUntil))
                }
                #expect(try server.requests().count == 4)
                #expect(try await fixture.run() == [0, 10, 0])
                let log = try await fixture.log(id)
                #expect(log.map { $0.cursor.map { $0.seq - fixture.base } } == (1...10).map { Int64($0) })
                #expect(
                    try server.requests().dropFirst(4).map { $0.header("Afterbuild-Delivery") }
                        == log.map(\.delivery.idempotencyID))
            }
        }
    }

    @Test func whatWaitsForALaterTryComesWithTheFirstSuccessAndBehindIt() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/flaky/3"))
                try await fixture.change()
                for _ in 0..<3 {
                    fixture.move(to: try await fixture.log(id).first?.nextAttemptAt ?? fixture.now)
                    #expect(try await fixture.run()[2] == 1)
                }
                // The receiver may be asked again before the first delivery is due.
                try await fixture.change()
                let asked = try #require(try await fixture.hook(id).holdUntil)
                let due = try #require(try await fixture.log(id)[0].nextAttemptAt)
                #expect(asked < due)
                fixture.move(to: asked)
                #expect(try await fixture.run() == [1, 2, 0])
                let log = try await fixture.log(id)
                #expect(
                    try server.requests().dropFirst(3).map { $0.header("Afterbuild-Delivery") }
                        == [log[1].delivery.idempotencyID, log[0].delivery.idempotencyID])
            }
        }
    }

    @Test func whatAReceiverCannotDigestKeepsTheOthersForAMinuteOnly() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/picky"))
                let bodies = ["{}", "{\"a\": \"poison\"}", "{}", "{}"]
                for body in bodies {
                    try await fixture.database.feed.announce(
                        .outageFound, of: [FeedSubject(build: nil, body: body)], now: fixture.now)
                }
                while try await fixture.database.feed.sequence(limit: 9, now: fixture.now) != 0 {}
                #expect(try await fixture.run() == [4, 1, 1])
                fixture.move(seconds: 60)
                #expect(try await fixture.run() == [0, 2, 0])
                #expect(
                    try await fixture.log(id).map(\.state) == [
                        "delivered", "waiting", "delivered", "delivered",
                    ])
                // By its own waits the bad one is tried to its end, and the subscription stays.
                _ = try await exhaust(fixture)
                #expect(try await fixture.log(id)[1].state == "given_up")
                let requests = try server.requests().count
                try await fixture.change()
                fixture.move(seconds: 3_600)
                try await fixture.run()
                #expect(try server.requests().count == requests + 1)
                #expect(try await fixture.hook(id).failures == 0)
            }
        }
    }

    @Test func oneSubscriptionThatCannotBePlannedStopsNoOther() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let broken = try await fixture.subscribe(server.url("/broken"))
                let sound = try await fixture.subscribe(server.url("/ok"))
                try await fixture.change()
                _ = try await fixture.rows(
                    "alter table webhook_delivery add check (subscription_id <> \(broken))")
                #expect(try await fixture.run() == [1, 1, 0])
                #expect(try await fixture.numbers(sound) == [1])
                let told = fixture.observations.all.compactMap {
                    if case .webHooksNotSent(let reason) = $0 { reason } else { nil }
                }
                #expect(told.count == 1 && told[0].contains("subscription \(broken)"))
                #expect(try await fixture.log(broken).isEmpty)
            }
        }
    }

    @Test func aBacklogDoesNotGrowWithoutBoundAndIsLeftToTheFeed() async throws {
        try await WebHookFixture.with { fixture in
            let id = try await fixture.subscribe("http://127.0.0.1:1/")
            let many = (0..<1_500).map { FeedSubject(build: nil, subject: Int64($0)) }
            try await fixture.database.feed.announce(.outageFound, of: many, now: fixture.now)
            try await fixture.change()
            for _ in 0..<5 { _ = try await fixture.planner.plan(now: fixture.now) }
            #expect(try await fixture.hook(id).waiting == WebHookStore.waitingMax)
            #expect(
                try await fixture.hook(id).position.seq == fixture.base + Int64(WebHookStore.waitingMax))
        }
    }

    @Test func whatWaitedWhileDisabledIsSentWhenItIsEnabled() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let id = try await fixture.subscribe(server.url("/ok"))
                try await fixture.change(2)
                _ = try await fixture.planner.plan(now: fixture.now)
                try await fixture.notice().disable(id, host: "a.example", .failing, now: fixture.now)
                try await fixture.change()
                #expect(try await fixture.run() == [0, 0, 0])
                fixture.move(seconds: 30 * 86_400)
                #expect(
                    try await fixture.database.webHooks.enable(
                        id, expiresAt: fixture.now.adding(seconds: WebHookBackOff.lifetimeSeconds),
                        actor: "operator", now: fixture.now))
                #expect(try await fixture.run() == [1, 3, 0])
                #expect(try await fixture.numbers(id) == [1, 2, 3])
            }
        }
    }

    @Test func oneDeadReceiverDoesNotDelayAnother() async throws {
        try await WebHookFixture.with { fixture in
            try await WebHookReceiver.run { server in
                let dead = try await fixture.subscribe(server.url("/hang"))
                let alive = try await fixture.subscribe(server.url("/ok"))
                try await fixture.change(5)
                let service = fixture.service(fixture.sender(milliseconds: 300_000)) { _ in
                    try await Task.sleep(for: .milliseconds(10))
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await service.run() }
                    func delivered(_ count: Int) async throws {
                        try await eventually("delivery \(count)") {
                            try await fixture.log(alive).count { $0.state == "delivered" } == count
                        }
                    }
                    try await delivered(5)
                    // More comes, and the dead one still has not answered.
                    try await fixture.change(5)
                    try await delivered(10)
                    #expect(
                        Set(try await fixture.log(dead).map { "\($0.state) \($0.tries.map(\.detail))" }) == [
                            "waiting []"
                        ])
                    #expect(try server.requests().filter { $0.path == "/hang" }.count == 1)
                    group.cancelAll()
                }
            }
        }
    }
}
