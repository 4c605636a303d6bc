/// Which addresses we call when others tell us where to.
///
/// A user who may name a URL could otherwise make us call machines that only we can reach (SSRF): our own, the operator's
/// network, and a cloud's metadata service. Checked by address at the moment of connecting, never by name.
package struct OutboundNetworks: Sendable, Equatable {
    /// What the operator allows beyond public addresses.
    package let allowed: [AddressRange]

    package init(allowed: [AddressRange] = []) {
        self.allowed = allowed
    }

    /// Whether the address may be called: a public one by TLS, a listed one either way.
    ///
    /// - Parameter bytes: 4 of IPv4 or 16 of IPv6, in network order.
    package func allows(_ bytes: [UInt8], isEncrypted: Bool) -> Bool {
        guard let address = AddressNumber(bytes: bytes) else { return false }
        return allows(address, isEncrypted: isEncrypted)
    }

    /// As for bytes.
    package func allows(_ address: AddressNumber, isEncrypted: Bool) -> Bool {
        allowed.contains { $0.contains(address) } || (isEncrypted && Self.isPublic(address))
    }

    /// Whether the address is public; an IPv6 address that wraps an IPv4 address is judged by the latter.
    static func isPublic(_ address: AddressNumber) -> Bool {
        if address.isIPv4 { return !closedIPv4.contain(address) }
        if translation.contain(address) { return isPublic(ipv4: address.bits) }
        // 6to4 carries the IPv4 address behind its first 16 bits.
        if sixToFour.contain(address) { return isPublic(ipv4: address.bits >> 80) }
        return globalUnicast.contain(address) && !closedIPv6.contain(address)
    }

    private static func isPublic(ipv4 bits: UInt128) -> Bool {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: bits >> UInt128(24 - 8 * $0)) }
        return AddressNumber(bytes: bytes).map(isPublic) ?? false
    }

    /// What is not for everybody in IANA's registry of special addresses, and Azure's metadata address.
    private static let closedIPv4 = Ranges([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16",
    ])
    /// Outside it lie loopback, unique local, link-local, site-local and multicast addresses.
    private static let globalUnicast = Ranges(["2000::/3"])
    /// Protocol assignments with Teredo, and documentation.
    private static let closedIPv6 = Ranges(["2001::/23", "2001:db8::/32", "3fff::/20"])
    private static let sixToFour = Ranges(["2002::/16"])
    private static let translation = Ranges(["64:ff9b::/96"])

    private struct Ranges {
        private let all: [AddressRange]

        init(_ texts: [String]) { all = texts.compactMap { AddressRange($0) } }

        func contain(_ address: AddressNumber) -> Bool { all.contains { $0.contains(address) } }
    }
}
