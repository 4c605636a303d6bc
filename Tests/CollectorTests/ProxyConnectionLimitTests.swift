import Domain
import Testing

@testable import Collector

@Suite struct ProxyConnectionLimitTests {
    @Test func withoutALimitAsManyMayComeAsThereAre() {
        let limit = ConnectionLimit(nil)
        #expect((0..<10_000).allSatisfy { _ in limit.admit("192.0.2.1") })
    }

    @Test func anAddressThatHasItsConnectionsGetsNoMoreUntilOneEnds() {
        let limit = ConnectionLimit(2)
        #expect(limit.admit("192.0.2.1") && limit.admit("192.0.2.1"))
        #expect(!limit.admit("192.0.2.1"))
        #expect(!limit.admit("::ffff:192.0.2.1"))
        #expect(limit.admit("192.0.2.2"))
        limit.release("192.0.2.1")
        #expect(limit.admit("192.0.2.1"))
        #expect(!limit.admit("192.0.2.1"))
    }

    @Test func aRefusedConnectionTakesNoPlace() {
        let limit = ConnectionLimit(1)
        #expect(limit.admit("192.0.2.1"))
        #expect((0..<5).allSatisfy { _ in !limit.admit("192.0.2.1") })
        limit.release("192.0.2.1")
        #expect(limit.admit("192.0.2.1"))
    }

    @Test func addressesOfOneIPv6NetworkCountTogether() {
        let limit = ConnectionLimit(1)
        #expect(limit.admit("2001:db8::1"))
        #expect(!limit.admit("2001:db8::2"))
        #expect(limit.admit("2001:db8:0:1::2"))
    }

    @Test func proxiesAreNotLimited() throws {
        let proxies = TrustedProxies([try #require(AddressRange("10.0.0.0/8"))])
        let limit = ConnectionLimit(1, exempt: proxies)
        #expect((0..<100).allSatisfy { _ in limit.admit("10.1.2.3") })
        #expect(limit.admit("192.0.2.1"))
        #expect(!limit.admit("192.0.2.1"))
    }

    @Test func manyThreadsNeverGetMoreThanTheLimit() async {
        let limit = ConnectionLimit(50)
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<1_000 { group.addTask { limit.admit("192.0.2.1") } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 50)
    }
}
