import Testing

@testable import Domain

private typealias Sample = SampleJudged

/// Every innocent explanation is tested before a rule speaks, and listed with what its test found.
struct InnocentExplanationTests {
    private static let silent = PolicyRule(kind: .silent, threshold: 10, minimumExpectedDays: 10)
    private static let low = PolicyRule(kind: .lowActiveDayRate, threshold: 0.5, minimumExpectedDays: 10)

    /// Used for four weeks and silent since; 10 working days of silence on day 43.
    private static var fading: Sample {
        var sample = Sample()
        sample.work(1...28)
        return sample
    }

    private func tested(_ outcome: RuleOutcome, _ explanation: InnocentExplanation) -> TestedExplanation? {
        outcome.explanations.first { $0.explanation == explanation }
    }

    @Test func allAreListedOnceWithTheirOutcome() throws {
        let outcome = try Self.fading.outcome(Self.silent, 43)
        #expect(outcome.verdict == .raise)
        #expect(outcome.explanations.map(\.explanation) == InnocentExplanation.allCases)
        #expect(outcome.explanations.allSatisfy { !$0.detail.isEmpty })
        #expect(tested(outcome, .merger)?.outcome == .open, "nothing here can tell")
        #expect(tested(outcome, .keyEnded)?.outcome == .ruledOut)
    }

    @Test func recordsThatAreRefusedShowThatTheBuildSends() throws {
        var sample = Self.fading
        sample.days.append(
            JudgedDay(
                day: Sample.day(40), isActive: false, hasArrivals: false, slots: 0, receipts: 0, late: 0,
                rejected: 12, distinct: 0, work: 0))
        let outcome = try sample.outcome(Self.silent, 43)
        #expect(outcome.verdict == .explained)
        #expect(
            tested(outcome, .transportBroken)?.detail
                == "거부·보류된 기록 12건이 온 날을 사용한 날로 보면 기준에 해당하지 않음: 보내고 있음")
        let later = try sample.outcome(Self.silent, 57)
        #expect(later.verdict == .raise, "one refused record does not excuse the ten working days after it")
        #expect(tested(later, .transportBroken)?.outcome == .ruledOut)
    }

    @Test func aBuildWithoutAUsableKeyCannotBeHeard() throws {
        var sample = Self.fading
        sample.feed = FeedNotes(
            usableKeys: 0, keyEndedOn: Sample.day(29), dialectChangedOn: nil, networkChangedOn: nil)
        #expect(try sample.outcome(Self.silent, 43).verdict == .explained)
    }

    @Test(
        "a recorded change explains for as long as the policy says",
        arguments: [
            InnocentExplanation.supplierChange, .systemChange, .addressMove,
        ])
    func changes(explanation: InnocentExplanation) throws {
        var sample = Self.fading
        sample.changes = [ExplainingChange(explanation, effectiveOn: Sample.day(30))]
        let outcome = try sample.outcome(Self.silent, 43)
        #expect(outcome.verdict == .explained)
        #expect(tested(outcome, explanation)?.outcome == .applies)
        #expect(try sample.outcome(Self.silent, 60).verdict == .explained, "the thirtieth day after it")
        #expect(try sample.outcome(Self.silent, 61).verdict == .raise)
        sample.changes = [ExplainingChange(explanation, effectiveOn: Sample.day(50))]
        #expect(try sample.outcome(Self.silent, 43).verdict == .raise, "it comes later than the silence")
    }

    @Test func anotherNetworkIsAQuestionAndNoAnswer() throws {
        var sample = Self.fading
        sample.feed = FeedNotes(
            usableKeys: 1, keyEndedOn: nil, dialectChangedOn: nil, networkChangedOn: Sample.day(28))
        let outcome = try sample.outcome(Self.silent, 43)
        #expect(outcome.verdict == .raise)
        #expect(tested(outcome, .hostMoved)?.outcome == .open)
    }

    @Test func aSuspensionIsNotCountedAndSaysSo() throws {
        var sample = Self.fading
        sample.suspensions = [
            Suspension(
                id: 1, beganOn: Sample.day(29), endedOn: Sample.day(35), document: .init(name: "휴업신고서"),
                recordedBy: "담당", knownAt: Sample.day(29).start)
        ]
        #expect(try sample.outcome(Self.silent, 43).verdict == .clear, "five working days remain")
        let outcome = try sample.outcome(Self.silent, 50)
        #expect(outcome.verdict == .raise)
        #expect(tested(outcome, .suspension)?.detail == "휴업 신고 7일을 제외하고 계산함")
    }

    @Test func aHolidayIsNotCounted() throws {
        var sample = Self.fading
        sample.holidays = [Sample.day(33)]
        #expect(try sample.outcome(Self.silent, 43).verdict == .clear)
        #expect(try sample.outcome(Self.silent, 46).verdict == .raise, "the next working day makes ten")
    }

    @Test func ourOutagesAreNotCountedAndPartOnesAreForgiven() throws {
        var sample = Self.fading
        // Day 33 is a Wednesday. Two minutes make it doubtful, half a day takes it.
        let noon = Sample.day(33).start.adding(seconds: 12 * 3_600)
        for seconds in [Int64(120), 43_200] {
            sample.outages = [(began: noon, ended: noon.adding(seconds: seconds))]
            #expect(try sample.outcome(Self.silent, 43).verdict == .clear)
        }
        sample.outages = [(began: noon, ended: noon.adding(seconds: 120))]
        let outcome = try sample.outcome(Self.silent, 46)
        #expect(outcome.verdict == .raise)
        #expect(outcome.compared == 10)
        #expect(outcome.value?.numerator == 11)
        #expect(tested(outcome, .collectorOutage)?.detail.contains("일부 장애가 있던 날 1일") == true)
    }

    @Test func withTooLittleCoverageNothingIsSaid() throws {
        var sample = Sample()
        // Of 20 working days our collector missed a part of five.
        sample.outages = (6...10).map { number in
            let noon = Sample.day(number).start.adding(seconds: 12 * 3_600)
            return (began: noon, ended: noon.adding(seconds: 120))
        }
        let rule = PolicyRule(
            kind: .lowActiveDayRate, threshold: 0.5, minimumExpectedDays: 10, minimumCoverage: 0.9)
        #expect(try sample.outcome(rule, 29).verdict == .notComputable(.coverage))
        #expect(try sample.outcome(Self.low, 29).verdict == .raise)
    }

    @Test func daysOfACommonCauseAreNotHeldAgainstTheBuild() throws {
        var sample = Self.fading
        sample.incidents = [Sample.day(29)...Sample.day(50)]
        #expect(try sample.outcome(Self.silent, 51).verdict == .clear)
        #expect(try sample.outcome(Self.silent, 63).verdict == .clear, "nine working days since")
        #expect(try sample.outcome(Self.silent, 64).verdict == .raise, "what really stopped is still found")
    }

    @Test func aControlLoopMayRunWithoutPeople() throws {
        var sample = Self.fading
        sample.level = .middle2
        let outcome = try sample.outcome(Self.silent, 43)
        #expect(outcome.verdict == .raise, "machines would go on sending")
        #expect(tested(outcome, .unattendedControl)?.outcome == .open)
    }
}
