/// What kind of network an address belongs to: all of it that is kept in clear.
package enum AddressClass: Int16, CaseIterable, Sendable {
    /// RFC 1918, the carriers' shared 100.64.0.0/10, and IPv6 unique local.
    case privateNetwork = 1
    case publicNetwork
    case loopback
    case linkLocal
    /// 0.0.0.0 or ::, sent where the client did not know.
    case unspecified

    /// The class of an address in text form; `nil` when it is none.
    package init?(of text: String) {
        guard let found = Address.classify(Array(text.utf8)[...]) else { return nil }
        self = found
    }

    /// As published.
    package var name: String {
        switch self {
        case .privateNetwork: "private"
        case .publicNetwork: "public"
        case .loopback: "loopback"
        case .linkLocal: "link_local"
        case .unspecified: "unspecified"
        }
    }

    package var korean: String {
        switch self {
        case .privateNetwork: "사설망"
        case .publicNetwork: "공인망"
        case .loopback: "같은 기기(루프백)"
        case .linkLocal: "링크 로컬"
        case .unspecified: "주소 없음"
        }
    }
}

/// An IPv4 or IPv6 address in text form.
enum Address {
    /// The class of the address that `bytes` spell; `nil` when they spell none.
    ///
    /// IPv6 may be compressed, end in an IPv4 address, and carry a zone (`fe80::1%eth0`).
    static func classify(_ bytes: ArraySlice<UInt8>) -> AddressClass? {
        if let address = ipv4(bytes) { return classify(ipv4: address) }
        guard let groups = ipv6(bytes) else { return nil }
        let isLow = groups[0..<5].allSatisfy { $0 == 0 }
        if isLow, groups[5] == 0xFFFF { return classify(ipv4: UInt32(groups[6]) << 16 | UInt32(groups[7])) }
        if isLow, groups[5] == 0, groups[6] == 0, groups[7] <= 1 {
            return groups[7] == 1 ? .loopback : .unspecified
        }
        if groups[0] & 0xFFC0 == 0xFE80 { return .linkLocal }
        return groups[0] & 0xFE00 == 0xFC00 ? .privateNetwork : .publicNetwork
    }

    /// The address that `bytes` spell, an IPv4 one as IPv6 writes it (`::ffff:192.0.2.1`); `nil` when they spell none.
    ///
    /// A zone is left out.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt128? {
        if let address = ipv4(bytes) { return (0xFFFF << 32) | UInt128(address) }
        return ipv6(bytes)?.reduce(0) { ($0 << 16) | UInt128($1) }
    }

    private static func classify(ipv4 address: UInt32) -> AddressClass {
        let (first, second) = (address >> 24, address >> 16 & 0xFF)
        switch first {
        case 0 where address == 0: return .unspecified
        case 10: return .privateNetwork
        case 100 where (64...127).contains(second): return .privateNetwork
        case 127: return .loopback
        case 169 where second == 254: return .linkLocal
        case 172 where (16...31).contains(second): return .privateNetwork
        case 192 where second == 168: return .privateNetwork
        default: return .publicNetwork
        }
    }

    private static func ipv4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard (7...15).contains(bytes.count) else { return nil }
        var address: UInt32 = 0
        var parts = 1
        var part: UInt32 = 0
        var digits = 0
        for byte in bytes {
            if byte == 46 {
                guard digits > 0, parts < 4 else { return nil }
                address = address << 8 | part
                (part, digits, parts) = (0, 0, parts + 1)
            } else {
                guard (48...57).contains(byte) else { return nil }
                part = part * 10 + UInt32(byte - 48)
                digits += 1
                guard part <= 255, digits <= 3 else { return nil }
            }
        }
        return parts == 4 && digits > 0 ? address << 8 | part : nil
    }

    private static func ipv6(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        var text = bytes
        if let zone = text.firstIndex(of: 37) {
            guard zone + 1 < text.endIndex, zone + 17 > text.endIndex else { return nil }
            text = text[..<zone]
        }
        guard (2...45).contains(text.count) else { return nil }
        var parts = text.split(separator: 58, omittingEmptySubsequences: false)[...]
        guard parts.count >= 3 else { return nil }
        // The empty part before a leading `::`, and after a closing one, stands for nothing.
        if parts[parts.startIndex].isEmpty {
            guard parts[parts.startIndex + 1].isEmpty else { return nil }
            parts.removeFirst()
        }
        if parts[parts.endIndex - 1].isEmpty {
            guard parts[parts.endIndex - 2].isEmpty else { return nil }
            parts.removeLast()
        }
        var groups: [UInt16] = []
        var gap: Int?
        for (number, part) in parts.enumerated() {
            if part.isEmpty {
                guard gap == nil else { return nil }
                gap = groups.count
            } else if number == parts.count - 1, let tail = ipv4(part) {
                groups.append(UInt16(tail >> 16))
                groups.append(UInt16(tail & 0xFFFF))
            } else {
                guard part.count <= 4 else { return nil }
                var group: UInt16 = 0
                for byte in part {
                    guard let digit = hexDigit(byte) else { return nil }
                    group = group << 4 | UInt16(digit)
                }
                groups.append(group)
            }
        }
        guard let gap else { return groups.count == 8 ? groups : nil }
        guard groups.count <= 7 else { return nil }
        groups.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
        return groups
    }
}
