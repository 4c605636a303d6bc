import Testing

@testable import Domain

@Suite struct ExpectedStripTests {
    @Test func aWindowIsCountedAsItsDaysOneByOneAlsoBeyondBothEnds() throws {
        var sample = SampleJudged()
        sample.holidays = [SampleJudged.day(10), SampleJudged.day(25)]
        sample.incidents = [SampleJudged.day(17)...SampleJudged.day(19)]
        let minute: (Int, Int64) -> Timestamp = { SampleJudged.day($0).start.adding(seconds: $1 * 60) }
        sample.outages = [(minute(12, 600), minute(12, 605)), (minute(31, 0), minute(33, 0))]
        let strip = try #require(ExpectedStrip(sample.build().calendar, until: SampleJudged.day(60)))
        var seen: Set<ExpectedStrip.Mark> = []
        for from in -5...65 {
            var oneByOne = WindowCounts(lateDays: nil)
            for to in from...66 {
                let mark = strip.mark(of: SampleJudged.day(to))
                seen.insert(mark)
                oneByOne.add(mark)
                var counted = WindowCounts(lateDays: nil)
                strip.count(SampleJudged.day(from)...SampleJudged.day(to), into: &counted)
                #expect(counted == oneByOne, "\(from) to \(to)")
            }
        }
        #expect(seen == [.expected, .touched, .lost, .common, .resting])
    }
}
