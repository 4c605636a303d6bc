import Domain
import Synchronization

/// How many connections one address may have open at a time.
///
/// Off unless an operator sets it: many factories share one address.
package final class ConnectionLimit: Sendable {
    private let most: Int?
    private let exempt: TrustedProxies
    private let open = Mutex<[AddressNumber: Int]>([:])

    /// - Parameters:
    ///   - most: connections of an IPv4 address or of an IPv6 /64 network; `nil` for as many as there are.
    ///   - exempt: proxies, whose connections are those of many.
    package init(_ most: Int?, exempt: TrustedProxies = TrustedProxies()) {
        self.most = most
        self.exempt = exempt
    }

    /// Whether a connection from this address may stay; each that may is given back by `release`, once.
    package func admit(_ address: String) -> Bool {
        guard let most, let sender = sender(address) else { return true }
        return open.withLock { open in
            let count = open[sender, default: 0]
            guard count < most else { return false }
            open[sender] = count + 1
            return true
        }
    }

    /// The connection that was admitted from this address has ended.
    package func release(_ address: String) {
        guard most != nil, let sender = sender(address) else { return }
        open.withLock { open in
            guard let count = open[sender] else { return }
            open[sender] = count > 1 ? count - 1 : nil
        }
    }

    /// `nil` for whoever is not limited, and for what is no address, such as a socket of this machine.
    private func sender(_ address: String) -> AddressNumber? {
        exempt.contain(address) ? nil : AddressNumber(address)?.network
    }
}
