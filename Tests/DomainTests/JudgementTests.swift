import Testing

@testable import Domain

private typealias Sample = SampleJudged

/// What each rule says of builds that are made for it; day 7 after completion is a Friday.
struct JudgementTests {
    // MARK: Silence

    @Test(
        "silence is raised from the threshold on, and only after enough expected days",
        arguments: [
            // Use on the 20 working days of four weeks; day 28 is the last of them.
            (today: 42, minimum: 20, verdict: Verdict.clear),
            (today: 43, minimum: 20, verdict: .raise),
            (today: 60, minimum: 20, verdict: .raise),
            (today: 43, minimum: 30, verdict: .raise),
            (today: 43, minimum: 31, verdict: .notComputable(.tooFewDays)),
        ])
    func silent(today: Int, minimum: Int, verdict: Verdict) throws {
        var sample = Sample()
        sample.work(1...28)
        let rule = PolicyRule(kind: .silent, threshold: 10, minimumExpectedDays: minimum)
        let outcome = try sample.outcome(rule, today)
        #expect(outcome.verdict == verdict)
        if verdict == .raise, today == 43 {
            #expect(outcome.reason == "가동 예정일 10일 동안 기록이 수신되지 않았습니다(기준 10일).")
            #expect(outcome.window == Sample.day(29)...Sample.day(42))
            #expect(outcome.value?.numerator == 10)
        }
    }

    @Test func anArrivalIsASignOfLifeWhateverDayItClaims() throws {
        var sample = Sample()
        sample.work(1...28)
        sample.days.append(
            JudgedDay(
                day: Sample.day(40), isActive: false, hasArrivals: true, slots: 0, receipts: 0, late: 0,
                rejected: 0, distinct: 0, work: 0))
        let rule = PolicyRule(kind: .silent, threshold: 10, minimumExpectedDays: 20)
        #expect(try sample.outcome(rule, 43).verdict == .clear)
    }

    @Test func aBuildThatNeverStartedIsSilentByItsOwnRuleOnly() throws {
        let sample = Sample()
        let silent = PolicyRule(kind: .silent, threshold: 10, minimumExpectedDays: 10)
        let never = PolicyRule(kind: .neverStarted, threshold: 15, minimumExpectedDays: 15)
        #expect(try sample.outcome(silent, 60).verdict == .clear)
        #expect(try sample.outcome(never, 21).verdict == .notComputable(.tooFewDays))
        let outcome = try sample.outcome(never, 22)
        #expect(outcome.verdict == .raise)
        #expect(outcome.reason == "구축완료 후 가동 예정일 15일이 지나도록 사용 기록이 없습니다(기준 15일).")
        var started = sample
        started.work(10...10)
        #expect(try started.outcome(never, 60).verdict == .clear)
    }

    @Test func anOlderBuildHasTheThresholdOfItsAge() throws {
        var sample = Sample()
        sample.work(1...28)
        let rule = PolicyRule(
            kind: .silent, threshold: 10, minimumExpectedDays: 10,
            ageSteps: [.init(fromMonth: 1, threshold: 20), .init(fromMonth: 2, threshold: 5)])
        #expect(try sample.outcome(rule, 43).threshold == 20)
        #expect(try sample.outcome(rule, 43).verdict == .clear)
        #expect(try sample.outcome(rule, 60).verdict == .raise)
        #expect(try sample.outcome(rule, 60).threshold == 5)
    }

    // MARK: Rates

    private static let low = PolicyRule(
        kind: .lowActiveDayRate, threshold: 0.5, minimumExpectedDays: 10, clearThreshold: 0.6)

    @Test(
        "a rate is raised below the threshold, cleared from the clearing value on, and kept in between",
        arguments: [
            // Of the 20 working days until day 28, so many were used.
            (used: 9, verdict: Verdict.raise), (used: 10, verdict: .keep), (used: 11, verdict: .keep),
            (used: 12, verdict: .clear),
        ])
    func lowRate(used: Int, verdict: Verdict) throws {
        var sample = Sample()
        sample.work(1...28)
        sample.days.removeLast(20 - used)
        let outcome = try sample.outcome(Self.low, 29)
        #expect(outcome.verdict == verdict)
        if used == 9 {
            #expect(
                outcome.reason
                    == "집중AS기간 가동 예정일 20일 가운데 9일 사용했습니다(45.0%, 가장 유리하게 보아도 45.0%, 기준 50.0% 미만)."
            )
        }
    }

    @Test func useOnDaysOfRestFavoursTheBuild() throws {
        var sample = Sample()
        sample.work(1...12)
        sample.days += [1, 2, 8].map { Sample.use(Sample.day($0)) }
        // 8 of 20 days of work, and three Saturdays and Sundays.
        #expect(try sample.outcome(Self.low, 29).compared == 11.0 / 20)
    }

    @Test func thePhaseRuleKeepsSilentOutsideThePhase() throws {
        let sample = Sample()
        #expect(try sample.outcome(Self.low, 200).verdict == .notComputable(.outsidePhase))
        let rolling = PolicyRule(
            kind: .lowActiveDayRate, threshold: 0.5, minimumExpectedDays: 10, window: .last28)
        #expect(try sample.outcome(rolling, 200).verdict == .raise)
    }

    @Test func fallingIsHeldAgainstTheBuildsOwnStart() throws {
        var sample = Sample()
        sample.work(1...56)
        let rule = PolicyRule(kind: .falling, threshold: 0.5, minimumExpectedDays: 15, clearThreshold: 0.6)
        #expect(
            try sample.outcome(rule, 80).verdict == .notComputable(.nothingToCompare), "the windows overlap")
        // Of the last 20 days of work, 9 were used: 45 % of a start of 100 %.
        sample.work(90...102)
        let outcome = try sample.outcome(rule, 113)
        #expect(outcome.verdict == .raise)
        #expect(outcome.value?.reference == 1)
        #expect(outcome.compared == 0.45)
        #expect(
            outcome.reason
                == "최근 28일 가동 예정일 20일 가운데 9일 사용하여, 가장 유리하게 보아도 초기 8주의 사용일 비율(100.0%)의 45.0%입니다"
                + "(기준 50.0% 미만)."
        )
    }

    // MARK: The feed and the inspection

    @Test func onlyLogInsIsSaidOfFullFeedsOnly() throws {
        var sample = Sample()
        sample.days = (1...28).map(Sample.day).filter { SiteCalendar.ordinary.workdays.contains($0.weekday) }
            .map { Sample.use($0, work: 0) }
        let rule = PolicyRule(kind: .onlyLogIns, threshold: 0.01, minimumExpectedDays: 15)
        #expect(try sample.outcome(rule, 29).verdict == .raise)
        sample.profile = .legacy10min
        #expect(try sample.outcome(rule, 29).verdict == .notComputable(.tenMinuteFeed))
        sample.profile = .full
        sample.level = .middle2
        let outcome = try sample.outcome(rule, 29)
        #expect(outcome.verdict == .explained, "a control loop needs nobody to log in")
    }

    @Test func lateAndRefusedRecordsAreAFaultOfTheFeedNotOfUse() throws {
        var sample = Sample()
        sample.days = [Sample.use(Sample.day(20), receipts: 70, late: 20, rejected: 30)]
        let rule = PolicyRule(kind: .feedDegraded, threshold: 0.5, minimumExpectedDays: 0)
        let outcome = try sample.outcome(rule, 29)
        #expect(outcome.verdict == .raise)
        #expect(outcome.compared == 0.5, "50 of 100 that came")
        sample.days = [Sample.use(Sample.day(20))]
        #expect(try sample.outcome(rule, 29).verdict == .clear)
        sample.feed = FeedNotes(
            usableKeys: 1, keyEndedOn: nil, dialectChangedOn: Sample.day(15), networkChangedOn: nil)
        #expect(try sample.outcome(rule, 29).verdict == .raise, "the client speaks in another way")
    }

    @Test func aLevelIsComparedOnItsOwnScaleOnly() throws {
        let rule = PolicyRule(kind: .levelShortfall, threshold: 1, minimumExpectedDays: 0)
        var sample = Sample()
        #expect(try sample.outcome(rule, 29).verdict == .notComputable(.nothingToCompare), "no inspection")
        sample.confirmed = .basic
        let outcome = try sample.outcome(rule, 29)
        #expect(outcome.verdict == .raise)
        #expect(outcome.reason == "확인된 수준이 목표 수준보다 1단계 낮습니다(기준 1단계).")
        sample.confirmed = .middle1
        #expect(try sample.outcome(rule, 29).verdict == .clear)
        sample.confirmed = .level1
        #expect(try sample.outcome(rule, 29).verdict == .notComputable(.nothingToCompare))
    }

    // MARK: Evidence

    @Test func poorEvidenceNeitherHarmsNorClears() throws {
        let doubt = PolicyRule(kind: .evidencePoor, threshold: 2, minimumExpectedDays: 0)
        var sample = Sample()
        // Twelve records on every single day, all alike.
        sample.days = (1...40).map { Sample.use(Sample.day($0), receipts: 12, distinct: 2) }
        let outcome = try sample.outcome(doubt, 41)
        #expect(outcome.verdict == .raise)
        #expect(outcome.doubts == [.repeatedRecords, .constantCount, .noRestDay])
        #expect(try sample.outcome(Self.low, 41, with: [doubt]).verdict == .unverifiable, "not cleared")
        // On eleven days only, but alike all the same.
        sample.days = sample.days.suffix(11)
        #expect(try sample.outcome(Self.low, 41, with: [doubt]).verdict == .unverifiable, "not raised")
        #expect(try sample.outcome(Self.low, 41).verdict == .raise)
    }
}
