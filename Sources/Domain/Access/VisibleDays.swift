/// A stretch of days on which a company is the supplier of a build, both ends included.
package struct ContractDays: Sendable, Hashable {
    package let from: Day
    /// `nil` while no end is known.
    package let to: Day?

    package init(from: Day, to: Day?) {
        self.from = from
        self.to = to
    }

    package func contains(_ day: Day) -> Bool { from <= day && (to.map { day <= $0 } ?? true) }

    /// The days of `range` that lie in it; `nil` where none does.
    package func clipping(_ range: ClosedRange<Day>) -> ClosedRange<Day>? {
        let first = max(from, range.lowerBound)
        let last = min(to ?? range.upperBound, range.upperBound)
        return first <= last ? first...last : nil
    }
}

/// The days of one build that a caller may see.
package enum VisibleDays: Sendable, Hashable {
    case all
    /// In ascending order, without overlap; empty: no day.
    case contracts([ContractDays])

    package func contains(_ day: Day) -> Bool {
        switch self {
        case .all: true
        case .contracts(let contracts): contracts.contains { $0.contains(day) }
        }
    }

    /// Whether every day of the range is among them.
    package func contains(_ range: ClosedRange<Day>) -> Bool { clipping(range) == [range] }

    /// The days of the range that are among them, in ascending order.
    package func clipping(_ range: ClosedRange<Day>) -> [ClosedRange<Day>] {
        switch self {
        case .all: [range]
        case .contracts(let contracts): contracts.compactMap { $0.clipping(range) }
        }
    }
}
