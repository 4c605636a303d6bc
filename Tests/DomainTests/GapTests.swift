import Testing

@testable import Domain

@Suite("The test of gaps")
struct GapTests {
    private let test = GapTest(minimumDays: 10)

    /// The expected days without use after which a stop is raised that follows `history`.
    private func delay(after history: [Bool]) -> Int? {
        var process = test.process()
        for isUsed in history { process.append(isUsed) }
        while process.gap < 200 {
            process.append(false)
            if process.isRaised { return process.gap }
        }
        return nil
    }

    @Test("finds a daily user that stops within 12 expected days")
    func daily() {
        #expect(delay(after: strip("#####", times: 3)) == 10)
        #expect(delay(after: strip("#####", times: 8)) == 10)
        #expect(delay(after: strip("##### ####. #####", times: 5)) == 10)
        #expect(delay(after: strip("####.", times: 8)) == 10)
    }

    struct Rhythm: Sendable, CustomTestStringConvertible {
        let rate: Double
        let meanGap: Double
        /// Share of the simulated builds that are raised within 125 expected days.
        let raised: Double
        var testDescription: String { "rate \(rate), mean absence of \(meanGap) expected days" }
    }

    @Test(
        "leaves builds alone whose absences come in runs",
        arguments: [
            Rhythm(rate: 0.9, meanGap: 1.25, raised: 0.005), Rhythm(rate: 0.7, meanGap: 1.5, raised: 0.005),
            Rhythm(rate: 0.5, meanGap: 2, raised: 0.02), Rhythm(rate: 0.5, meanGap: 3, raised: 0.08),
            Rhythm(rate: 0.3, meanGap: 10.0 / 3, raised: 0.05), Rhythm(rate: 0.5, meanGap: 5, raised: 0.2),
        ])
    func runs(_ rhythm: Rhythm) {
        var random = SeededGenerator(seed: 20_261_209)
        let use = SimulatedUse(rate: rhythm.rate, meanGap: rhythm.meanGap)
        let count = (0..<1_000).count { _ in
            test.firstRaise(in: use.days(125, using: &random)[...]) != nil
        }
        #expect(Double(count) <= rhythm.raised * 1_000, "\(count)")
    }

    @Test("asks for more than the longest earlier absence")
    func longest() throws {
        let long = strip("#####", times: 20) + strip("..... ..... .....") + strip("#####", times: 20)
        let days = try #require(delay(after: long))
        // 1.25 times 15 is 18.75.
        #expect((19...30).contains(days), "\(days)")
    }

    @Test("waits longer where there is no rhythm yet")
    func young() {
        #expect(delay(after: strip("#####", times: 2)) == 25)
        #expect(delay(after: strip("#")) == 25)
        #expect(GapTest(minimumDays: 30).minimumDaysWithoutRhythm == 30)
    }

    @Test("says nothing before the first use")
    func beforeFirstUse() {
        #expect(test.firstRaise(in: strip(".....", times: 20)[...]) == nil)
        // Nor does the wait for it count as an absence.
        #expect(delay(after: strip(".....", times: 5) + strip("#####", times: 8)) == 10)
    }

    @Test("gives the probability that one has by hand")
    func probability() throws {
        var process = test.process()
        for isUsed in strip("####. ####. ####. ####. ####. #####") + strip("...") { process.append(isUsed) }
        #expect(process.historyDays == 30 && process.historyUsed == 25 && process.gap == 3)
        let rate = try #require(wilsonInterval(25, of: 30)).lowerBound
        let independent = (1 - rate) * (1 - rate) * (1 - rate)
        // Each of 5 unused days was the last of its absence, and 5 more count as such at the rate.
        let returning = (5 + 5 * rate) / 10
        let runs = (1 - returning) * (1 - returning)
        #expect(abs(process.probability - max(independent, runs)) < 1e-12)
    }

    @Test("stays raised until the next use, which ends it")
    func ends() {
        var process = test.process()
        for isUsed in strip("#####", times: 8) { process.append(isUsed) }
        for day in 1...300 {
            process.append(false)
            #expect(process.isRaised == (day >= 10))
        }
        process.append(true)
        #expect(!process.isRaised)
        #expect(process.longestEarlier == 300)
    }
}
