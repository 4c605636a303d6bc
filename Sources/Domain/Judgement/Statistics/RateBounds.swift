/// The long-run rates of used days that a strip does not rule out under runs (`LowRateTest`), to whole half per cents.
///
/// The upper bound is the smallest threshold from which on all are rejected at `alpha`, the lower bound the same for
/// unused days. Each bound is wrong on any day of a build's life with probability at most `alpha`, both together at
/// most twice that. They are wide: a build that was used on each of 40 days may be at the start of a long run, and has
/// the bounds 0 and 1.
package func rateBounds(of counts: TransitionCounts, alpha: Double) -> ClosedRange<Double> {
    let upper = upperRateBound(of: counts, alpha: alpha)
    let lower = 1 - upperRateBound(of: counts.exchanged, alpha: alpha)
    return min(lower, upper)...upper
}

/// The smallest of 0.005, 0.010, … 0.995 from which on each threshold is rejected; 1 where 0.995 is not.
package func upperRateBound(of counts: TransitionCounts, alpha: Double) -> Double {
    let steps = 200
    for step in stride(from: steps - 1, through: 1, by: -1) {
        let threshold = Double(step) / Double(steps)
        let test = LowRateTest(threshold: threshold, alpha: alpha, minimumDays: 0)
        if !test.rejects(counts) { return Double(step + 1) / Double(steps) }
    }
    return 1 / Double(steps)
}
