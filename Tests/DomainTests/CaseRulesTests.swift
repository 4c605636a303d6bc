import Testing

@testable import Domain

private let officer = CaseActor.staff(tokenID: 1, name: "officer", role: .officer)
private let approver = CaseActor.staff(tokenID: 2, name: "approver", role: .approver)
/// A Monday.
private let monday = Day(parsing: "2026-03-02") ?? Day(number: 0)
private let quiet = SharedCalendar(holidays: HolidayTable([]))

/// A case that grows day by day.
private struct Story {
    var history = CaseHistory(signals: 1)
    var today = monday
    var calendar = quiet

    mutating func step(
        _ act: CaseAct, by actor: CaseActor = officer, documents: Int = 0
    ) throws(CaseRefusal) {
        let letter = CaseDocument(hash: String(repeating: "0a", count: 32), name: "letter.pdf")
        let step = CaseStep(
            ordinal: history.steps.count + 1,
            at: today.start.adding(seconds: Int64(32_400 + history.steps.count)), actor: actor, act: act,
            text: "why", documents: documents > 0 ? [letter].compactMap(\.self) : [])
        try history.check(step, calendar: calendar)
        history.append(step)
    }

    mutating func open(
        _ state: CaseState, days: Int, for addressees: Set<CaseParty> = [.adopter, .supplier]
    ) throws(CaseRefusal) {
        let due = history.announcement(days: days, today: today, calendar: calendar)
        try step(.entered(state, window: CaseWindow(addressees: addressees, days: days, dueOn: due)))
    }

    /// Why `act` is refused now; `nil` where it is not.
    func refusal(_ act: CaseAct, by actor: CaseActor = officer, documents: Int = 0) -> CaseRefusal? {
        var copy = self
        do {
            try copy.step(act, by: actor, documents: documents)
            return nil
        } catch {
            return error
        }
    }

    /// Asked on Monday the 2nd: the last day to answer is Thursday the 12th.
    static func asked(for parties: Set<CaseParty> = [.adopter, .supplier]) throws(CaseRefusal) -> Story {
        var story = Story()
        try story.step(.entered(.signal))
        try story.step(.entered(.qualityCheck))
        try story.step(.finding(.sound))
        try story.open(.explanationRequested, days: 10, for: parties)
        return story
    }

    /// Visited on 2026-04-14, after all windows; nothing was proposed yet.
    static func visited() throws(CaseRefusal) -> Story {
        var story = try asked()
        story.today = monday.adding(days: 11)
        try story.open(.improvement, days: 20, for: [.supplier])
        story.today = story.today.adding(days: 24)
        try story.open(.siteVisitNotified, days: 7, for: [.adopter])
        story.today = story.today.adding(days: 8)
        try story.step(.entered(.siteVisit))
        return story
    }

    /// Referred to the committee.
    static func referred() throws(CaseRefusal) -> Story {
        var story = try visited()
        try story.step(.finding(.shortfall))
        try story.step(.proposal(.referral))
        try story.step(.approval(.referral), by: approver)
        try story.step(.entered(.referral))
        return story
    }

    /// The decision was sent on 2026-05-04 with 30 days to pay.
    static func notified() throws(CaseRefusal) -> Story {
        var story = try referred()
        try story.open(.priorNotice, days: 10)
        story.today = Day(parsing: "2026-05-01") ?? story.today
        try story.step(.entered(.opinionReview))
        try story.step(.entered(.decision), documents: 1)
        story.today = Day(parsing: "2026-05-04") ?? story.today
        try story.open(.decisionNotice, days: 30)
        return story
    }
}

/// The conditions of the steps, one by one.
@Suite struct CaseRulesTests {
    @Test func aCaseIsOpenedAsObservationOrSignal() {
        #expect(Story().refusal(.entered(.siteVisit))?.reason == .notOpen)
        #expect(Story().refusal(.note)?.reason == .notOpen)
        #expect(Story().refusal(.entered(.observation)) == nil)
        var empty = Story()
        empty.history = CaseHistory(signals: 0)
        #expect(empty.refusal(.entered(.signal))?.reason == .noSignal)
    }

    @Test func onlyOfficersAndApproversStep() {
        for role in Role.allCases {
            let actor = CaseActor.staff(tokenID: 9, name: "x", role: role)
            let refusal = Story().refusal(.entered(.signal), by: actor)
            #expect((refusal == nil) == (role == .officer || role == .approver), "\(role)")
        }
        #expect(
            Story().refusal(.entered(.signal), by: .firm(.adopter, name: "f", linkID: 1))?.reason == .role)
    }

    @Test func anExplanationIsAskedForOnlyWhenTheDataWereJudgedAndWithTenDays() throws {
        var story = Story()
        try story.step(.entered(.signal))
        try story.step(.entered(.qualityCheck))
        let due = story.history.announcement(days: 10, today: monday, calendar: quiet)
        func asked(_ days: Int, _ due: Day, _ parties: Set<CaseParty> = [.adopter]) -> CaseAct {
            .entered(
                .explanationRequested, window: CaseWindow(addressees: parties, days: days, dueOn: due))
        }
        #expect(story.refusal(asked(10, due))?.reason == .qualityUnjudged)
        try story.step(.finding(.unsound))
        #expect(story.refusal(asked(9, due))?.reason == .windowTooShort)
        #expect(story.refusal(asked(10, due.adding(days: -1))) == CaseRefusal(.announcedTooEarly, due))
        #expect(story.refusal(asked(10, due, []))?.reason == .noAddressee)
        #expect(story.refusal(.entered(.explanationRequested))?.reason == .noAddressee)
        #expect(story.refusal(asked(10, due)) == nil)
        story.history = CaseHistory(signals: 1, answerDays: 14, steps: story.history.steps)
        #expect(story.refusal(asked(10, due))?.reason == .windowTooShort, "a policy may give more")
    }

    @Test func aSiteVisitWaitsSevenFullDays() throws {
        var story = try Story.asked()
        story.today = monday.adding(days: 16)  // Wednesday
        try story.open(.siteVisitNotified, days: 7)
        let last = story.today.adding(days: 7)
        story.today = last
        #expect(story.refusal(.entered(.siteVisit)) == CaseRefusal(.visitTooEarly, last))
        story.today = last.adding(days: 1)
        #expect(story.refusal(.entered(.siteVisit)) == nil)
    }

    @Test func aReferralNeedsResultProposalAndApprovalOfAnother() throws {
        var story = try Story.visited()
        #expect(story.refusal(.entered(.referral))?.reason == .visitUnrecorded)
        try story.step(.finding(.inconclusive))
        #expect(story.refusal(.entered(.referral))?.reason == .notProposed)
        #expect(story.refusal(.approval(.referral), by: approver)?.reason == .nothingToApprove)
        try story.step(.proposal(.referral), by: approver)
        #expect(story.refusal(.entered(.referral))?.reason == .notApproved)
        #expect(story.refusal(.approval(.referral), by: officer)?.reason == .notApprover)
        #expect(story.refusal(.approval(.referral), by: approver)?.reason == .samePerson)
        let again = CaseActor.staff(tokenID: 7, name: "approver", role: .approver)
        #expect(story.refusal(.approval(.referral), by: again)?.reason == .samePerson)
        let other = CaseActor.staff(tokenID: 3, name: "other", role: .approver)
        try story.step(.approval(.referral), by: other)
        #expect(story.refusal(.entered(.referral)) == nil)
        try story.step(.proposal(.closed, reason: .falseAlarm))
        #expect(story.refusal(.entered(.referral))?.reason == .notProposed, "the last proposal counts")
    }

    @Test func aReferralNeedsSoundDataARequestAndAnImprovementPeriod() throws {
        var story = try Story.asked()
        story.today = monday.adding(days: 16)
        try story.open(.siteVisitNotified, days: 7)
        story.today = story.today.adding(days: 10)
        try story.step(.entered(.siteVisit))
        try story.step(.finding(.shortfall))
        #expect(story.refusal(.entered(.referral))?.reason == .noImprovement)
        try story.step(.entered(.qualityCheck))
        try story.open(.siteVisitNotified, days: 7)
        story.today = story.today.adding(days: 12)
        try story.step(.entered(.siteVisit))
        #expect(story.refusal(.entered(.referral))?.reason == .qualityNotSound, "the last check says nothing")

        var unasked = Story()
        try unasked.step(.entered(.signal))
        try unasked.step(.entered(.qualityCheck))
        try unasked.step(.finding(.sound))
        try unasked.open(.siteVisitNotified, days: 7)
        unasked.today = monday.adding(days: 10)
        try unasked.step(.entered(.siteVisit))
        #expect(unasked.refusal(.entered(.referral))?.reason == .explanationNotRequested)
    }

    @Test func aReferralWaitsForEveryAnswerOrTheEndOfItsWindow() throws {
        var story = try Story.visited()
        try story.step(.finding(.shortfall))
        let due = story.history.announcement(days: 40, today: story.today, calendar: quiet)
        try story.open(.explanationRequested, days: 40)
        try story.open(.siteVisitNotified, days: 7)
        story.today = story.today.adding(days: 10)
        try story.step(.entered(.siteVisit))
        #expect(story.refusal(.entered(.referral)) == CaseRefusal(.answerRunning, due))
        try story.step(.reply(.adopter), by: .firm(.adopter, name: "firm", linkID: 1))
        #expect(story.refusal(.entered(.referral)) == CaseRefusal(.answerRunning, due), "the other one")
        #expect(story.refusal(.reply(.supplier))?.reason == .documentMissing)
        try story.step(.reply(.supplier), documents: 1)
        #expect(story.refusal(.entered(.referral))?.reason == .visitUnrecorded)
    }

    @Test func anImprovementPeriodEndsOrIsDeclinedByItsParty() throws {
        var story = try Story.asked()
        #expect(story.refusal(.reply(.supplier, declines: true), documents: 1)?.reason == .nothingToDecline)
        story.today = monday.adding(days: 16)
        try story.open(.improvement, days: 90, for: [.supplier])
        let running = story.history.runningUntil(.improvement, today: story.today, calendar: quiet)
        #expect(running == Day(parsing: "2026-06-16"))
        #expect(
            story.refusal(.reply(.adopter, declines: true), documents: 1)?.reason == .nothingToDecline)
        try story.step(.reply(.supplier), documents: 1)
        #expect(story.history.runningUntil(.improvement, today: story.today, calendar: quiet) != nil)
        try story.step(.reply(.supplier, declines: true), by: .firm(.supplier, name: "f", linkID: 1))
        #expect(story.history.runningUntil(.improvement, today: story.today, calendar: quiet) == nil)
    }

    @Test func aHoldStopsTheClockAndTheReferral() throws {
        var story = try Story.asked()
        story.today = monday.adding(days: 2)
        try story.step(.holdBegun)
        #expect(story.refusal(.holdBegun)?.reason == .heldAlready)
        story.today = monday.adding(days: 60)
        #expect(story.history.runningUntil(.explanationRequested, today: story.today, calendar: quiet) != nil)
        try story.step(.holdEnded)
        #expect(story.refusal(.holdEnded)?.reason == .notHeld)
        let until = story.history.runningUntil(.explanationRequested, today: story.today, calendar: quiet)
        #expect(until == story.today.adding(days: 10), "nine days were left, and the last was a Sunday")

        var proposed = try Story.visited()
        try proposed.step(.finding(.shortfall))
        try proposed.step(.proposal(.referral))
        try proposed.step(.approval(.referral), by: approver)
        try proposed.step(.holdBegun)
        #expect(proposed.refusal(.entered(.referral))?.reason == .held)
        try proposed.step(.holdEnded)
        #expect(proposed.refusal(.entered(.referral)) == nil)
    }

    @Test func anOutageKnownLaterMovesAnOpenWindow() throws {
        var story = try Story.asked(for: [.adopter])
        story.today = monday.adding(days: 11)
        #expect(story.history.runningUntil(.explanationRequested, today: story.today, calendar: quiet) == nil)
        let morning = monday.adding(days: 3).start.adding(seconds: 36_000)
        story.calendar = SharedCalendar(
            holidays: HolidayTable([]),
            outages: OutageDays([(began: morning, ended: morning.adding(seconds: 7_200))]))
        let until = story.history.runningUntil(
            .explanationRequested, today: story.today, calendar: story.calendar)
        #expect(until == monday.adding(days: 11))
    }

    @Test func nothingIsDecidedBeforeTheOpinionOrItsEndAndWithoutADocument() throws {
        var story = try Story.referred()
        try story.open(.priorNotice, days: 10)
        try story.step(.entered(.opinionReview))
        #expect(story.refusal(.entered(.decision), documents: 1)?.reason == .opinionRunning)
        try story.step(.reply(.adopter), documents: 1)
        #expect(story.refusal(.entered(.decision), documents: 1)?.reason == .opinionRunning)
        try story.step(.reply(.supplier), documents: 1)
        #expect(story.refusal(.entered(.decision))?.reason == .documentMissing)
        #expect(story.refusal(.entered(.decision), documents: 1) == nil)
    }

    @Test func payingObjectingAndDunningKeepTheirThirtyDays() throws {
        var story = try Story.notified()
        let last = Day(parsing: "2026-06-03") ?? monday
        story.today = last
        #expect(story.refusal(.entered(.dunning)) == CaseRefusal(.paymentRunning, last))
        #expect(story.refusal(.entered(.objection)) == nil)
        story.today = last.adding(days: 1)
        #expect(story.refusal(.entered(.dunning)) == nil)
        #expect(story.refusal(.entered(.objection))?.reason == .objectionLate)
    }

    @Test func aDecidedCaseEndsWithTheReportToTheMinistry() throws {
        var story = try Story.notified()
        try story.step(.entered(.payment))
        #expect(story.refusal(.entered(.closed, reason: .decided))?.reason == .unreported)
        try story.step(.entered(.ministryReport))
        try story.step(.entered(.closed, reason: .decided))
        #expect(story.refusal(.entered(.observation))?.reason == .closed)
        #expect(story.refusal(.holdBegun)?.reason == .closed)
        #expect(story.refusal(.note) == nil)
    }

    @Test func closingHasAReasonThatTheHistoryBears() throws {
        var story = try Story.asked()
        #expect(story.refusal(.entered(.closed))?.reason == .reasonCode)
        #expect(story.refusal(.entered(.improvement, reason: .diligent))?.reason == .noAddressee)
        #expect(story.refusal(.entered(.closed, reason: .improved))?.reason == .neverImproved)
        #expect(story.refusal(.entered(.closed, reason: .decided))?.reason == .undecided)
        #expect(story.refusal(.entered(.closed, reason: .seasonOrShift)) == nil)
        #expect(story.refusal(.entered(.closed, reason: .explained))?.reason == .notProposed)
        #expect(story.refusal(.proposal(.closed, reason: .suspended))?.reason == .oneIsEnough)
        try story.step(.proposal(.closed, reason: .explained))
        #expect(
            story.refusal(.approval(.closed, reason: .falseAlarm), by: approver)?.reason == .nothingToApprove)
        try story.step(.approval(.closed, reason: .explained), by: approver)
        #expect(story.refusal(.entered(.closed, reason: .falseAlarm))?.reason == .notProposed)
        #expect(story.refusal(.entered(.closed, reason: .explained)) == nil)
    }
}
