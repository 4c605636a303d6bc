import Testing

@testable import Domain

/// Rules take their figures from packed days, pages from whole ones: both must say the same of a build.
struct JudgedFigureTests {
    /// A build of which everything is random, in both forms.
    private struct RandomBuild {
        let days: [UsageDay]
        let sample: SampleJudged

        init(_ dice: inout SeededGenerator) {
            var sample = SampleJudged()
            let often = Int.random(in: 1...10, using: &dice)
            var days: [UsageDay] = []
            // Some use lies before completion, some arrives late, some is implausible.
            for number in -20...200 where Int.random(in: 0...9, using: &dice) < often {
                let receipts = Int.random(in: 0...3, using: &dice)
                days.append(
                    UsageDay(
                        day: SampleJudged.day(number), receipts: receipts, distinctTuples: receipts,
                        implausible: Int.random(in: 0...receipts, using: &dice) / 2,
                        arrived: Int.random(in: 0...2, using: &dice), late: 0, rejected: 0, slots: receipts,
                        users: 1, actions: SIMD8(repeating: 0), logInUsers: 0, logInPairs: 0))
            }
            self.days = days
            sample.days = days.map { day in
                JudgedDay(
                    day: day.day, isActive: day.isActive, hasArrivals: day.arrived > 0, slots: day.slots,
                    receipts: day.receipts, late: 0, rejected: 0, distinct: day.distinctTuples, work: 0)
            }
            sample.outages = (0..<6).map { _ in
                let began = SampleJudged.day(.random(in: 1...200, using: &dice)).start
                    .adding(seconds: .random(in: 0...86_000, using: &dice))
                return (began, began.adding(seconds: .random(in: 30...2_000, using: &dice)))
            }
            let pause = Int.random(in: 1...150, using: &dice)
            sample.suspensions = [
                Suspension(
                    id: 1, beganOn: SampleJudged.day(pause), endedOn: SampleJudged.day(pause + 9),
                    document: .init(name: "휴업신고서"), recordedBy: "담당", knownAt: SampleJudged.day(0).start)
            ]
            sample.incidents = [SampleJudged.day(pause + 20)...SampleJudged.day(pause + 25)]
            sample.holidays = [SampleJudged.day(.random(in: 1...200, using: &dice))]
            self.sample = sample
        }
    }

    @Test func ratesSilenceAndTrendAreThoseOfTheCatalogue() throws {
        var dice = SeededGenerator(seed: 20_261_122)
        var trends = 0
        for _ in 0..<300 {
            let random = RandomBuild(&dice)
            let number = Int.random(in: 70...200, using: &dice)
            let moment = try random.sample.moment(number)
            let past = random.days.filter { $0.day < moment.today }
            let calendar = moment.build.calendar
            let firstUse = past.first(where: \.isActive)?.day
            let start = calendar.ownStart(firstUse: firstUse)
            let usage = BuildUsage(days: past, firstUse: firstUse, earlierSign: nil)
            for length in [28, 91] {
                let window = moment.last(length)
                let made = kpis(
                    .last28, window, of: usage, users: DistinctUsers(byEpoch: []), calendar: calendar,
                    today: moment.today)
                let counts = moment.counts(in: window)
                #expect(counts.usedDays.rate == made.value(.activeDayRate), "\(window)")
                #expect(counts.expected == made.expectation.expected.count)
                if let start, start.upperBound < window.lowerBound {
                    let trend = counts.usedDays.trend(against: moment.counts(in: start).usedDays)
                    #expect(trend == made.value(.trend), "\(window)")
                    if trend.value != nil { trends += 1 }
                }
            }
            guard let lastSign = moment.lastSign else { continue }
            #expect(lastSign == usage.lastSign)
            let silent = calendar.silence(after: lastSign, today: moment.today)
            #expect(Double(moment.certainSilence) == silent.favourable)
        }
        #expect(trends > 50, "or nothing was compared")
    }
}
