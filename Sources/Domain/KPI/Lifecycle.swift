/// What a build's use in a period says beside the period of the same length before it.
package enum Lifecycle: Int, CaseIterable, Sendable {
    /// Used for the first time.
    case new = 1
    /// Used, as in the period before.
    case returning
    /// Used again after a period without use.
    case resurrecting
    /// Not used, but used before.
    case dormant

    package var code: String {
        switch self {
        case .new: "new"
        case .returning: "returning"
        case .resurrecting: "resurrecting"
        case .dormant: "dormant"
        }
    }

    package var korean: String {
        switch self {
        case .new: "신규"
        case .returning: "지속"
        case .resurrecting: "재개"
        case .dormant: "휴면"
        }
    }

    /// - Parameters:
    ///   - used: the days with use in `window` and in the period before it; others do no harm.
    ///   - firstUse: the first day of use ever.
    ///   - isOver: whether the window is; until then a build without use in it is nothing yet.
    /// - Returns: `nil` for a build that was never used, or not yet in a window that goes on.
    package init?(window: ClosedRange<Day>, used: some Sequence<Day>, firstUse: Day?, isOver: Bool) {
        guard let firstUse else { return nil }
        let length = window.upperBound.days(since: window.lowerBound) + 1
        let before = window.lowerBound.adding(days: -length)..<window.lowerBound
        var isUsed = false
        var wasUsed = false
        for day in used {
            if window.contains(day) { isUsed = true }
            if before.contains(day) { wasUsed = true }
        }
        switch (isUsed, wasUsed) {
        case (true, _) where firstUse >= window.lowerBound: self = .new
        case (true, true): self = .returning
        case (true, false): self = .resurrecting
        case (false, _):
            guard isOver, firstUse < window.lowerBound else { return nil }
            self = .dormant
        }
    }
}

extension KPIScope {
    /// The number of a `Lifecycle`, by days of use.
    ///
    /// The favourable bound takes any sign of life for use.
    var lifecycle: KPIValue {
        let over = usage.days.filter { $0.day < today }
        let isOver = window.upperBound < today
        let state = Lifecycle(
            window: window, used: over.lazy.filter(\.isActive).map(\.day), firstUse: firstUse,
            isOver: isOver)
        let atBest = Lifecycle(
            window: window, used: over.lazy.filter(\.isSign).map(\.day),
            firstUse: [firstUse, firstSign].compactMap(\.self).min(), isOver: isOver)
        let value = state.map { Double($0.rawValue) }
        return KPIValue(
            kpi: .lifecycle, numerator: inside.count(where: \.isActive), denominator: nil, value: value,
            low: value,
            favourable: atBest.map { Double($0.rawValue) })
    }
}
