import Foundation
import Testing

@testable import Domain

@Suite("Transitions of a strip")
struct TransitionCountsTests {
    @Test("are counted, but for the first day, which has none")
    func counts() {
        let counts = TransitionCounts(strip("##..#.")[...])
        #expect(counts.usedUsed == 1)
        #expect(counts.usedUnused == 2)
        #expect(counts.unusedUnused == 1)
        #expect(counts.unusedUsed == 1)
        #expect(TransitionCounts(strip("#")[...]).maximumLogLikelihood == 0)
    }

    @Test("since an earlier day are those of the rest, with the one into it")
    func since() {
        let days = strip("##..#.###")
        let rest = TransitionCounts(days[...]).since(TransitionCounts(days[..<5]))
        let alone = TransitionCounts(days[4...])
        #expect(rest.usedUsed == alone.usedUsed && rest.usedUnused == alone.usedUnused)
        #expect(rest.unusedUsed == alone.unusedUsed && rest.unusedUnused == alone.unusedUnused)
    }

    @Test("give the likelihoods that one has by hand")
    func byHand() {
        // One transition from used to used of three, one from unused to used of two: (2/3)²·(1/3)·(1/2)² = 1/27.
        let counts = TransitionCounts(strip("##..#.")[...])
        #expect(abs(counts.maximumLogLikelihood - log(1.0 / 27)) < 1e-12)
        // The best chain has the rate (1/2) ÷ (2/3 + 1/2) = 3/7.
        #expect(counts.fits(rateAtLeast: 3.0 / 7 - 1e-9))
        #expect(!counts.fits(rateAtLeast: 3.0 / 7 + 1e-9))
        #expect(abs(counts.maximumLogLikelihood(rateAtLeast: 0.4) - log(1.0 / 27)) < 2e-9)
        // At 1/2 both probabilities are 3 changes ÷ 5 transitions: (3/5)³·(2/5)².
        #expect(abs(counts.maximumLogLikelihood(rateAtLeast: 0.5) - log(0.03456)) < 2e-9)
        // At 3/4 the odds are 3: 15x² − 16x + 3 = 0, x = (16 − √76) ÷ 30.
        let stopping = (16 - 76.0.squareRoot()) / 30
        let byHand = log(stopping * stopping * (1 - stopping) * 3 * stopping * (1 - 3 * stopping))
        #expect(abs(counts.maximumLogLikelihood(rateAtLeast: 0.75) - byHand) < 2e-9)
    }

    @Test("prove nothing of a strip without use, or one that stopped once")
    func nothingProven() {
        for text in ["....................", "####################", "....######", "#"] {
            let counts = TransitionCounts(strip(text)[...])
            #expect(counts.fits(rateAtLeast: 0.999))
        }
        let stopped = TransitionCounts(strip("####################....................")[...])
        // Both probabilities 1/39 give (1/39)·(38/39)³⁸; the best chain never returns: (1/20)·(19/20)¹⁹.
        let edge = log(1.0 / 39) + 38 * log(38.0 / 39)
        #expect(abs(stopped.maximumLogLikelihood(rateAtLeast: 0.5) - edge) < 2e-9)
    }

    @Test("no chain of the hypothesis is likelier than the maximum")
    func neverLess() {
        var random = SeededGenerator(seed: 20_261_202)
        for _ in 0..<20_000 {
            let counts = randomCounts(&random)
            let rate = 0.02 + 0.96 * random.nextFraction()
            let stopping = random.nextFraction()
            // Half of the chains are on the edge.
            let least = stopping * rate / (1 - rate)
            let returning =
                random.nextFraction() < 0.5 ? least : least + (1 - least) * random.nextFraction()
            if returning > 1 { continue }
            let likelihood = logLikelihood(counts, stopping, returning)
            #expect(likelihood <= counts.maximumLogLikelihood(rateAtLeast: rate))
        }
    }

    @Test("the maximum is that of a search over all chains")
    func search() {
        var random = SeededGenerator(seed: 20_261_203)
        for _ in 0..<60 {
            let counts = randomCounts(&random)
            let rate = 0.05 + 0.9 * random.nextFraction()
            let odds = rate / (1 - rate)
            let found = counts.maximumLogLikelihood(rateAtLeast: rate)
            var best = -Double.infinity
            let steps = 60
            for row in 1..<steps {
                let stopping = Double(row) / Double(steps)
                for column in 1..<steps where Double(column) >= odds * Double(row) {
                    best = max(best, logLikelihood(counts, stopping, Double(column) / Double(steps)))
                }
            }
            // The maximum lies on the edge, or at the best chain of all.
            for step in 1...20_000 {
                let stopping = Double(step) / 20_000 * min(1, 1 / odds)
                best = max(best, logLikelihood(counts, stopping, min(1, odds * stopping)))
            }
            if counts.fits(rateAtLeast: rate) { best = max(best, counts.maximumLogLikelihood) }
            #expect(best <= found)
            #expect(found < best + 1e-4, "\(counts) at \(rate)")
        }
    }

    private func randomCounts(_ random: inout SeededGenerator) -> TransitionCounts {
        let use = SimulatedUse(
            stopping: 0.02 + 0.96 * random.nextFraction(), returning: 0.02 + 0.96 * random.nextFraction())
        let count = 2 + Int(random.nextFraction() * 80)
        return TransitionCounts(use.days(count, using: &random)[...])
    }
}

/// Of one chain.
func logLikelihood(_ counts: TransitionCounts, _ stopping: Double, _ returning: Double) -> Double {
    func weighted(_ count: Int, _ probability: Double) -> Double {
        count == 0 ? 0 : Double(count) * log(probability)
    }
    return weighted(counts.usedUnused, stopping) + weighted(counts.usedUsed, 1 - stopping)
        + weighted(counts.unusedUsed, returning) + weighted(counts.unusedUnused, 1 - returning)
}
