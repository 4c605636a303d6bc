import RealModule

/// Tests “since its own start the long-run rate of used days has never been below a share of that of the start”, valid
/// however often one looks.
///
/// The start is the build's own first expected days of use. What the later rate is held against is `share` of the lower end
/// of the start's Wilson interval: a start of which chance made much must not harm. The days after the start are
/// tested as `LowRateTest` does, once for each week (five expected days) in which the rate may have changed, from that day
/// to now. The e-value is the mean of theirs with fixed weights; a week that has not come counts as 1. A mean of e-processes
/// is one, where the rate of a window that moves with today is none: it is low sooner or later by chance.
///
/// Given the start, a build whose rate stays at or above `threshold` is ever raised with probability at most α. The
/// threshold is below the share of the true rate of the start with high probability only: for starts with mean absences of
/// at most 10 expected days and rates that fell by exactly the share, simulations raise at most α.
package struct FallingRateTest: Sendable {
    /// What the rate is held against: the share of the start's lower bound.
    package var threshold: Double { test.threshold }
    private let test: LowRateTest
    private let logNeeded: Double

    /// `nil` where the start has no expected day, or no use.
    ///
    /// - Parameters:
    ///   - used: used days of the start.
    ///   - expected: expected days of the start.
    ///   - share: of the start's rate, below which a rate has fallen; 0 to 1.
    ///   - minimumDays: expected days after the start before it may raise.
    package init?(startUsed used: Int, of expected: Int, share: Double, alpha: Double, minimumDays: Int) {
        guard used > 0, let start = wilsonInterval(used, of: expected) else { return nil }
        test = LowRateTest(threshold: share * start.lowerBound, alpha: alpha, minimumDays: minimumDays)
        logNeeded = -Double.log(alpha)
    }

    /// One test of one build, day by day after its start.
    package struct Process: Sendable {
        let test: FallingRateTest
        /// Expected days since the start.
        package private(set) var days = 0
        private var counts = TransitionCounts()
        /// The counts before the first day of each week.
        private var weeks: [TransitionCounts] = []

        init(_ test: FallingRateTest) {
            self.test = test
            weeks.reserveCapacity(96)
        }

        package mutating func append(_ isUsed: Bool) {
            if days % FallingRateTest.daysBetweenChanges == 0 { weeks.append(counts) }
            days += 1
            counts.append(isUsed)
        }

        /// Whether the e-value of the last day is at least 1/α, and there are days enough.
        package var isRaised: Bool {
            guard days >= test.test.minimumDays else { return false }
            // The mean is at most the largest: most days end here.
            guard weeks.contains(where: { test.test.logEValueBound(of: counts.since($0)) >= test.logNeeded })
            else { return false }
            return Double.log(eValue) >= test.logNeeded
        }

        package var eValue: Double {
            var sum = FallingRateTest.weight(ofWeeksFrom: weeks.count)
            for (week, before) in weeks.enumerated() {
                sum += FallingRateTest.weight(of: week) * test.test.eValue(of: counts.since(before))
            }
            return sum
        }

        /// The expected day since the start, counted from 0, from which on the evidence is strongest; `nil` before the
        /// first.
        package var likeliestChange: Int? {
            weeks.indices.max {
                FallingRateTest.weight(of: $0) * test.test.eValue(of: counts.since(weeks[$0]))
                    < FallingRateTest.weight(of: $1) * test.test.eValue(of: counts.since(weeks[$1]))
            }.map { $0 * FallingRateTest.daysBetweenChanges }
        }
    }

    package func process() -> Process { Process(self) }

    /// The place of the first day on which the test raises; `nil` where there is none.
    ///
    /// - Parameter days: expected days after the start in order, `true` where there may have been use; from the day of a
    ///   clearing on, it is a new test.
    package func firstRaise(in days: ArraySlice<Bool>) -> Int? {
        var process = process()
        for place in days.indices {
            process.append(days[place])
            if process.isRaised { return place }
        }
        return nil
    }

    // MARK: Weights

    private static let daysBetweenChanges = 5

    /// Weights fall slowly and sum to 1: a sixth for the first week, half for the first five, a quarter for those
    /// after the fifteenth.
    private static func weight(of week: Int) -> Double {
        weight(ofWeeksFrom: week) - weight(ofWeeksFrom: week + 1)
    }

    private static func weight(ofWeeksFrom week: Int) -> Double { 5 / Double(week + 5) }
}
