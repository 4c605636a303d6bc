/// A build day as far as figures count it.
///
/// There are two forms: `UsageDay` with everything, and `JudgedDay` in two numbers for years of a whole fleet. Figures that
/// both can give are computed by the same code (`WindowCounts`).
package protocol CountedDay: Sendable {
    /// The KST date that the client claims.
    var day: Day { get }
    /// Whether the build was used on this day: at least one receipt with a plausible claim to it.
    var isActive: Bool { get }
    /// Whether at least one receipt arrived on this day, whatever day it claims.
    var hasArrivals: Bool { get }
    /// 10-minute slots with a receipt, 0 to 144.
    var slots: Int { get }
    /// Counted receipts that claim this day.
    var receipts: Int { get }
    /// Those of them that arrived on a later day.
    var late: Int { get }
    /// Records of this build's keys in quarantine that claim this day.
    var rejected: Int { get }
    /// Days from this day to the arrival of the first plausible receipt that claims it.
    var lag: Int { get }
    /// Receipts that differ from each other.
    var distinct: Int { get }
    /// Receipts other than log-ins and log-outs.
    var work: Int { get }
}

extension CountedDay {
    /// Whether anything shows life: a plausible claim, or an arrival.
    package var isSign: Bool { isActive || hasArrivals }
}

extension RandomAccessCollection where Element: CountedDay, Index == Int {
    /// The place of the first day that is not before `day`; the days are in ascending order.
    func lowerBound(of day: Day) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle].day < day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The days inside `window`.
    func inside(_ window: ClosedRange<Day>) -> SubSequence {
        self[lowerBound(of: window.lowerBound)..<lowerBound(of: window.upperBound.adding(days: 1))]
    }

    /// The last sign of life until `day`, which counts.
    ///
    /// - Parameter earlier: the last sign before the first day that was read, or any later one.
    func lastSign(until day: Day, earlier: Day?) -> Day? {
        let read = self[..<lowerBound(of: day.adding(days: 1))].last(where: \.isSign)?.day
        return [read, earlier.flatMap { $0 <= day ? $0 : nil }].compactMap(\.self).max()
    }
}
