import Concurrency
import Domain
import Synchronization
import Testing

@testable import Contract
@testable import Web

/// How much a token may ask.
@Suite struct RequestLimitsTests {
    private final class Clock: Sendable {
        let time = Mutex(Duration.zero)
        func advance(_ seconds: Int) { time.withLock { $0 += .seconds(seconds) } }
    }

    private func access(_ id: Int64, _ limit: Int? = nil) -> Access {
        Access(tokenID: id, role: .officer, supplierNumber: nil, label: "", requestsAMinute: limit)
    }

    @Test func eachTokenHasItsOwnWindowWhichBeginsAnew() {
        let clock = Clock()
        let limits = RequestLimits(requestsAMinute: 3, uptime: { clock.time.withLock { $0 } })
        for left in [2, 1, 0] {
            let state = limits.count(access(1))
            #expect(state.remaining == left && !state.isRefused)
        }
        clock.advance(20)
        let refused = limits.count(access(1))
        #expect(refused.isRefused && refused.reset == 40)
        #expect(!limits.count(access(2)).isRefused)
        #expect(limits.count(access(3, 1)).quota == 1 && limits.count(access(3, 1)).isRefused)
        clock.advance(40)
        #expect(!limits.count(access(1)).isRefused)
    }

    @Test func anAddressThatGuessesIsRefusedAndOthersAreNot() {
        let clock = Clock()
        let limits = RequestLimits(requestsAMinute: 3, uptime: { clock.time.withLock { $0 } })
        for _ in 0..<RequestLimits.failuresInWindow { #expect(limits.countFailure("192.0.2.1") == nil) }
        #expect(limits.countFailure("192.0.2.1") != nil)
        #expect(limits.countFailure("192.0.2.2") == nil)
    }

    @Test func afterTooManyWrongTokensNoneIsLookedUpUntilTheWindowEnds() {
        let clock = Clock()
        let limits = RequestLimits(requestsAMinute: 3, uptime: { clock.time.withLock { $0 } })
        for _ in 0..<RequestLimits.failuresInWindow {
            #expect(limits.refusalForFailures("192.0.2.1") == nil)
            limits.countFailure("192.0.2.1")
        }
        clock.advance(15)
        #expect(limits.refusalForFailures("192.0.2.1")?.reset == 45)
        #expect(limits.refusalForFailures("192.0.2.2") == nil)
        #expect(limits.refusalForFailures(nil) == nil)
        clock.advance(45)
        #expect(limits.refusalForFailures("192.0.2.1") == nil)
    }

    @Test func theAddressesOfOneIPv6NetworkAreOneSender() {
        let limits = RequestLimits(requestsAMinute: 3, uptime: { .zero })
        for number in 0..<RequestLimits.failuresInWindow {
            #expect(limits.countFailure("2001:db8:1:2::\(number)") == nil)
        }
        #expect(limits.refusalForFailures("2001:db8:1:2:ffff::1") != nil)
        #expect(limits.refusalForFailures("2001:db8:1:3::1") == nil)
    }

    @Test func moreAddressesThanAreCountedPassUntilTheNextWindow() {
        let clock = Clock()
        let limits = RequestLimits(requestsAMinute: 3, uptime: { clock.time.withLock { $0 } })
        for number in 0..<RequestLimits.sendersInWindow {
            limits.countFailure("10.0.\(number / 256).\(number % 256)")
        }
        func isCounted() -> Bool {
            for _ in 0..<RequestLimits.failuresInWindow { limits.countFailure("192.0.2.1") }
            return limits.refusalForFailures("192.0.2.1") != nil
        }
        #expect(!isCounted())
        clock.advance(RequestLimits.seconds)
        #expect(isCounted())
    }
}
