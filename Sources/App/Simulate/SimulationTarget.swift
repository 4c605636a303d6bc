/// Where simulated clients send to: a collector's plain HTTP address.
package struct SimulationTarget: Hashable, Sendable {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `http://host[:port][/]`, host a name, an IPv4 or a bracketed IPv6 address; the port is 80 where missing.
    ///
    /// `nil` for anything else: https is for a proxy in front of the collector, the simulator speaks to the collector.
    package init?(parsing text: some StringProtocol) {
        guard text.hasPrefix("http://") else { return nil }
        var rest = text.dropFirst(7)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.isEmpty, !rest.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else {
            let end = rest.firstIndex(of: ":") ?? rest.endIndex
            host = String(rest[..<end])
            rest = rest[end...]
        }
        guard !host.isEmpty else { return nil }
        if rest.isEmpty {
            port = 80
            return
        }
        guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port) else {
            return nil
        }
        self.port = port
    }

    /// The value of the `Host` header.
    var hostHeader: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension SimulationTarget: CustomStringConvertible {
    package var description: String { "http://\(hostHeader)" }
}
