import Foundation
import Testing

@testable import Domain

@Suite("The test of falling rates")
struct FallingRateTests {
    private static let isFull = ProcessInfo.processInfo.environment["AFTERBUILD_TEST_FULL"] == "yes"
    private static let builds = isFull ? 20_000 : 400
    private static let start = 40
    private static let horizon = 125
    private static let alpha = 0.05

    struct Change: Sendable, CustomTestStringConvertible {
        let before: SimulatedUse
        let after: SimulatedUse
        /// Expected days after the start.
        var day = 0
        /// Share of the builds that are found.
        var found = 0.0

        var testDescription: String {
            "from \(before.rate) to \(after.rate), returning \(before.returning) and \(after.returning), day \(day)"
        }
    }

    private func raised(_ change: Change) -> Double {
        var random = SeededGenerator(seed: 20_261_208)
        let count = (0..<Self.builds).count { _ in
            var days = change.before.days(Self.start + change.day, using: &random)
            while days.count < Self.start + Self.horizon {
                days.append(change.after.next(days.last ?? true, using: &random))
            }
            let used = days[..<Self.start].count { $0 }
            return falling(used, of: Self.start)?.firstRaise(in: days[Self.start...]) != nil
        }
        return Double(count) / Double(Self.builds)
    }

    private func falling(_ used: Int, of expected: Int) -> FallingRateTest? {
        FallingRateTest(startUsed: used, of: expected, share: 0.5, alpha: Self.alpha, minimumDays: 15)
    }

    @Test(
        "raises at most α of the builds whose rate stays",
        arguments: [
            (0.3, 10.0 / 3), (0.3, 10), (0.5, 2), (0.5, 5), (0.5, 10), (0.5, 20), (0.7, 5), (0.9, 10),
        ].map {
            Change(before: SimulatedUse(rate: $0, meanGap: $1), after: SimulatedUse(rate: $0, meanGap: $1))
        })
    func stays(_ change: Change) {
        #expect(raised(change) <= Self.alpha)
    }

    @Test(
        "raises at most α of the builds whose rate falls by the policy's share and not below",
        arguments: [
            (0.9, 1.25, 2.5), (0.8, 5, 2.5), (0.8, 10, 5), (0.6, 2, 10.0 / 3), (0.6, 5, 10), (0.4, 5, 5),
        ].map {
            Change(
                before: SimulatedUse(rate: $0, meanGap: $1), after: SimulatedUse(rate: $0 / 2, meanGap: $2))
        })
    func half(_ change: Change) {
        #expect(raised(change) <= Self.alpha)
    }

    @Test(
        "finds builds whose rate falls further",
        arguments: [
            Change(
                before: SimulatedUse(rate: 0.95, meanGap: 1.2), after: SimulatedUse(rate: 0.1, meanGap: 10),
                found: 0.97),
            Change(
                before: SimulatedUse(rate: 0.95, meanGap: 1.2), after: SimulatedUse(rate: 0.2, meanGap: 5),
                found: 0.85),
            Change(
                before: SimulatedUse(rate: 0.95, meanGap: 1.2), after: SimulatedUse(rate: 0.1, meanGap: 10),
                day: 50, found: 0.5),
            Change(
                before: SimulatedUse(rate: 0.8, meanGap: 1.5), after: SimulatedUse(rate: 0.1, meanGap: 10),
                found: 0.88),
        ])
    func finds(_ change: Change) {
        #expect(raised(change) >= change.found)
    }

    @Test("holds the rate against the share of the start's lower bound")
    func threshold() throws {
        // The lower end for 40 of 40 is 40 ÷ (40 + 1.96²) = 0.9124.
        let test = try #require(falling(40, of: 40))
        #expect(abs(test.threshold - 0.4562) < 0.0001)
        #expect(falling(0, of: 40) == nil)
        #expect(falling(0, of: 0) == nil)
    }

    @Test("names the day of the change, and begins anew on the day of a clearing")
    func change() throws {
        let test = try #require(falling(39, of: 40))
        let before = strip("####.", times: 8)
        let low = strip("....#", times: 16)
        let days = before + low
        let place = try #require(test.firstRaise(in: days[...]))
        #expect(place > before.count)
        var process = test.process()
        for isUsed in days[...place] { process.append(isUsed) }
        #expect(process.isRaised)
        let change = try #require(process.likeliestChange)
        #expect(abs(change - before.count) <= 5)
        let again = try #require(test.firstRaise(in: (days + low)[days.count...]))
        #expect(again == days.count + (try #require(test.firstRaise(in: low[...]))))
        #expect(!test.process().isRaised)
        #expect(test.process().eValue == 1)
    }
}
