import Domain
import Synchronization
import TestSupport
import Testing

@testable import Web

private let now = instant("2026-03-17 10:00")

/// How often, and how often at once, the issuer is asked.
@Suite(.heavy, .timeLimit(.minutes(1))) struct IssuerReadingTests {
    /// Answers when it is told to.
    private actor Gatekeeper {
        private(set) var asked = 0
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var isOpen = false

        func pass() async {
            asked += 1
            guard !isOpen else { return }
            await withCheckedContinuation { waiting.append($0) }
        }

        func open() {
            isOpen = true
            for waiter in waiting { waiter.resume() }
            waiting = []
        }

        func untilAsked(_ count: Int) async throws {
            try await eventually("question \(count) to the issuer") { asked >= count }
        }
    }

    private static let configuration = """
        {"issuer": "https://issuer.test", "authorization_endpoint": "https://issuer.test/a", \
        "token_endpoint": "https://issuer.test/t", "jwks_uri": "https://issuer.test/k"}
        """

    private func client(_ fetch: @escaping OIDCClient.Fetch) -> OIDCClient {
        OIDCClient(
            OIDCSettings(issuer: "https://issuer.test", clientID: "afterbuild", clientSecret: nil),
            publicURL: "https://usage.example", fetch: fetch)
    }

    @Test func allWhoWaitForAReadingShareIt() async throws {
        let keeper = Gatekeeper()
        let read = SharedRead<Int>()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try await read.value(now: now, isEnough: { _, age in age < 60 }) {
                        () async throws(OIDCProblem) -> Int in
                        await keeper.pass()
                        return await keeper.asked
                    }
                }
            }
            try await keeper.untilAsked(1)
            await keeper.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == [1, 1, 1, 1, 1])
    }

    @Test func anIssuerThatFailsIsLeftAloneForTenSeconds() async throws {
        let asked = Mutex(0)
        let client = client { _ in
            asked.withLock { $0 += 1 }
            return HTTPFetched(status: 500, body: [])
        }
        for (seconds, count): (Int64, Int) in [(0, 1), (1, 1), (9, 1), (10, 2), (11, 2)] {
            let time = now.adding(seconds: seconds)
            await #expect(throws: OIDCProblem.issuer("its configuration answered status 500")) {
                try await client.address(for: OIDCAuthorizationRequest.begin(now: time), now: time)
            }
            #expect(asked.withLock { $0 } == count, "after \(seconds) s")
        }
    }

    @Test func eightSignInsAskTheIssuerAtOnceAndAFurtherOneIsToldToWait() async throws {
        let keeper = Gatekeeper()
        let client = client { request in
            if request.form == nil {
                return HTTPFetched(status: 200, body: Array(Self.configuration.utf8))
            }
            await keeper.pass()
            return HTTPFetched(status: 400, body: [])
        }
        _ = try await client.address(for: OIDCAuthorizationRequest.begin(now: now), now: now)
        let refused = OIDCProblem.issuer("its token endpoint answered status 400")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await #expect(throws: refused) {
                        try await client.identity(
                            code: "x", OIDCAuthorizationRequest.begin(now: now), now: now)
                    }
                }
            }
            try await keeper.untilAsked(8)
            await #expect(throws: OIDCProblem.busy) {
                try await client.identity(code: "x", OIDCAuthorizationRequest.begin(now: now), now: now)
            }
            await keeper.open()
            try await group.waitForAll()
        }
        await #expect(throws: refused) {
            try await client.identity(code: "x", OIDCAuthorizationRequest.begin(now: now), now: now)
        }
    }
}
