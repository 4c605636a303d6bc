/// A key came from a dialect or a network class from which it had never come before.
///
/// Often an update of the solution; sometimes a copied key.
package struct KeyNote: Sendable, Equatable {
    package let keyID: Int64
    /// The last four characters.
    package let hint: String
    package let dialect: Dialect?
    package let network: AddressClass?
    package let seenAt: Timestamp
    package let isNewDialect: Bool
    package let isNewNetwork: Bool

    package init(
        keyID: Int64, hint: String, dialect: Dialect?, network: AddressClass?, seenAt: Timestamp,
        isNewDialect: Bool, isNewNetwork: Bool
    ) {
        self.keyID = keyID
        self.hint = hint
        self.dialect = dialect
        self.network = network
        self.seenAt = seenAt
        self.isNewDialect = isNewDialect
        self.isNewNetwork = isNewNetwork
    }
}

extension KeyNote {
    /// The note as a command prints it, in one line.
    package var text: String {
        let news = [
            isNewDialect ? "new dialect \(dialect?.name ?? "unknown")" : nil,
            isNewNetwork ? "new network class \(network?.name ?? "unknown")" : nil,
        ].compactMap(\.self).joined(separator: ", ")
        return "key \(keyID)\t…\(hint)\t\(seenAt.wireText)\t\(news)"
    }
}
