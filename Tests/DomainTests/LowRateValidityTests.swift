import Foundation
import Testing

@testable import Domain

/// How many builds at the threshold are ever raised, looked at each day.
///
/// A share of them by default; 100,000 each with `AFTERBUILD_TEST_FULL=yes`.
@Suite("Builds at the threshold")
struct LowRateValidityTests {
    private static let isFull = ProcessInfo.processInfo.environment["AFTERBUILD_TEST_FULL"] == "yes"
    private static let builds = isFull ? 100_000 : 4_000
    private static let alpha = 0.05
    private static let horizon = 125
    private static let minimumDays = 15

    struct AtThreshold: Sendable, CustomTestStringConvertible {
        let threshold: Double
        let meanGap: Double
        var testDescription: String { "rate \(threshold), mean absence of \(meanGap) expected days" }
    }

    private static let cases = [
        AtThreshold(threshold: 0.5, meanGap: 2), AtThreshold(threshold: 0.5, meanGap: 3),
        AtThreshold(threshold: 0.5, meanGap: 5), AtThreshold(threshold: 0.5, meanGap: 10),
        AtThreshold(threshold: 0.5, meanGap: 20), AtThreshold(threshold: 0.3, meanGap: 5),
        AtThreshold(threshold: 0.7, meanGap: 3),
    ]

    /// How many of the simulated builds are raised on any day.
    private func raised(_ sample: AtThreshold, _ isRaised: ([Bool]) -> Bool) -> Int {
        var random = SeededGenerator(seed: 20_261_204)
        let use = SimulatedUse(rate: sample.threshold, meanGap: sample.meanGap)
        return (0..<Self.builds).count { _ in isRaised(use.days(Self.horizon, using: &random)) }
    }

    @Test("are ever raised by low rate with probability at most α", arguments: cases)
    func valid(_ sample: AtThreshold) {
        let test = LowRateTest(
            threshold: sample.threshold, alpha: Self.alpha, minimumDays: Self.minimumDays)
        let count = raised(sample) { test.firstRaise(in: $0[...]) != nil }
        #expect(Double(count) <= Self.alpha * Double(Self.builds), "\(count) of \(Self.builds)")
    }

    /// It takes the days for independent, which is not valid under runs.
    @Test("are raised too often by the beta-binomial mixture, so that the test above can fail")
    func planted() {
        let sample = AtThreshold(threshold: 0.5, meanGap: 5)
        let count = raised(sample) { days in
            var used = 0
            for (place, isUsed) in days.enumerated() {
                if isUsed { used += 1 }
                if place + 1 >= Self.minimumDays,
                    betaBinomialLogEValue(used, of: place + 1, 0.5) >= -log(Self.alpha)
                {
                    return true
                }
            }
            return false
        }
        #expect(Double(count) >= 0.12 * Double(Self.builds), "\(count) of \(Self.builds)")
        // Independent days alone do not show it.
        let independent = raised(AtThreshold(threshold: 0.5, meanGap: 2)) { days in
            let used = days.count { $0 }
            return betaBinomialLogEValue(used, of: days.count, 0.5) >= -log(Self.alpha)
        }
        #expect(Double(independent) <= Self.alpha * Double(Self.builds))
    }

    @Test("have a mean e-value of at most 1 on any day, over all strips of eleven days")
    func mean() {
        let test = LowRateTest(threshold: 0.5, alpha: Self.alpha, minimumDays: 0)
        let strips = (0..<1 << 11).map { bits in (0..<11).map { bits >> $0 & 1 == 1 } }
        let values = strips.map { days in
            (days[0], TransitionCounts(days[...]), test.eValue(of: TransitionCounts(days[...])))
        }
        for (stopping, returning) in [
            (0.5, 0.5), (0.2, 0.2), (0.05, 0.05), (0.9, 0.9), (0.1, 0.3), (0.001, 0.001),
        ] {
            for first in [true, false] {
                var sum = 0.0
                for (start, counts, value) in values where start == first {
                    sum += exp(logLikelihood(counts, stopping, returning)) * value
                }
                #expect(sum <= 1 + 1e-9, "\(stopping), \(returning), first \(first): \(sum)")
            }
        }
    }
}

/// The mixture of all rates, Beta(½, ½), against the best rate of at least the threshold, of independent days.
private func betaBinomialLogEValue(_ used: Int, of days: Int, _ threshold: Double) -> Double {
    let unused = days - used
    let mixture =
        lgamma(Double(used) + 0.5) + lgamma(Double(unused) + 0.5) - lgamma(Double(days) + 1) - log(Double.pi)
    let rate = min(max(Double(used) / Double(days), threshold), 1)
    let best = (used == 0 ? 0 : Double(used) * log(rate)) + (unused == 0 ? 0 : Double(unused) * log(1 - rate))
    return mixture - best
}
