import Domain
import Foundation
import TestSupport
import Testing

/// The two functions that say when a period ends.
@Suite struct CaseDueTests {
    private struct Sample {
        let opened: Day
        let days: Int
        let holds: [ClosedRange<Day>]
    }

    @Test func postgreSQLAndSwiftGiveTheSameLastDayForThousandsOfPeriods() async throws {
        let holidays = try HolidayTable(csv: try ProjectFiles.text("sql/seed/holidays.csv"))
        var dice = CaseDice(seed: 4)
        let first = day("2024-01-01")
        let outages: [(began: Timestamp, ended: Timestamp)] = (0..<150).map { _ in
            let began = first.adding(days: dice.below(1_300)).start.adding(seconds: Int64(dice.below(86_400)))
            let seconds = dice.pick([1, 30, 599, 600, 601, 7_200, 86_400, 400_000])
            return (began, began.adding(seconds: Int64(seconds)))
        }
        let samples = (0..<5_000).map { _ in
            let opened = first.adding(days: dice.below(1_200))
            let holds = (0..<dice.pick([0, 0, 1, 3])).map { _ in
                let from = opened.adding(days: dice.below(60) - 10)
                return from...from.adding(days: dice.below(12))
            }
            return Sample(opened: opened, days: 1 + dice.below(dice.percent(80) ? 40 : 200), holds: holds)
        }
        let calendar = SharedCalendar(holidays: holidays, outages: OutageDays(outages))
        let expected = samples.map {
            Deadline(opened: $0.opened, days: $0.days).lastDay(calendar: calendar, holds: $0.holds)
        }
        try await MigratedDatabase.with { _, conninfo in
            let rows = outages.map {
                "('\($0.began.sqlText)', '\($0.ended.sqlText)', 'crashed', '', '2024-01-01')"
            }
            _ = try await MigratedDatabase.rows(
                """
                insert into outage (began_at, ended_at, cause, detail, known_at)
                values \(rows.joined(separator: ", ")) on conflict do nothing;
                insert into outage (began_at, ended_at, cause, detail, known_at, superseded_at)
                values ('2024-01-01', '2027-12-31', 'crashed', 'withdrawn', '2024-01-01', '2024-01-02')
                """, in: conninfo)
            var answers: [[String?]] = []
            // A statement has the seconds of any other, also on a machine that has much else to do.
            for first in stride(from: 0, to: samples.count, by: 250) {
                let values = samples.indices.dropFirst(first).prefix(250).map { number in
                    let sample = samples[number]
                    let holds = sample.holds.map { "\"[\($0.lowerBound),\($0.upperBound)]\"" }.joined(
                        separator: ",")
                    return "(\(number), '\(sample.opened)'::date, \(sample.days), '{\(holds)}'::daterange[])"
                }
                answers += try await MigratedDatabase.rows(
                    """
                    select case_due(v.opened, v.days, v.holds) from (values \(values.joined(separator: ", ")))
                        v (number, opened, days, holds) order by v.number
                    """, in: conninfo)
            }
            let differences = zip(samples, zip(expected, answers)).filter { $1.1[0] != $1.0.description }
            #expect(differences.count == 0, "\(differences.prefix(3))")
            #expect(answers.count == samples.count)
            let moved = zip(samples, expected).filter { $1.days(since: $0.opened) > $0.days + 3 }
            #expect(moved.count > 500, "periods that something stopped")
        }
    }
}
