import Testing

@testable import Concurrency

@Suite struct RateLimiterTests {
    private func seconds(_ seconds: Double) -> Duration { .milliseconds(Int64(seconds * 1_000)) }

    struct Event: Sendable, CustomTestStringConvertible {
        let at: Double
        let key: String
        let remaining: Int
        let reset: Int
        var isRefused = false
        var testDescription: String { "\(key) at \(at) s" }
    }

    @Test func theWindowOfAKeyBeginsWithItsFirstEventAndThenAnew() {
        let limiter = RateLimiter<String>(quota: 2, window: .seconds(60))
        let events = [
            Event(at: 100, key: "a", remaining: 1, reset: 60),
            Event(at: 130, key: "b", remaining: 1, reset: 60),
            Event(at: 130.9, key: "a", remaining: 0, reset: 30),
            Event(at: 159.5, key: "a", remaining: 0, reset: 1, isRefused: true),
            Event(at: 159.999, key: "a", remaining: 0, reset: 1, isRefused: true),
            Event(at: 160, key: "a", remaining: 1, reset: 60),
            Event(at: 161, key: "b", remaining: 0, reset: 29),
            Event(at: 190, key: "b", remaining: 1, reset: 60),
        ]
        for event in events {
            let expected = RateLimitState(
                quota: 2, remaining: event.remaining, reset: event.reset, isRefused: event.isRefused)
            #expect(limiter.peek(event.key, at: seconds(event.at)) == expected, "\(event.testDescription)")
            #expect(limiter.count(event.key, at: seconds(event.at)) == expected, "\(event.testDescription)")
        }
    }

    @Test func aKeyCanHaveAQuotaOfItsOwn() {
        let limiter = RateLimiter<Int>(quota: 1, window: .seconds(60))
        for remaining in [2, 1, 0] {
            let state = limiter.count(1, quota: 3, at: .zero)
            #expect(state.quota == 3 && state.remaining == remaining && !state.isRefused)
        }
        #expect(limiter.count(1, quota: 3, at: .zero).isRefused)
        #expect(!limiter.count(2, at: .zero).isRefused && limiter.count(2, at: .zero).isRefused)
    }

    @Test func moreKeysThanAreCountedAreNotRefusedUntilWindowsAreOver() {
        let limiter = RateLimiter<Int>(quota: 1, window: .seconds(60), keysMax: 2)
        for key in [1, 2] { _ = limiter.count(key, at: seconds(10)) }
        for _ in 0..<3 { #expect(!limiter.count(3, at: seconds(69)).isRefused) }
        #expect(limiter.count(1, at: seconds(69)).isRefused, "a counted key still is")
        _ = limiter.count(3, at: seconds(130))
        #expect(limiter.count(3, at: seconds(130)).isRefused)
    }

    @Test func aClockThatIsSetBackByAWindowBeginsAnew() {
        let limiter = RateLimiter<Int>(quota: 1, window: .seconds(60))
        _ = limiter.count(1, at: seconds(1_000))
        #expect(limiter.count(1, at: seconds(999)).isRefused)
        #expect(!limiter.count(1, at: seconds(940)).isRefused)
    }

    @Test func manyTasksGetTheQuotaAndNoMore() async {
        let limiter = RateLimiter<Int>(quota: 50, window: .seconds(60))
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<1_000 { group.addTask { !limiter.count(1, at: .zero).isRefused } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 50)
    }
}
