import Domain
import Testing

@testable import Collector

@Suite struct ProxyConnectionLimitTests {
    @Test func withoutALimitAsManyMayComeAsThereAre() {
        let limit = ConnectionLimit(nil)
        let admissions = (0..<10_000).map { _ in limit.admit("192.0.2.1") }
        #expect(admissions.allSatisfy { $0 != nil })
    }

    @Test func anAddressThatHasItsConnectionsGetsNoMoreUntilOneEnds() {
        let limit = ConnectionLimit(2)
        var admissions = [limit.admit("192.0.2.1"), limit.admit("192.0.2.1")]
        #expect(admissions.allSatisfy { $0 != nil })
        #expect(limit.admit("192.0.2.1") == nil)
        #expect(limit.admit("::ffff:192.0.2.1") == nil)
        #expect(limit.admit("192.0.2.2") != nil)
        admissions.removeLast()
        admissions.append(limit.admit("192.0.2.1"))
        #expect(admissions.allSatisfy { $0 != nil })
        #expect(limit.admit("192.0.2.1") == nil)
        #expect(admissions.count == 2)
    }

    @Test func addressesOfOneIPv6NetworkCountTogether() {
        let limit = ConnectionLimit(1)
        let first = limit.admit("2001:db8::1")
        #expect(limit.admit("2001:db8::2") == nil)
        #expect(limit.admit("2001:db8:0:1::2") != nil)
        #expect(first != nil)
    }

    @Test func proxiesAreNotLimited() throws {
        let proxies = TrustedProxies([try #require(AddressRange("10.0.0.0/8"))])
        let limit = ConnectionLimit(1, exempt: proxies)
        let admissions = (0..<100).map { _ in limit.admit("10.1.2.3") } + [limit.admit("192.0.2.1")]
        #expect(limit.admit("192.0.2.1") == nil)
        #expect(admissions.allSatisfy { $0 != nil })
    }
}
