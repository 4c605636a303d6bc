import Domain
import Render
import Testing

@Suite("The span of a phase")
struct PhaseSpanTests {
    struct Dates: Sendable {
        let dates: PhaseDates
    }

    private static let completed = sampleDay(2026, 3, 31)

    static let cases = [
        Dates(dates: PhaseDates(completedOn: nil, asTo: nil, finalEvaluatedOn: nil, collectTo: nil)),
        Dates(dates: PhaseDates(completedOn: completed, asTo: nil, finalEvaluatedOn: nil, collectTo: nil)),
        Dates(
            dates: PhaseDates(
                completedOn: completed, asTo: sampleDay(2026, 9, 30),
                finalEvaluatedOn: sampleDay(2026, 11, 2),
                collectTo: sampleDay(2027, 3, 31))),
        // Evaluated before the phase was over, and collection that ends inside it.
        Dates(
            dates: PhaseDates(
                completedOn: completed, asTo: sampleDay(2026, 9, 30), finalEvaluatedOn: sampleDay(2026, 8, 1),
                collectTo: sampleDay(2027, 3, 31))),
        Dates(
            dates: PhaseDates(
                completedOn: completed, asTo: sampleDay(2026, 9, 30), finalEvaluatedOn: nil,
                collectTo: sampleDay(2026, 6, 30))),
    ]

    @Test(
        "The span of the phase of a day holds this day, and no day beside it is of that phase",
        arguments: cases)
    func agreesWithPhase(dates: Dates) {
        for day in sampleDay(2026, 3, 1)...sampleDay(2027, 5, 1) {
            let phase = dates.dates.phase(on: day)
            let span = PhaseSpan(phase, of: dates.dates)
            #expect(
                span.from.map { $0 <= day } ?? true,
                "\(phase) on \(day) from \(String(describing: span.from))")
            #expect(span.to.map { day <= $0 } ?? true, "\(phase) on \(day) to \(String(describing: span.to))")
            if let from = span.from { #expect(dates.dates.phase(on: from.adding(days: -1)) != phase) }
            if let to = span.to { #expect(dates.dates.phase(on: to.adding(days: 1)) != phase) }
        }
    }

    @Test("Days left count down to nought on the last day, and end with it")
    func daysLeft() {
        let span = PhaseSpan(.intensiveAS, of: Self.cases[2].dates)
        #expect(span.daysLeft(on: sampleDay(2026, 9, 28)) == 2)
        #expect(span.daysLeft(on: sampleDay(2026, 9, 30)) == 0)
        #expect(span.daysLeft(on: sampleDay(2026, 10, 1)) == nil)
        #expect(PhaseSpan(.ended, of: Self.cases[2].dates).daysLeft(on: sampleDay(2027, 4, 2)) == nil)
    }
}
