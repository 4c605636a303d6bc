import RealModule

/// How often a strip of expected days went from one state to the next: all that a two-state Markov chain leaves in the data.
///
/// A day is used or unused. The chain has two probabilities: `stopping`, that an unused day follows a used one, and
/// `returning`, that a used day follows an unused one. Its stationary rate of used days is
/// returning ÷ (stopping + returning), and absences last 1 ÷ returning expected days on average. Independent days are
/// those chains whose two probabilities sum to 1; smaller sums are absences that come in runs.
///
/// Likelihoods are conditional on the first day, which proves nothing.
package struct TransitionCounts: Sendable, Equatable {
    /// From an unused day to an unused one.
    package private(set) var unusedUnused = 0
    /// From an unused day to a used one.
    package private(set) var unusedUsed = 0
    /// From a used day to an unused one.
    package private(set) var usedUnused = 0
    /// From a used day to a used one.
    package private(set) var usedUsed = 0
    /// The last day, from which the next transition begins; `nil` where there was none.
    private var last: Bool?

    package init() {}

    /// - Parameter days: expected days in order; `true` is a used one.
    package init(_ days: ArraySlice<Bool>) {
        for isUsed in days { append(isUsed) }
    }

    package mutating func append(_ isUsed: Bool) {
        switch (last, isUsed) {
        case (nil, _): break
        case (false?, false): unusedUnused += 1
        case (false?, true): unusedUsed += 1
        case (true?, false): usedUnused += 1
        case (true?, true): usedUsed += 1
        }
        last = isUsed
    }

    /// The transitions since an earlier state of the same strip, the one into its next day among them.
    func since(_ earlier: TransitionCounts) -> TransitionCounts {
        var counts = self
        counts.unusedUnused -= earlier.unusedUnused
        counts.unusedUsed -= earlier.unusedUsed
        counts.usedUnused -= earlier.usedUnused
        counts.usedUsed -= earlier.usedUsed
        return counts
    }

    /// The counts of the strip in which used and unused are exchanged.
    var exchanged: TransitionCounts {
        var counts = TransitionCounts()
        counts.unusedUnused = usedUsed
        counts.unusedUsed = usedUnused
        counts.usedUnused = unusedUsed
        counts.usedUsed = unusedUnused
        counts.last = last.map { !$0 }
        return counts
    }

    // MARK: Likelihoods

    /// The largest log-likelihood of any chain.
    var maximumLogLikelihood: Double {
        logLikelihood(usedUnused, usedUsed) + logLikelihood(unusedUsed, unusedUnused)
    }

    /// Whether the chain that fits best has a stationary rate of at least `rate`; also where several fit equally well and
    /// one of them has.
    func fits(rateAtLeast rate: Double) -> Bool {
        let fromUsed = Double(usedUnused + usedUsed)
        let fromUnused = Double(unusedUsed + unusedUnused)
        return Double(unusedUsed) * fromUsed * (1 - rate) >= rate * Double(usedUnused) * fromUnused
    }

    /// The largest log-likelihood of a chain whose stationary rate is at least `rate`, never less than the true one.
    ///
    /// The log-likelihood is concave in both probabilities, and the chains in question are the half plane
    /// returning ≥ r·stopping with r = rate ÷ (1 − rate). So the maximum is that of all chains where it lies there, and
    /// otherwise lies on the edge returning = r·stopping. There, with t transitions, c of them changes, the derivative is 0
    /// where r·t·x² − (c·(1 + r) + usedUsed + r·unusedUnused)·x + c = 0; the smaller root is the one that leaves both
    /// probabilities at most 1. A sum of 10⁻⁹ above it covers rounding.
    ///
    /// - Parameter rate: above 0 and below 1.
    func maximumLogLikelihood(rateAtLeast rate: Double) -> Double {
        if fits(rateAtLeast: rate) { return maximumLogLikelihood + Self.rounding }
        let odds = rate / (1 - rate)
        // Both are above 0: the chain that fits best returns too seldom and stops at least once.
        let changes = Double(unusedUsed + usedUnused)
        let all = changes + Double(usedUsed + unusedUnused)
        let middle = changes * (1 + odds) + Double(usedUsed) + odds * Double(unusedUnused)
        let root = max(0, middle * middle - 4 * odds * all * changes).squareRoot()
        let stopping = 2 * changes / (middle + root)
        return weighted(usedUnused, stopping) + weighted(usedUsed, 1 - stopping)
            + weighted(unusedUsed, odds * stopping) + weighted(unusedUnused, 1 - odds * stopping)
            + Self.rounding
    }

    /// At most 10⁵ transitions whose logarithms are right to 10⁻¹⁴.
    private static let rounding = 1e-9

    private func logLikelihood(_ successes: Int, _ failures: Int) -> Double {
        if successes == 0 || failures == 0 { return 0 }
        let all = Double(successes + failures)
        return weighted(successes, Double(successes) / all) + weighted(failures, Double(failures) / all)
    }

    /// `count` · ln `probability`, 0 for none.
    private func weighted(_ count: Int, _ probability: Double) -> Double {
        // At the ends of an edge rounding can leave a little less than 0, where the true value is 0 and its count is 0.
        count == 0 ? 0 : Double(count) * Double.log(max(probability, 1e-300))
    }
}
