import RealModule
import Testing

@testable import Domain

@Suite("The test of low rates")
struct LowRateTests {
    private let test = LowRateTest(threshold: 0.5, alpha: 0.05, minimumDays: 15)

    struct Power: Sendable, CustomTestStringConvertible {
        let rate: Double
        let meanGap: Double
        /// Share of the builds that are found within 125 expected days.
        let found: Double
        /// Half of those are found by this day.
        let median: Int
        var testDescription: String { "rate \(rate), mean absence of \(meanGap) expected days" }
    }

    @Test(
        "finds builds below the threshold",
        arguments: [
            Power(rate: 0.1, meanGap: 10, found: 0.99, median: 40),
            Power(rate: 0.2, meanGap: 5, found: 0.98, median: 40),
            Power(rate: 0.2, meanGap: 10, found: 0.60, median: 83),
            Power(rate: 0.3, meanGap: 10.0 / 3, found: 0.80, median: 65),
            Power(rate: 0.3, meanGap: 5, found: 0.44, median: 85),
            Power(rate: 0.3, meanGap: 10, found: 0.10, median: 90),
            Power(rate: 0.4, meanGap: 2.5, found: 0.12, median: 80),
        ])
    func power(_ sample: Power) {
        var random = SeededGenerator(seed: 20_261_205)
        let use = SimulatedUse(rate: sample.rate, meanGap: sample.meanGap)
        let builds = 1_000
        let found = (0..<builds).compactMap { _ in test.firstRaise(in: use.days(125, using: &random)[...]) }
            .map { $0 + 1 }.sorted()
        #expect(Double(found.count) >= sample.found * Double(builds), "\(found.count)")
        #expect(found[found.count / 2] <= sample.median, "\(found[found.count / 2])")
    }

    @Test("raises on the first day on which the e-value is 1/α, and not before its minimum of days")
    func firstDay() throws {
        let days = strip("....#", times: 20)
        let place = try #require(test.firstRaise(in: days[...]))
        let values = test.eValues(of: days[...])
        #expect(values[place] >= 20)
        #expect(values[..<place].allSatisfy { $0 < 20 })
        let patient = LowRateTest(threshold: 0.5, alpha: 0.05, minimumDays: 60)
        #expect(patient.firstRaise(in: days[...]) == 59)
    }

    @Test("begins anew on the day of a clearing")
    func restart() throws {
        let low = strip("....#", times: 20)
        let first = try #require(test.firstRaise(in: low[...]))
        let days = low + strip("####.", times: 40) + low
        let clearedOn = low.count + 200
        let second = try #require(test.firstRaise(in: days[clearedOn...]))
        // The used days before the clearing no longer count.
        #expect(second == clearedOn + first)
        #expect(!test.process().isRaised)
        // Without a new test they do: the rate of all days is above the threshold.
        var process = test.process()
        for isUsed in days { process.append(isUsed) }
        #expect(!process.isRaised)
    }

    @Test("a strip without use proves no rate, and neither does one that stops for good")
    func silence() {
        #expect(test.firstRaise(in: strip(".....", times: 40)[...]) == nil)
        #expect(test.firstRaise(in: strip("#####", times: 20)[...] + strip(".....", times: 20)[...]) == nil)
    }

    @Test("is decided by the same e-value that is shown")
    func decision() {
        var random = SeededGenerator(seed: 20_261_206)
        var raised = 0
        for _ in 0..<2_000 {
            let use = SimulatedUse(
                stopping: 0.05 + 0.9 * random.nextFraction(), returning: 0.05 + 0.9 * random.nextFraction())
            let counts = TransitionCounts(use.days(90, using: &random)[...])
            let value = test.eValue(of: counts)
            #expect(test.rejects(counts) == (value >= 20))
            #expect(Double.log(value) <= test.logEValueBound(of: counts) + 1e-9)
            if value >= 20 { raised += 1 }
        }
        #expect((200...1_800).contains(raised))
    }

    @Test("takes thresholds at the ends")
    func ends() {
        let low = strip("....#", times: 20)
        #expect(LowRateTest(threshold: 0, alpha: 0.05, minimumDays: 0).firstRaise(in: low[...]) == nil)
        #expect(LowRateTest(threshold: 1, alpha: 0.05, minimumDays: 0).firstRaise(in: low[...]) != nil)
        let all = strip("#####", times: 40)
        #expect(LowRateTest(threshold: 1, alpha: 0.05, minimumDays: 0).firstRaise(in: all[...]) == nil)
    }

    @Test("bounds the rates that it does not reject")
    func bounds() {
        var random = SeededGenerator(seed: 20_261_207)
        var missed = 0
        for _ in 0..<150 {
            let rate = 0.1 + 0.8 * random.nextFraction()
            let use = SimulatedUse(
                rate: rate, meanGap: max(1 / rate, (1 - rate) / rate) * (1 + 2 * random.nextFraction()))
            let counts = TransitionCounts(use.days(125, using: &random)[...])
            let bounds = rateBounds(of: counts, alpha: 0.05)
            if !bounds.contains(rate) { missed += 1 }
            // What is raised is above the upper bound.
            if test.rejects(counts) { #expect(bounds.upperBound <= 0.5) }
        }
        #expect(missed <= 15)
        #expect(rateBounds(of: TransitionCounts(strip("#####", times: 8)[...]), alpha: 0.05) == 0...1)
        let fifth = rateBounds(of: TransitionCounts(strip("....#", times: 25)[...]), alpha: 0.05)
        #expect(fifth.contains(0.2) && fifth.upperBound < 0.4 && fifth.lowerBound > 0.05, "\(fifth)")
        let mirrored = rateBounds(of: TransitionCounts(strip("####.", times: 25)[...]), alpha: 0.05)
        #expect(abs(mirrored.lowerBound - (1 - fifth.upperBound)) < 1e-9)
        #expect(abs(mirrored.upperBound - (1 - fifth.lowerBound)) < 1e-9)
    }
}
