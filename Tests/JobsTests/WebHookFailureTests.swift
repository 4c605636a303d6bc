import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite struct WebHookFailureTests {
    /// Runs at every instant at which something is due until nothing is, and gives the seconds since the start of each.
    private func exhaust(_ desk: WebHookDesk) async throws -> [Int64] {
        var instants: [Int64] = []
        for _ in 0..<400 {
            let total = try await desk.run()
            if total[2] > 0 {
                instants.append((desk.now.microseconds - hookStart.microseconds) / 1_000_000)
            }
            let next = try await desk.rows(
                """
                select min(greatest(d.next_attempt_at, s.hold_until))
                from webhook_delivery d join webhook_subscription s using (subscription_id)
                where d.state = 'waiting' and s.disabled_at is null
                """)
            guard let text = next[0][0], let time = Timestamp(parsing: text) else { break }
            desk.move(to: time)
        }
        return instants
    }

    @Test func afterFortyEightHoursADeliveryIsGivenUpAndItsSubscriptionDisabled() async throws {
        try await WebHookDesk.with { desk in
            let id = try await desk.subscribe("http://127.0.0.1:1/")
            try await desk.change()
            let instants = try await exhaust(desk)
            #expect(instants.count >= WebHookBackOff.disablingFailures)
            #expect(instants.last == WebHookBackOff.lifetimeSeconds)
            let entry = try await desk.log(id)[0]
            #expect(entry.state == "given_up")
            #expect(Set(entry.tries.map(\.outcome)) == ["noConnection"])
            let hook = try await desk.hook(id)
            #expect(hook.disabledReason == "failing")
            #expect(hook.disabledAt == desk.now)
            #expect(
                desk.observations.all.filter {
                    $0 == .webHookDisabled(subscription: id, reason: "failing")
                }.count == 1)
            let mails = try await desk.rows("select kind, subject from outbox")
            #expect(mails.map { $0[0] } == ["webhook"])
        }
    }

    @Test func oneSuccessWithinFortyEightHoursKeepsTheSubscription() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/flaky/7"))
                try await desk.change()
                _ = try await exhaust(desk)
                #expect(try await desk.log(id).map(\.state) == ["delivered"])
                #expect(try await desk.hook(id).disabledAt == nil)
                #expect(try await desk.hook(id).failingSince == nil)
            }
        }
    }

    @Test func aReceiverThatIsDownIsAskedOnceAPeriodHoweverMuchWaits() async throws {
        try await WebHookDesk.with { desk in
            let id = try await desk.subscribe("http://127.0.0.1:1/")
            try await desk.change(50)
            let instants = try await exhaust(desk)
            // One a minute, five, fifteen, thirty minutes, and then one an hour.
            #expect(instants.prefix(5) == [0, 60, 360, 1_260, 3_060])
            #expect(zip(instants.dropFirst(5), instants.dropFirst(4)).allSatisfy { $0 - $1 >= 3_600 })
            #expect(instants.count < 60)
            let log = try await desk.log(id)
            #expect(Set(log.map(\.state)) == ["given_up"])
            #expect(log.reduce(0) { $0 + $1.tries.count } == instants.count)
        }
    }

    @Test func whenTheReceiverIsBackEverythingComesInOrderAtOnce() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/flaky/4"))
                try await desk.change(10)
                for _ in 0..<4 {
                    _ = try await desk.run()
                    desk.move(to: try #require(try await desk.hook(id).holdUntil))
                }
                #expect(try server.requests().count == 4)
                #expect(try await desk.run() == [0, 10, 0])
                let log = try await desk.log(id)
                #expect(log.map { $0.cursor.map { $0.seq - desk.base } } == (1...10).map { Int64($0) })
                #expect(
                    try server.requests().dropFirst(4).map { $0.header("Afterbuild-Delivery") }
                        == log.map(\.delivery.idempotencyID))
            }
        }
    }

    @Test func whatWaitsForALaterTryComesWithTheFirstSuccessAndBehindIt() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/flaky/3"))
                try await desk.change()
                for _ in 0..<3 {
                    desk.move(to: try await desk.log(id).first?.nextAttemptAt ?? desk.now)
                    #expect(try await desk.run()[2] == 1)
                }
                // The receiver may be asked again before the first delivery is due.
                try await desk.change()
                let asked = try #require(try await desk.hook(id).holdUntil)
                let due = try #require(try await desk.log(id)[0].nextAttemptAt)
                #expect(asked < due)
                desk.move(to: asked)
                #expect(try await desk.run() == [1, 2, 0])
                let log = try await desk.log(id)
                #expect(
                    try server.requests().dropFirst(3).map { $0.header("Afterbuild-Delivery") }
                        == [log[1].delivery.idempotencyID, log[0].delivery.idempotencyID])
            }
        }
    }

    @Test func whatAReceiverCannotDigestKeepsTheOthersForAMinuteOnly() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/picky"))
                let bodies = ["{}", "{\"a\": \"poison\"}", "{}", "{}"]
                for body in bodies {
                    try await desk.database.announce(
                        .outageFound, of: [FeedSubject(build: nil, body: body)], now: desk.now)
                }
                while try await desk.database.sequenceChanges(limit: 9, now: desk.now) != 0 {}
                #expect(try await desk.run() == [4, 1, 1])
                desk.move(seconds: 60)
                #expect(try await desk.run() == [0, 2, 0])
                #expect(
                    try await desk.log(id).map(\.state) == [
                        "delivered", "waiting", "delivered", "delivered",
                    ])
                // By its own waits the bad one is tried to its end, and the subscription stays.
                _ = try await exhaust(desk)
                #expect(try await desk.log(id)[1].state == "given_up")
                let requests = try server.requests().count
                try await desk.change()
                desk.move(seconds: 3_600)
                try await desk.run()
                #expect(try server.requests().count == requests + 1)
                #expect(try await desk.hook(id).failures == 0)
            }
        }
    }

    @Test func oneSubscriptionThatCannotBePlannedStopsNoOther() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let broken = try await desk.subscribe(server.url("/broken"))
                let sound = try await desk.subscribe(server.url("/ok"))
                try await desk.change()
                _ = try await desk.rows(
                    "alter table webhook_delivery add check (subscription_id <> \(broken))")
                #expect(try await desk.run() == [1, 1, 0])
                #expect(try await desk.numbers(sound) == [1])
                let told = desk.observations.all.compactMap {
                    if case .webHooksNotSent(let reason) = $0 { reason } else { nil }
                }
                #expect(told.count == 1 && told[0].contains("subscription \(broken)"))
                #expect(try await desk.log(broken).isEmpty)
            }
        }
    }

    @Test func aBacklogDoesNotGrowWithoutBoundAndIsLeftToTheFeed() async throws {
        try await WebHookDesk.with { desk in
            let id = try await desk.subscribe("http://127.0.0.1:1/")
            let many = (0..<1_500).map { FeedSubject(build: nil, subject: Int64($0)) }
            try await desk.database.announce(.outageFound, of: many, now: desk.now)
            try await desk.change()
            for _ in 0..<5 { _ = try await desk.planner.plan(now: desk.now) }
            #expect(try await desk.hook(id).waiting == Database.webHookWaitingMax)
            #expect(try await desk.hook(id).position.seq == desk.base + Int64(Database.webHookWaitingMax))
        }
    }

    @Test func whatWaitedWhileDisabledIsSentWhenItIsEnabled() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let id = try await desk.subscribe(server.url("/ok"))
                try await desk.change(2)
                _ = try await desk.planner.plan(now: desk.now)
                try await desk.notice().disable(id, host: "a.example", .failing, now: desk.now)
                try await desk.change()
                #expect(try await desk.run() == [0, 0, 0])
                desk.move(seconds: 30 * 86_400)
                #expect(
                    try await desk.database.enableWebHook(
                        id, expiresAt: desk.now.adding(seconds: WebHookBackOff.lifetimeSeconds),
                        actor: "operator", now: desk.now))
                #expect(try await desk.run() == [1, 3, 0])
                #expect(try await desk.numbers(id) == [1, 2, 3])
            }
        }
    }

    @Test func oneDeadReceiverDoesNotDelayAnother() async throws {
        try await WebHookDesk.with { desk in
            try await WebHookReceiver.run { server in
                let dead = try await desk.subscribe(server.url("/hang"))
                let alive = try await desk.subscribe(server.url("/ok"))
                try await desk.change(5)
                let service = desk.service(desk.sender(milliseconds: 300_000)) { _ in
                    try await Task.sleep(for: .milliseconds(10))
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await service.run() }
                    while try await desk.log(alive).filter({ $0.state == "delivered" }).count < 5 {
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    // More comes, and the dead one still has not answered.
                    try await desk.change(5)
                    while try await desk.log(alive).filter({ $0.state == "delivered" }).count < 10 {
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    #expect(
                        Set(try await desk.log(dead).map { "\($0.state) \($0.tries.map(\.detail))" }) == [
                            "waiting []"
                        ])
                    #expect(try server.requests().filter { $0.path == "/hang" }.count == 1)
                    group.cancelAll()
                }
            }
        }
    }
}
