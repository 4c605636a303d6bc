import Testing

@testable import Domain

private func day(_ text: String) -> Day { Day(parsing: text) ?? Day(number: 0) }

/// Completed on 30 June 2026, 집중AS until the end of the year, evaluated in March, collected for three years.
private let usual = PhaseDates(
    completedOn: day("2026-06-30"), asTo: day("2026-12-31"), finalEvaluatedOn: day("2027-03-15"),
    collectTo: day("2029-06-30"))

struct PhaseTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let today: String
        let phase: Phase
        var dates: PhaseDates = usual
        var testDescription: String { "\(today): \(phase.rawValue)" }
    }

    @Test(
        "each phase begins on the day after the one before it ends",
        arguments: [
            Example(today: "2026-06-29", phase: .building),
            Example(today: "2026-06-30", phase: .building),
            Example(today: "2026-07-01", phase: .intensiveAS),
            Example(today: "2026-12-31", phase: .intensiveAS),
            Example(today: "2027-01-01", phase: .finalEvaluation),
            Example(today: "2027-03-15", phase: .finalEvaluation),
            Example(today: "2027-03-16", phase: .afterCare),
            Example(today: "2029-06-30", phase: .afterCare),
            Example(today: "2029-07-01", phase: .ended),
        ])
    func phases(_ example: Example) {
        #expect(example.dates.phase(on: day(example.today)) == example.phase)
    }

    @Test(
        "missing dates never move a build ahead",
        arguments: [
            Example(
                today: "2030-01-01", phase: .building,
                dates: PhaseDates(completedOn: nil, asTo: nil, finalEvaluatedOn: nil, collectTo: nil)),
            Example(
                today: "2030-01-01", phase: .building,
                dates: PhaseDates(
                    completedOn: nil, asTo: nil, finalEvaluatedOn: nil, collectTo: day("2029-01-01"))),
            Example(
                today: "2026-07-01", phase: .finalEvaluation,
                dates: PhaseDates(
                    completedOn: day("2026-06-30"), asTo: nil, finalEvaluatedOn: nil, collectTo: nil)),
            Example(
                today: "2030-01-01", phase: .finalEvaluation,
                dates: PhaseDates(
                    completedOn: day("2026-06-30"), asTo: day("2026-12-31"), finalEvaluatedOn: nil,
                    collectTo: nil)),
        ])
    func missingDates(_ example: Example) {
        #expect(example.dates.phase(on: day(example.today)) == example.phase)
    }

    @Test("the phase of intensive support runs from the day after completion to its last day")
    func intensiveAS() {
        #expect(usual.intensiveAS == day("2026-07-01")...day("2026-12-31"))
        let crooked = PhaseDates(
            completedOn: day("2026-06-30"), asTo: day("2026-06-30"), finalEvaluatedOn: nil, collectTo: nil)
        #expect(crooked.intensiveAS == nil)
        let open = PhaseDates(
            completedOn: day("2026-06-30"), asTo: nil, finalEvaluatedOn: nil, collectTo: nil)
        #expect(open.intensiveAS == nil)
    }

    @Test("this phase so far begins where the phase begins and ends today, in every phase")
    func soFar() {
        let dates = PhaseDates(
            buildFrom: day("2025-10-01"), buildTo: day("2026-06-30"), completedOn: day("2026-06-30"),
            asTo: day("2026-12-31"), finalEvaluatedOn: day("2027-03-15"), collectTo: day("2029-06-30"))
        let begins: [(Phase, String)] = [
            (.building, "2025-10-01"), (.intensiveAS, "2026-07-01"), (.finalEvaluation, "2027-01-01"),
            (.afterCare, "2027-03-16"), (.ended, "2029-07-01"),
        ]
        #expect(begins.map(\.0) == Phase.allCases)
        for (index, (phase, first)) in begins.enumerated() {
            let start = day(first)
            let next = index + 1 < begins.count ? day(begins[index + 1].1) : start.adding(days: 400)
            for today in [start, start.adding(days: 5), next.adding(days: -1)] {
                let found = dates.phaseSoFar(on: today)
                #expect(found?.phase == phase, "\(today)")
                #expect(found?.days == start...today, "\(today)")
            }
        }
        #expect(dates.phaseSoFar(on: day("2025-09-30")) == nil, "it had not begun")
    }

    @Test("crooked and missing dates never make a phase so far that is not one phase")
    func crookedSoFar() {
        let choices: [Day?] = [nil, day("2026-03-10"), day("2026-03-20"), day("2026-03-30")]
        for completedOn in choices {
            for asTo in choices {
                for evaluated in choices {
                    for collectTo in choices {
                        let dates = PhaseDates(
                            buildFrom: day("2026-03-01"), completedOn: completedOn, asTo: asTo,
                            finalEvaluatedOn: evaluated, collectTo: collectTo)
                        for today in day("2026-03-01")...day("2026-04-05") {
                            guard let found = dates.phaseSoFar(on: today) else {
                                Issue.record("\(dates) on \(today)")
                                continue
                            }
                            let eve = found.days.lowerBound.adding(days: -1)
                            let isOne = found.days.allSatisfy { dates.phase(on: $0) == found.phase }
                            #expect(isOne && found.days.upperBound == today, "\(dates) on \(today)")
                            #expect(eve < day("2026-03-01") || dates.phase(on: eve) != found.phase)
                        }
                    }
                }
            }
        }
    }

    private func lengthening(
        _ id: Int64, on effective: String, buildTo: String? = nil, asTo: String? = nil,
        kind: ChangeKind = .period
    ) -> ChangeEvent {
        ChangeEvent(
            id: id, projectCode: "2025-S22-001-000001", buildCode: nil, kind: kind,
            changeClass: .confirmation,
            before: nil, after: "연장", buildTo: buildTo.map { day($0) }, asTo: asTo.map { day($0) },
            effectiveOn: day(effective), document: DocumentReference(name: "확인 1"), recordedBy: "tester",
            knownAt: Timestamp(day: day("2026-01-01")))
    }

    @Test("an extension moves the end of intensive support and every later phase, from its date")
    func extended() {
        let change = lengthening(1, on: "2026-11-01", asTo: "2027-03-31")
        #expect(usual.following([change], today: day("2026-10-31")) == usual)
        let moved = usual.following([change], today: day("2026-11-01"))
        let days = ["2026-12-31", "2027-03-31", "2027-04-01"].map { day($0) }
        #expect(days.map { usual.phase(on: $0) } == [.intensiveAS, .afterCare, .afterCare])
        #expect(days.map { moved.phase(on: $0) } == [.intensiveAS, .intensiveAS, .afterCare])
        #expect(moved.intensiveAS?.upperBound == day("2027-03-31"))
        #expect(moved.phaseSoFar(on: day("2027-04-05"))?.days == day("2027-04-01")...day("2027-04-05"))
    }

    @Test("of several extensions the latest to take effect counts, date by date")
    func severalExtensions() {
        let changes = [
            lengthening(3, on: "2026-11-20", asTo: "2027-02-28"),
            lengthening(4, on: "2026-11-20", asTo: "2027-04-30"),
            lengthening(5, on: "2026-11-10", buildTo: "2026-08-31", asTo: "2027-06-30"),
            lengthening(6, on: "2026-12-01", asTo: "2028-01-01", kind: .cost),
        ]
        let moved = usual.following(changes, today: day("2026-12-31"))
        #expect(moved.asTo == day("2027-04-30"))
        #expect(moved.buildTo == day("2026-08-31"))
        #expect(usual.following(changes, today: day("2026-11-15")).asTo == day("2027-06-30"))
    }
}
