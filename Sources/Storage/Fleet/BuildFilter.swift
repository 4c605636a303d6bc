package import Domain

/// Which builds are listed: those that meet every condition that is given.
package struct BuildFilter: Sendable, Hashable {
    /// Looked for in the code and in the names of adopter and supplier; case does not matter.
    package var words: String?
    package var programmeCodes: Set<String>?
    /// 지원유형, such as 고도화1, as the programme's catalogue has it.
    package var supportType: String?
    package var phase: Phase?
    /// Ten digits: builds that this company supplies.
    package var supplierNumber: String?
    /// The two digits of a 시도.
    package var regionCodes: Set<String>?
    /// With open signals, or without; ignored where the caller may not read signals, since the list would tell of them.
    package var hasOpenSignals: Bool?
    /// Builds whose registry entries or declarations changed since.
    package var since: Timestamp?
    package var buildCodes: Set<String>?

    package init() {}
}

/// In which order builds are listed.
package struct BuildOrder: Sendable, Hashable {
    package enum Key: String, CaseIterable, Sendable {
        /// Those with the most open signals first, then as `silence`; where the caller may not read signals, as
        /// `silence` alone.
        case signals
        /// The longest silence first; builds without expected days yet last.
        case silence
        case code
        /// The last day of the phase that each build is in; those without one last.
        case phaseEnd = "phase_end"
        /// The last sign of life; those without one first.
        case lastSign = "last_sign"
    }

    package let key: Key
    package let isDescending: Bool

    package init(_ key: Key, isDescending: Bool = false) {
        self.key = key
        self.isDescending = isDescending
    }

    package static let byCode = BuildOrder(.code)

    /// The order for a caller: without the permission to read signals it does not depend on them.
    func shown(to visibility: Visibility) -> BuildOrder {
        key == .signals && !visibility.seesSignals ? BuildOrder(.silence, isDescending: isDescending) : self
    }
}

/// The place of a build in an order: where a list goes on behind it, or before it.
///
/// Good for the same order only. Builds that come or go meanwhile neither repeat nor hide another.
package struct BuildCursor: Sendable, Hashable {
    package let id: Int64
    /// Minus the number of open signals, where the order looks at it.
    let rank: Int64
    /// The day since which it is silent, where the order looks at it; `infinity` and `-infinity` are days of
    /// PostgreSQL.
    let since: String
    /// What else the order looks at.
    let label: String

    init(id: Int64, rank: Int64, since: String, label: String) {
        self.id = id
        self.rank = rank
        self.since = since
        self.label = label
    }

    /// The label last: a code may hold any character.
    package var text: String { "\(id).\(rank).\(since).\(label)" }

    /// Reads `text`.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let id = Int64(parts[0]), id > 0, let rank = Int32(parts[1]),
            ["infinity", "-infinity"].contains(parts[2]) || Day(parsing: String(parts[2])) != nil,
            !parts[3].contains("\0")
        else { return nil }
        self.init(id: id, rank: Int64(rank), since: String(parts[2]), label: String(parts[3]))
    }
}

/// Which page of a list.
package enum BuildPlace: Sendable, Hashable {
    case first
    case after(BuildCursor)
    case before(BuildCursor)
    case last
}
