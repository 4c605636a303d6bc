import Testing

@testable import Domain

/// Honest patterns of use as strips of expected days, and what the tests of use say of each.
///
/// Days that a calendar excludes are no part of a strip. The start of the falling test is the first eight weeks.
@Suite("Honest use")
struct HonestUseTests {
    struct Findings: Sendable, Equatable, CustomStringConvertible {
        /// Absences that are raised, each until the next use.
        var silences = 0
        var isLow = false
        var isFalling = false
        var description: String { "silences \(silences), low \(isLow), falling \(isFalling)" }
        static let none = Findings()
    }

    struct Pattern: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let days: [Bool]
        let findings: Findings

        init(_ name: String, _ days: [Bool], _ findings: Findings = .none) {
            testDescription = name
            self.days = days
            self.findings = findings
        }
    }

    private static let daily = strip("#####", times: 10)

    private static func absence(_ days: Int) -> [Bool] {
        daily + [Bool](repeating: false, count: days) + daily + daily
    }

    private static let patterns = [
        Pattern("team, daily; owner, every day; declared shut-down", daily + daily + daily),
        Pattern("undeclared shut-down of ten days", absence(10), Findings(silences: 1)),
        Pattern("holiday of a sole user, nine days", absence(9)),
        Pattern("illness of a sole user, three weeks", absence(15), Findings(silences: 1)),
        Pattern("re-installed, five days", absence(5)),
        Pattern("supplier change, not recorded, four weeks", absence(20), Findings(silences: 1)),
        Pattern("two days a week for good", strip(".#.#.", times: 26), Findings(isLow: true)),
        Pattern("three days a week", strip("#.#.#", times: 26)),
        Pattern("Monday report", strip("#....", times: 26), Findings(isLow: true)),
        Pattern(
            "month-end, the last three working days",
            strip("..... ..... ..... .... ###", times: 6)),
        Pattern(
            "season: 8 weeks on, 10 off, on again",
            strip("#####", times: 8) + strip(".....", times: 10) + strip("#####", times: 8),
            Findings(silences: 1)),
        Pattern(
            "ramp-up: one day a week, two, daily",
            strip("..#..", times: 6) + strip(".#.#.", times: 6) + strip("#####", times: 14),
            Findings(isLow: true)),
        Pattern("training, then two days a week", strip("#####", times: 8) + strip(".#.#.", times: 18)),
        Pattern(
            "training, then one day a week", strip("#####", times: 8) + strip("..#..", times: 18),
            Findings(isFalling: true)),
        Pattern("late acceptance, first use after 25 days", strip(".....", times: 5) + daily + daily),
        Pattern("young build with three records", strip("#.##.")),
        Pattern(
            "stopped for good in month 12", strip("#####", times: 48) + strip(".....", times: 20),
            Findings(silences: 1)),
    ]

    @Test("is found as what it is", arguments: patterns)
    func pattern(_ pattern: Pattern) {
        #expect(findings(of: pattern.days) == pattern.findings)
    }

    @Test("at two days a week is low only where the policy asks for more")
    func partTime() throws {
        let days = strip(".#.#.", times: 52)
        #expect(LowRateTest(threshold: 0.4, alpha: 0.05, minimumDays: 15).firstRaise(in: days[...]) == nil)
        let place = try #require(
            LowRateTest(threshold: 0.5, alpha: 0.05, minimumDays: 15).firstRaise(in: days[...]))
        // Not on the first days that the rule may speak.
        #expect(place > 30)
    }

    private func findings(of days: [Bool]) -> Findings {
        var gap = GapTest(minimumDays: 10).process()
        var silences = 0
        var wasSilent = false
        for isUsed in days {
            gap.append(isUsed)
            if gap.isRaised && !wasSilent { silences += 1 }
            // What was raised ends with the next use, and not before.
            if wasSilent { #expect(gap.isRaised == !isUsed) }
            wasSilent = gap.isRaised
        }
        let low = LowRateTest(threshold: 0.5, alpha: 0.05, minimumDays: 15)
        let start = days.prefix(40)
        let falling = FallingRateTest(
            startUsed: start.count { $0 }, of: start.count, share: 0.5, alpha: 0.05, minimumDays: 15)
        return Findings(
            silences: silences, isLow: low.firstRaise(in: days[...]) != nil,
            isFalling: falling?.firstRaise(in: days[start.count...]) != nil)
    }
}
