/// An IPv4 or IPv6 address as a number, so that one is equal to itself however it was written.
package struct AddressNumber: Sendable, Hashable {
    /// An IPv4 address is `::ffff:a.b.c.d`.
    let bits: UInt128

    /// `nil` when the text is no address; a zone (`fe80::1%eth0`) is left out.
    package init?(_ text: some StringProtocol) {
        guard let bits = Address.number(Array(text.utf8)[...]) else { return nil }
        self.bits = bits
    }

    var isIPv4: Bool { bits >> 32 == 0xFFFF }

    /// What one sender has to itself: the address, or in IPv6 its /64 network.
    package var network: AddressNumber { isIPv4 ? self : AddressNumber(bits: (bits >> 64) << 64) }

    /// An address as sockets hold it: 4 bytes of IPv4 or 16 of IPv6; `nil` for any other number.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let number = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        bits = bytes.count == 4 ? (0xFFFF << 32) | number : number
    }

    private init(bits: UInt128) {
        self.bits = bits
    }
}

/// All addresses that begin with the same bits: `192.0.2.0/24`, `2001:db8::/32`, or a single address.
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    package let description: String
    private let first: AddressNumber
    /// Bits below the prefix.
    private let rest: Int

    /// `nil` when the text is no range, or sets bits behind its prefix: `10.0.0.1/8` is either too much or too little.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, let first = AddressNumber(address) else { return nil }
        let width = address.contains(":") ? 128 : 32
        var prefix = width
        if parts.count == 2 {
            guard let number = Self.prefix(parts[1]), number <= width else { return nil }
            prefix = number
        }
        rest = width - prefix
        guard first.bits & ~Self.mask(rest) == 0 else { return nil }
        self.first = first
        description = String(text)
    }

    /// An IPv4 address is in no range of IPv6 that is wider than all of IPv4, such as `::/0`.
    package func contains(_ address: AddressNumber) -> Bool {
        address.isIPv4 == first.isIPv4 && address.bits & Self.mask(rest) == first.bits
    }

    private static func mask(_ rest: Int) -> UInt128 { rest == 128 ? 0 : UInt128.max << UInt128(rest) }

    private static func prefix(_ text: some StringProtocol) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
