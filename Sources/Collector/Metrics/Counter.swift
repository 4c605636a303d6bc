import Synchronization

/// A number that threads add to without a lock.
final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }

    func add(_ count: Int = 1) {
        number.wrappingAdd(count, ordering: .relaxed)
    }

    func set(_ value: Int) {
        number.store(value, ordering: .relaxed)
    }
}

/// How many observed values were at most as large as each of some bounds.
final class Histogram: Sendable {
    struct Snapshot {
        /// Cumulative, by bound.
        let buckets: [(bound: Double, count: Int)]
        let count: Int
        let sum: Double
    }

    private let bounds: [Int]
    private let scale: Double
    /// One a bound, and one for what is larger than all of them.
    private let counters: [Counter]
    private let sum = Counter()

    /// - Parameters:
    ///   - bounds: in ascending order, in the unit that is observed.
    ///   - scale: how many of that unit are one of the unit that is shown.
    init(bounds: [Int], scale: Double = 1) {
        self.bounds = bounds
        self.scale = scale
        counters = (0...bounds.count).map { _ in Counter() }
    }

    func observe(_ value: Int) {
        counters[bounds.firstIndex { value <= $0 } ?? bounds.count].add()
        sum.add(value)
    }

    /// What was observed up to now; a value that is observed meanwhile may be in the buckets and not in the sum.
    var snapshot: Snapshot {
        var count = 0
        var buckets: [(bound: Double, count: Int)] = []
        for (bound, counter) in zip(bounds, counters) {
            count += counter.value
            buckets.append((Double(bound) / scale, count))
        }
        return Snapshot(
            buckets: buckets, count: count + counters[bounds.count].value, sum: Double(sum.value) / scale)
    }
}
