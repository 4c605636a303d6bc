import Domain
import Testing

@Suite("Address ranges")
struct WireAddressRangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let range: String
        let address: String
        let isIn: Bool
        var testDescription: String { "\(address) \(isIn ? "in" : "not in") \(range)" }

        init(_ range: String, _ address: String, _ isIn: Bool) {
            (self.range, self.address, self.isIn) = (range, address, isIn)
        }
    }

    static let cases = [
        Case("192.0.2.7", "192.0.2.7", true),
        Case("192.0.2.7", "192.0.2.8", false),
        Case("192.0.2.7/32", "192.0.2.7", true),
        Case("10.0.0.0/8", "10.255.255.255", true),
        Case("10.0.0.0/8", "11.0.0.0", false),
        Case("10.0.0.0/8", "9.255.255.255", false),
        Case("172.16.0.0/12", "172.31.255.255", true),
        Case("172.16.0.0/12", "172.32.0.0", false),
        Case("192.0.2.128/25", "192.0.2.127", false),
        Case("192.0.2.128/25", "192.0.2.128", true),
        Case("0.0.0.0/0", "203.0.113.9", true),
        Case("0.0.0.0/0", "2001:db8::1", false),
        Case("::/0", "2001:db8::1", true),
        Case("::/0", "::1", true),
        Case("::/0", "203.0.113.9", false),
        Case("2001:db8::/32", "2001:db8:ffff::1", true),
        Case("2001:db8::/32", "2001:db9::1", false),
        Case("2001:db8::/127", "2001:DB8:0:0:0:0:0:1", true),
        Case("2001:db8::/127", "2001:db8::2", false),
        Case("::1", "::1", true),
        // The forms that one IPv4 address has.
        Case("10.0.0.0/8", "::ffff:10.1.2.3", true),
        Case("10.0.0.0/8", "::ffff:a01:203", true),
        Case("::ffff:10.0.0.0/104", "10.1.2.3", true),
        Case("fe80::/10", "fe80::1%eth0", true),
    ]

    @Test("an address is in a range or not", arguments: cases)
    func contains(_ sample: Case) throws {
        let range = try #require(AddressRange(sample.range))
        #expect(range.contains(try #require(AddressNumber(sample.address))) == sample.isIn)
        #expect(range.description == sample.range)
    }

    @Test(
        "what is no range is refused",
        arguments: [
            "", "/", "10", "10.0.0", "10.0.0.256", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8",
            "10.0.0.0/8/8", "10.0.0.1/8", "0.0.0.1/0", "2001:db8::/129", "2001:db8::1/32", "::1/0",
            " 10.0.0.1",
            "example.org", "10.0.0.0/255.0.0.0", "10.0.0.0/00008",
        ])
    func refuses(_ text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("an address is equal to itself, however it is written")
    func equality() {
        #expect(AddressNumber("192.0.2.1") == AddressNumber("::ffff:192.0.2.1"))
        #expect(AddressNumber("2001:db8::1") == AddressNumber("2001:0DB8:0::0001"))
        #expect(AddressNumber("192.0.2.1") != AddressNumber("::192.0.2.1"))
    }

    @Test("a network is the address in IPv4 and the upper half in IPv6")
    func networks() {
        #expect(AddressNumber("2001:db8::1")?.network == AddressNumber("2001:db8::ffff:1:2")?.network)
        #expect(AddressNumber("2001:db8::1")?.network != AddressNumber("2001:db8:0:1::1")?.network)
        #expect(AddressNumber("192.0.2.1")?.network != AddressNumber("192.0.2.2")?.network)
    }
}
