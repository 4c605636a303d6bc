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
}
