import RealModule

/// Tests “the long-run rate of used days is at least the threshold”, valid however often one looks.
///
/// The hypothesis holds every two-state Markov chain (`TransitionCounts`) whose stationary rate is at least the
/// threshold: independent days as well as absences that come in runs of any mean length. The e-value of a day is the
/// likelihood of the strip so far under a fixed mixture of chains below the threshold, divided by its largest
/// likelihood under the hypothesis (universal inference: Wasserman, Ramdas, Balakrishnan, PNAS 2020). It is never
/// above the likelihood ratio to the true chain, whose mean is 1 on every day, so by Ville's inequality a build for
/// which the hypothesis is true ever reaches 1/α with probability at most α, whichever days are looked at. After each
/// clearing a new test begins; its α counts again.
///
/// What it does not cover: a chain whose probabilities change with the season. A strip that was never used, or
/// stopped once for good, proves nothing, as the absence may be the first of many long ones: that is for silence.
package struct LowRateTest: Sendable {
    /// Above 0 and below 1.
    package let threshold: Double
    /// The probability of ever raising a build at or above the threshold.
    package let alpha: Double
    /// Expected days that must have passed before it may raise.
    package let minimumDays: Int
    private let alternatives: [Alternative]
    private let logNeeded: Double

    /// - Parameters:
    ///   - threshold: 0 to 1; of 0 nothing is ever raised, of 1 what is raised is below 0.999.
    ///   - alpha: above 0 and at most 1.
    package init(threshold: Double, alpha: Double, minimumDays: Int) {
        self.threshold = min(max(threshold, 0), Self.highest)
        self.alpha = alpha
        self.minimumDays = minimumDays
        logNeeded = -Double.log(alpha)
        alternatives = self.threshold == 0 ? [] : Self.mixture(below: self.threshold)
    }

    private static let highest = 0.999

    // MARK: The process

    /// One test of one build, day by day.
    package struct Process: Sendable {
        package let test: LowRateTest
        /// Expected days so far.
        package private(set) var days = 0
        package private(set) var counts = TransitionCounts()

        init(_ test: LowRateTest) {
            self.test = test
        }

        package mutating func append(_ isUsed: Bool) {
            days += 1
            counts.append(isUsed)
        }

        /// Whether the e-value of the last day is at least 1/α, and there are days enough.
        package var isRaised: Bool { days >= test.minimumDays && test.rejects(counts) }
    }

    /// A test that begins with the next day: on the first day of the window, or on the day after a clearing.
    package func process() -> Process { Process(self) }

    /// The place of the first day on which the test raises, after that day; `nil` where there is none.
    ///
    /// - Parameter days: expected days in order, `true` where there may have been use. A part of a strip, from the day of a
    ///   clearing on, is a new test.
    package func firstRaise(in days: ArraySlice<Bool>) -> Int? {
        var process = process()
        for place in days.indices {
            process.append(days[place])
            if process.isRaised { return place }
        }
        return nil
    }

    /// The e-value after each day, for pages; 1 on the first.
    package func eValues(of days: ArraySlice<Bool>) -> [Double] {
        var counts = TransitionCounts()
        return days.map { isUsed in
            counts.append(isUsed)
            return eValue(of: counts)
        }
    }

    // MARK: The e-value

    /// How many times better the chains below the threshold explain the strip than the best chain of the hypothesis does.
    package func eValue(of counts: TransitionCounts) -> Double { Double.exp(min(logEValue(of: counts), 700)) }

    func logEValue(of counts: TransitionCounts) -> Double {
        if alternatives.isEmpty { return 0 }
        return logMixture(counts, best: counts.maximumLogLikelihood)
            - counts.maximumLogLikelihood(rateAtLeast: threshold)
    }

    /// Whether the e-value is at least 1/α.
    ///
    /// Most builds fit the hypothesis best, which takes four multiplications to see. Of the others, no mixture explains the
    /// strip better than the chain that fits it best.
    func rejects(_ counts: TransitionCounts) -> Bool {
        if alternatives.isEmpty || counts.fits(rateAtLeast: threshold) { return false }
        let hypothesis = counts.maximumLogLikelihood(rateAtLeast: threshold)
        let best = counts.maximumLogLikelihood
        return best - hypothesis >= logNeeded && logMixture(counts, best: best) - hypothesis >= logNeeded
    }

    /// At least the logarithm of the e-value: 0 where the strip fits the hypothesis best.
    func logEValueBound(of counts: TransitionCounts) -> Double {
        if alternatives.isEmpty || counts.fits(rateAtLeast: threshold) { return 0 }
        return counts.maximumLogLikelihood - counts.maximumLogLikelihood(rateAtLeast: threshold)
    }

    // MARK: The mixture

    private struct Alternative {
        let logWeight: Double
        let logStopping: Double
        let logGoingOn: Double
        let logReturning: Double
        let logStayingAway: Double
    }

    /// Odds of use as a share of those of the threshold, with weights: at 0.5 rates of 0.06, 0.17 and 0.30.
    private static let oddsRatios = [(0.06, 1.0), (0.21, 2.0), (0.43, 2.0)]
    /// Mean absences in multiples of those that independent days have, with weights.
    private static let gapRatios = [(0.8, 1.0), (1.1, 2.0), (1.7, 2.0), (3.0, 1.0)]
    /// Neither probability of an alternative is larger, so that each explains every strip to some degree.
    private static let surest = 0.97

    /// The weight of the chains that are spread over all probabilities.
    private static let spread = 0.1

    private static func mixture(below threshold: Double) -> [Alternative] {
        let all = oddsRatios.reduce(0) { $0 + $1.1 } * gapRatios.reduce(0) { $0 + $1.1 }
        return oddsRatios.flatMap { oddsRatio, oddsWeight in
            gapRatios.map { gapRatio, gapWeight in
                let odds = threshold / (1 - threshold) * oddsRatio
                let returning = min(odds / (1 + odds) / gapRatio, surest, surest * odds)
                let stopping = returning / odds
                return Alternative(
                    logWeight: Double.log((1 - spread) * oddsWeight * gapWeight / all),
                    logStopping: Double.log(stopping), logGoingOn: Double.log(1 - stopping),
                    logReturning: Double.log(returning),
                    logStayingAway: Double.log(1 - returning))
            }
        }
    }

    /// At most the log-likelihood of the mixture.
    ///
    /// A tenth of it are chains whose probabilities have the prior Beta(½, ½): they find what no alternative of the
    /// table resembles, long runs above all. Their likelihood is at least that of the best chain divided by 2·√n for
    /// the n transitions from either state (Willems, Shtarkov, Tjalkens, IEEE Transactions on Information Theory
    /// 1995), and the bound is what is taken.
    ///
    /// - Parameter best: the largest log-likelihood of any chain.
    private func logMixture(_ counts: TransitionCounts, best: Double) -> Double {
        let stopped = Double(counts.usedUnused)
        let wentOn = Double(counts.usedUsed)
        let returned = Double(counts.unusedUsed)
        let stayedAway = Double(counts.unusedUnused)
        // Summed relative to the largest term so far, as the terms themselves are too small for a number.
        var largest =
            best
            - Double.log(
                4 / Self.spread * (max(stopped + wentOn, 1) * max(returned + stayedAway, 1)).squareRoot())
        var sum = 1.0
        for chain in alternatives {
            let term =
                chain.logWeight + stopped * chain.logStopping + wentOn * chain.logGoingOn
                + returned * chain.logReturning + stayedAway * chain.logStayingAway
            if term > largest {
                sum = sum * Double.exp(largest - term) + 1
                largest = term
            } else {
                sum += Double.exp(term - largest)
            }
        }
        return largest + Double.log(sum)
    }
}
