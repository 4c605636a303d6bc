import Contract
import Domain
import Testing

@testable import Web

@Suite struct PhaseReviewViewTests {
    private static let today = Day(number: 20_454)

    private func review(_ signals: [RaisedSignal]? = []) throws -> PhaseReview {
        let dates = PhaseDates(
            completedOn: Self.today.adding(days: -60), asTo: Self.today.adding(days: 90),
            finalEvaluatedOn: nil, collectTo: nil)
        let facts = BuildFacts(
            id: 7, code: "B-7", projectCode: "P-7", programmeCode: "G", programmeName: "고도화 \"1\"",
            adopterName: "가상\\정밀\n", adopterNumber: "1111111119", supplierName: nil, supplierNumber: nil,
            siteName: "1공장", region: "경기도", ksic: nil, sizeClass: nil, solution: nil, targetLevel: "MID1",
            confirmedLevel: nil, intakeProfile: .full, collectFrom: nil,
            collectingFrom: dates.completedOn, phases: dates, site: .ordinary)
        let days = (2..<20).map { back in
            UsageDay(
                day: Self.today.adding(days: -back), receipts: 9, distinctTuples: 8, implausible: 1,
                arrived: 8,
                late: 1, rejected: 2, slots: 3, users: 2, actions: [2, 1, 3, 1, 1, 0, 0, 1], logInUsers: 2,
                logInPairs: 1)
        }
        let calendar = facts.calendar(SharedCalendar(holidays: HolidayTable([])))
        return PhaseReview(
            facts, try #require(RunningPhase(dates, today: Self.today)),
            usage: BuildUsage(
                days: days.reversed(), firstUse: days.last?.day, firstSign: days.last?.day, earlierSign: nil),
            users: DistinctUsers(byEpoch: [2, 3]), calendar: calendar, feed: .none, signals: signals,
            targets: [
                PlanTarget(
                    projectCode: "P-7", planClass: .quality, name: "공정불량률", unit: "%", direction: .lower,
                    base: 4, target: 2, weight: 100, result: 3, measuredOn: Self.today)
            ], today: Self.today)
    }

    private func tree(_ reviews: [PhaseReview]) throws -> JSONTree {
        try JSONTree(
            parsing: PhaseReviewView.bytes(
                reviews, of: .intensiveAS, next: nil, asOf: nil, today: Self.today,
                publicURL: "https://afterbuild.example"))
    }

    @Test(arguments: [true, false])
    func theAnswerIsOfTheFormThatTheContractSays(seesSignals: Bool) throws {
        for count in 0...2 {
            let reviews = try (0..<count).map { _ in try review(seesSignals ? [] : nil) }
            let wrong = PhaseReviewView.schema.mismatches(try tree(reviews))
            #expect(wrong.map { "\($0.pointer) \($0.expected)" } == [])
        }
    }

    @Test func figuresAndTextsArriveAsTheyAre() throws {
        let made = try review()
        guard case .object(let answer) = try tree([made]),
            case .object(let build)? = answer["builds"]?.elements?.first,
            case .object(let figures)? = build["figures"],
            case .object(let figure)? = figures[made.kpis.values[0].kpi.rawValue],
            case .object(let target)? = build["targets"]?.elements?.first
        else {
            Issue.record("no build in the answer")
            return
        }
        #expect(build["adopter"] == .string("가상\\정밀\n"))
        #expect(build["programme"] == .string("고도화 \"1\""))
        #expect(build["supplier"] == .null)
        #expect(build["signals"]?.elements?.isEmpty == true)
        #expect(figures.count == made.kpis.values.count)
        #expect(figure["denominator"] == made.kpis.values[0].denominator.map { .integer($0) })
        #expect(target["achievement"] == .number(0.5))
        guard case .object(let other) = try tree([try review(nil)]),
            case .object(let hidden)? = other["builds"]?.elements?.first
        else {
            Issue.record("no build in the answer")
            return
        }
        #expect(hidden["signals"] == nil)
        #expect(Set(build.keys).subtracting(hidden.keys) == ["signals"])
    }

    @Test func itIsWrittenAsEveryOtherAnswerIs() throws {
        let bytes = PhaseReviewView.bytes(
            [try review(), try review()], of: .intensiveAS, next: "x", asOf: nil,
            today: Self.today, publicURL: "https://afterbuild.example")
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == String(decoding: try JSONTree(parsing: bytes).bytes, as: UTF8.self))
    }
}
