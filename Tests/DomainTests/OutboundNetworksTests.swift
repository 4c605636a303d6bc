import Testing

@testable import Domain

private func bytes(_ text: String) -> [UInt8] {
    guard let number = AddressNumber(text) else { return [] }
    let count = number.isIPv4 ? 4 : 16
    return (0..<count).map { UInt8(truncatingIfNeeded: number.bits >> UInt128(8 * (count - 1 - $0))) }
}

@Suite struct OutboundNetworksTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1",
        "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
        "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1",
        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:0:8.8.8.8",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "100::1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:a00:1::", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "3fff::1", "5f00::1",
    ])
    func whatNotEverybodyCanReachIsNotCalled(text: String) {
        #expect(!OutboundNetworks().allows(bytes(text), isEncrypted: true))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1",
        "169.253.0.1", "172.15.0.1", "172.32.0.1", "192.167.0.1", "223.255.255.255", "::ffff:8.8.8.8",
        "2001:4860:4860::8888", "2606:4700::1111", "2002:808:808::1", "64:ff9b::8.8.8.8",
    ])
    func whatEverybodyCanReachIsCalledByTLSOnly(text: String) {
        #expect(OutboundNetworks().allows(bytes(text), isEncrypted: true))
        #expect(!OutboundNetworks().allows(bytes(text), isEncrypted: false))
    }

    @Test func aListedNetworkIsCalledEitherWayAndItsNeighbourIsNot() throws {
        let networks = OutboundNetworks(
            allowed: [try #require(AddressRange("10.1.0.0/16")), try #require(AddressRange("fd00:1::/32"))])
        for text in ["10.1.255.255", "::ffff:10.1.2.3", "fd00:1::7"] {
            #expect(networks.allows(bytes(text), isEncrypted: false))
            #expect(networks.allows(bytes(text), isEncrypted: true))
        }
        for text in ["10.2.0.0", "fd00:2::7", "2002:a01:203::", "64:ff9b::10.1.2.3"] {
            #expect(!networks.allows(bytes(text), isEncrypted: true))
        }
    }

    @Test func whatIsNoAddressIsNotCalled() {
        for bytes in [[], [8, 8, 8], [8, 8, 8, 8, 8], [UInt8](repeating: 1, count: 15)] {
            #expect(!OutboundNetworks().allows(bytes, isEncrypted: true))
        }
    }
}
