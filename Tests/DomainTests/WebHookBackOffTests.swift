import Testing

@testable import Domain

private let start = Timestamp(microseconds: 1_770_000_000_000_000)

@Suite struct WebHookBackOffTests {
    /// The waits in seconds of a delivery that always fails.
    private func waits(_ id: String) -> [Int64] {
        let end = start.adding(seconds: WebHookBackOff.lifetimeSeconds)
        var waits: [Int64] = []
        var now = start
        for attempt in 1...100 {
            guard
                let next = WebHookBackOff.next(afterAttempt: attempt, id: id, now: now, expiresAt: end)
            else { break }
            waits.append((next.microseconds - now.microseconds) / 1_000_000)
            now = next
        }
        return waits
    }

    @Test(arguments: ["a", "b", "c", "0b6c9f0e-6a53-4d11-9d7e-1d4a3b9b8f11"])
    func theWaitsGrowAndAreAFifthLongerAtMost(id: String) {
        let steps: [Int64] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 43_200]
        let waits = waits(id)
        for (wait, step) in zip(waits, steps) { #expect(wait >= step && wait * 5 <= step * 6) }
        #expect(waits.reduce(0, +) <= WebHookBackOff.lifetimeSeconds)
        #expect(waits.reduce(0, +) >= WebHookBackOff.lifetimeSeconds - Int64(waits.count))
        // So many failures at least come together before 48 hours are over.
        #expect(waits.count + 1 >= WebHookBackOff.disablingFailures)
    }

    @Test func theSameDeliveryAlwaysWaitsTheSameAndOthersWaitOtherwise() {
        #expect(waits("a") == waits("a"))
        #expect(Set((0..<50).map { waits("delivery \($0)")[3] }).count > 40)
    }

    @Test func afterItsTimeThereIsNoTry() {
        #expect(WebHookBackOff.next(afterAttempt: 1, id: "a", now: start, expiresAt: start) == nil)
    }

    @Test func aReceiverThatIsDownIsAskedOnceAnHourAtLast() {
        let holds = (0...9).map(WebHookBackOff.holdSeconds)
        #expect(holds == [0, 60, 300, 900, 1_800, 3_600, 3_600, 3_600, 3_600, 3_600])
    }
}
