extension Role {
    /// The role of somebody for whom an issuer names these values; `nil` where none of them is a role of ours.
    ///
    /// A value names a role with or without `afterbuild-` before it. Of several roles the first of this order counts,
    /// so that a person has one role: the role that decides, then the role that proposes, then those that only read.
    /// An auditor who also works on cases is no auditor. A supplier never comes by an issuer: its number is missing.
    package static func named(by values: some Sequence<String>) -> Role? {
        let named = Set(
            values.map { $0.hasPrefix(claimPrefix) ? String($0.dropFirst(claimPrefix.count)) : $0 })
        return ofPeople.first { named.contains($0.rawValue) }
    }

    /// The roles that people may have, in the order in which the first counts.
    package static let ofPeople: [Role] = [
        .approver, .officer, .administrator, .auditor, .evaluator, .viewer, .exporter,
    ]

    private static let claimPrefix = "afterbuild-"
}
