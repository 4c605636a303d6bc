/// Where `/metrics` is answered, or `off`.
enum MetricsAddress: Sendable, Equatable, CustomStringConvertible {
    case off
    case at(ListenAddress)

    init?(_ text: String) {
        if text == "off" {
            self = .off
        } else if let address = ListenAddress(text) {
            self = .at(address)
        } else {
            return nil
        }
    }

    /// `nil` when it is off.
    var address: ListenAddress? {
        if case .at(let address) = self { address } else { nil }
    }

    var description: String { address?.description ?? "off" }
}
