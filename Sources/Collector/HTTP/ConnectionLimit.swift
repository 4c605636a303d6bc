import Concurrency
import Domain

/// How many connections one address may have open at a time.
///
/// Off unless an operator sets it: many factories share one address.
package struct ConnectionLimit: Sendable {
    /// A connection that may stay; it counts for as long as something refers to this.
    struct Admission: Sendable {
        fileprivate let permit: KeyedSemaphore<AddressNumber>.Permit?
    }

    private let exempt: TrustedProxies
    private let connections: KeyedSemaphore<AddressNumber>?

    /// - Parameters:
    ///   - most: connections of an IPv4 address or of an IPv6 /64 network; `nil` for as many as there are.
    ///   - exempt: proxies, whose connections are those of many.
    package init(_ most: Int?, exempt: TrustedProxies = TrustedProxies()) {
        self.exempt = exempt
        connections = most.map { KeyedSemaphore(permitsPerKey: $0) }
    }

    /// `nil` where a connection from this address may not stay.
    func admit(_ address: String) -> Admission? {
        guard let connections, let sender = sender(address) else { return Admission(permit: nil) }
        return connections.tryAcquire(sender).map { Admission(permit: $0) }
    }

    /// `nil` for an exempt address, and for text that is no address, such as a Unix socket's.
    private func sender(_ address: String) -> AddressNumber? {
        exempt.contain(address) ? nil : AddressNumber(address)?.network
    }
}
