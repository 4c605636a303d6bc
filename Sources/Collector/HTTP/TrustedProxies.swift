package import Domain

/// The proxies before the collector whose word on the sender's address is taken.
package struct TrustedProxies: Sendable {
    private let ranges: [AddressRange]

    /// - Parameter ranges: the proxies' addresses; empty: the sender is always the peer of the connection.
    package init(_ ranges: [AddressRange] = []) {
        self.ranges = ranges
    }

    /// Whether an address, as text, is one of theirs.
    package func contain(_ address: String) -> Bool {
        guard !ranges.isEmpty, let number = AddressNumber(address) else { return false }
        return contain(number)
    }

    /// The address of the sender: the peer, unless that is a trusted proxy that names another.
    ///
    /// Each proxy appends whom it heard, so only what trusted ones appended counts: `X-Forwarded-For` is read from its
    /// end until an address that is not trusted. What stands before that, a sender may have made up. An entry that is
    /// no address ends the search too: the sender is then the last trusted address.
    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - forwardedFor: the values of all `X-Forwarded-For` headers, in their order.
    package func sender(peer: String, forwardedFor: [String]) -> String {
        guard !forwardedFor.isEmpty, contain(peer) else { return peer }
        var sender = peer
        for value in forwardedFor.reversed() {
            for entry in value.split(separator: ",", omittingEmptySubsequences: false).reversed() {
                guard let text = Self.address(in: entry), let number = AddressNumber(text) else {
                    return sender
                }
                sender = String(text)
                if !contain(number) { return sender }
            }
        }
        return sender
    }

    private func contain(_ number: AddressNumber) -> Bool {
        ranges.contains { $0.contains(number) }
    }

    /// The address of an entry without blanks and without the port that some proxies add: `[::1]:443`, `192.0.2.1:443`.
    private static func address(in entry: Substring) -> Substring? {
        let bytes = entry.utf8
        var text = entry[(bytes.firstIndex { !isBlank($0) } ?? entry.endIndex)...]
        while let last = text.utf8.last, isBlank(last) { text = text.dropLast() }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return text[text.index(after: text.startIndex)..<end]
        }
        if let colon = text.firstIndex(of: ":"), text.contains("."), isPort(text[colon...]) {
            return text[..<colon]
        }
        return text
    }

    private static func isPort(_ text: Substring) -> Bool {
        (2...6).contains(text.utf8.count) && text.first == ":"
            && text.utf8.dropFirst().allSatisfy { (48...57).contains($0) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
}
