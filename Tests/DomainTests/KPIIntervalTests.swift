import Testing

@testable import Domain

@Suite("The Wilson score interval")
struct KPIIntervalTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let successes: Int
        let trials: Int
        let lower: Double
        let upper: Double
        var testDescription: String { "\(successes) of \(trials)" }
    }

    @Test(
        "equals what the textbooks print",
        arguments: [
            // z² = 3.841459; 5 of 10: centre (0.5 + 0.192073) / 1.384146 = 0.5, half 0.263407.
            Example(successes: 5, trials: 10, lower: 0.236593, upper: 0.763407),
            // 0 of 5: z² / (n + z²) = 3.841459 / 8.841459.
            Example(successes: 0, trials: 5, lower: 0, upper: 0.434482),
            Example(successes: 5, trials: 5, lower: 0.565518, upper: 1),
            // 81 of 263 is the worked example of Newcombe's paper of 1998.
            Example(successes: 81, trials: 263, lower: 0.2553, upper: 0.3662),
        ])
    func interval(_ example: Example) throws {
        let found = try #require(wilsonInterval(example.successes, of: example.trials))
        #expect(abs(found.lowerBound - example.lower) < 0.00005)
        #expect(abs(found.upperBound - example.upper) < 0.00005)
    }

    @Test("is none without a trial")
    func none() {
        #expect(wilsonInterval(0, of: 0) == nil)
    }

    @Test("holds the rate, and shrinks with the sample")
    func shrinks() throws {
        var last = 1.0
        for trials in [4, 8, 40, 400] {
            let interval = try #require(wilsonInterval(trials / 4, of: trials))
            #expect(interval.contains(0.25))
            #expect(interval.upperBound - interval.lowerBound < last)
            last = interval.upperBound - interval.lowerBound
        }
    }
}
