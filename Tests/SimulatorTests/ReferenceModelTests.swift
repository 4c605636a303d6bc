import Domain
import Foundation
import Testing

@testable import Simulator

/// A case that can be counted on the fingers: one build, completed on Friday 2026-06-26, five records.
@Suite struct ReferenceModelTests {
    private func day(_ text: String) throws -> Day { try #require(Day(parsing: text)) }

    /// Monday to Friday; Friday 07-03 is a holiday, 07-06 and 07-07 are a shut-down, collection from 06-30 to 07-09.
    private func fleet() throws -> Fleet {
        let made = try Fleet.make(seed: 1, builds: 1, firstDay: day("2026-06-29"), days: 12, holidays: [])
        let model = made.builds[0]
        let project = try SimulatedProject(
            code: "p", programme: "2022-GEN-BASIC", solution: "s", systemKind: "MES", targetLevel: "기초",
            agreedOn: day("2026-01-05"), buildFrom: day("2026-01-05"), buildTo: day("2026-06-30"),
            completedOn: day("2026-06-26"), totalCost: 2, grant: 1)
        let calendar = try SimulatedCalendar(
            workdays: [.monday, .tuesday, .wednesday, .thursday, .friday],
            shifts: [Shift(startMinute: 540, endMinute: 1_080)], worksOnHolidays: false,
            shutdowns: [day("2026-07-06")...day("2026-07-07")], collectFrom: day("2026-06-30"),
            collectTo: day("2026-07-09"))
        let build = SimulatedBuild(
            index: 0, code: "ONE", key: model.key, profile: .healthy, dialect: model.dialect,
            company: model.company,
            project: project, calendar: calendar, people: model.people, usedFrom: made.firstDay,
            strangerLane: nil)
        return try Fleet(
            seed: 1, firstDay: made.firstDay, days: 12, holidays: [day("2026-07-03")], builds: [build],
            strangers: made.strangers)
    }

    private func record(
        _ occurred: String, arrived: String, word: String = "조회", action: SimulatedAction? = .read,
        user: String = "a", lane: SimulatedLane = .counted
    ) throws -> SimulatedRecord {
        try SimulatedRecord(
            build: 0, occurredAt: #require(Timestamp(parsing: occurred)), stamp: occurred,
            arrivedAt: #require(Timestamp(parsing: arrived)), word: word, action: action, user: user,
            address: "192.168.0.1", quantity: .number(0), lane: lane)
    }

    private func truth() throws -> ReferenceModel {
        var truth = try ReferenceModel(fleet: fleet())
        // Tuesday: two equal tuples and a third ten minutes on, by somebody else.
        truth.add(try record("2026-06-30 09:09:59.999", arrived: "2026-06-30 09:10:00.100"))
        truth.add(try record("2026-06-30 09:09:59.999", arrived: "2026-06-30 09:10:00.200"))
        truth.add(
            try record(
                "2026-06-30 09:10:00.000", arrived: "2026-07-01 00:00:00.000", word: "Y", action: nil,
                user: "b"))
        // Saturday: use on a day on which none is expected.
        truth.add(
            try record(
                "2026-07-04 23:59:59.000", arrived: "2026-07-04 23:59:59.500", action: .update, user: "a"))
        // Tests and records after the window are not counted.
        truth.add(
            try record(
                "2026-07-02 10:00:00", arrived: "2026-07-02 10:00:01", word: "DO6999", action: nil,
                lane: .test))
        truth.add(try record("2026-07-10 10:00:00", arrived: "2026-07-10 10:00:01", lane: .notCollecting))
        return truth
    }

    @Test func `a day holds receipts, tuples, slots, people, actions, hours and lateness`() throws {
        let truth = try truth()
        let tuesday = try #require(truth.days[0][day("2026-06-30")])
        #expect(tuesday.receipts == 3)
        #expect(tuesday.distinctTuples == 2)
        #expect(tuesday.slots == [54, 55])
        #expect(tuesday.people == ["a", "b"])
        #expect(tuesday.actions == [0, 0, 2, 0, 0, 0, 0, 1])
        #expect(tuesday.first?.iso8601 == "2026-06-30T09:09:59.999+09:00")
        #expect(tuesday.last?.iso8601 == "2026-06-30T09:10:00.000+09:00")
        #expect(tuesday.late == 1)
        #expect(tuesday.hours[9] == 3 && tuesday.hours.reduce(0, +) == 3)
        #expect(tuesday.arrived == 2)
        let wednesday = try #require(truth.days[0][day("2026-07-01")])
        #expect(wednesday.arrived == 1 && wednesday.receipts == 0)
        // A test record is asked for, and rejects nothing.
        #expect(try truth.days[0][day("2026-07-02")] == nil)
        #expect(try truth.days[0][day("2026-07-10")]?.rejected == 1)
        #expect(truth.lanes == [.counted: 4, .test: 1, .notCollecting: 1])
    }

    @Test func `each excluded day has the first reason that applies`() throws {
        let truth = try truth()
        let expected: [(String, TruthWindow.Reason?)] = [
            ("2026-06-26", .beforeCompletion), ("2026-06-27", .outsideCollection),
            ("2026-06-29", .outsideCollection),
            ("2026-06-30", nil), ("2026-07-01", nil), ("2026-07-02", nil), ("2026-07-03", .holiday),
            ("2026-07-04", .restDay), ("2026-07-06", .shutdown), ("2026-07-08", nil),
            ("2026-07-09", .notOver),
        ]
        for (text, reason) in expected {
            #expect(
                try truth.exclusion(of: day(text), build: 0, asOf: day("2026-07-09")) == reason, "\(text)")
        }
        #expect(
            try truth.exclusion(of: day("2026-07-10"), build: 0, asOf: day("2026-07-20"))
                == .outsideCollection)
    }

    @Test func `a window counts expected, active and arrival days, slots and people`() throws {
        let truth = try truth()
        let july = try truth.window(
            .month, day("2026-07-01")...day("2026-07-31"), of: 0, asOf: day("2026-07-11"))
        // 07-01, 02, 08, 09.
        #expect(july.expectedDays == 4)
        #expect(july.activeExpectedDays == 0)
        #expect(july.activeDays == 1)
        #expect(july.arrivalDays == 2)
        #expect(july.slots == 1)
        #expect(july.people == 1)
        #expect(july.excluded.count { $0.reason == .notOver } == 21)
        let total = try truth.window(
            .total, day("2026-06-27")...day("2026-07-10"), of: 0, asOf: day("2026-07-11"))
        #expect(total.expectedDays == 5)
        #expect(total.activeExpectedDays == 1)
        #expect(total.slots == 3)
        #expect(total.people == 2)
    }

    @Test func `a window sees nothing of days that are not over`() throws {
        let truth = try truth()
        let window = try truth.window(
            .total, day("2026-06-27")...day("2026-07-10"), of: 0, asOf: day("2026-06-30"))
        #expect(window.expectedDays == 0 && window.activeDays == 0 && window.people == 0)
    }

    @Test func `silence counts expected days after the last claim or arrival`() throws {
        let truth = try truth()
        #expect(try truth.silence(of: 0, asOf: day("2026-07-08")) == 0)
        // 07-08 and 07-09; 07-10 lies outside collection.
        #expect(try truth.silence(of: 0, asOf: day("2026-07-11")) == 2)
        #expect(try ReferenceModel(fleet: fleet()).silence(of: 0, asOf: day("2026-07-09")) == 4)
        // The day on which collection began, four days after completion.
        #expect(truth.daysToFirstUse(of: 0) == 0)
        #expect(try ReferenceModel(fleet: fleet()).daysToFirstUse(of: 0) == nil)
    }

    @Test func `the windows are the months, the quarters, the phase and all`() throws {
        let windows = try truth().windows(of: 0, asOf: day("2026-07-11"))
        #expect(
            windows.map { "\($0.kind.rawValue) \($0.days.lowerBound) \($0.days.upperBound)" } == [
                "month 2026-06-01 2026-06-30", "month 2026-07-01 2026-07-31", "quarter 2026-04-01 2026-06-30",
                "quarter 2026-07-01 2026-09-30", "intensive_as 2026-06-27 2026-12-26",
                "total 2026-06-27 2026-07-10",
            ])
    }

    @Test func `the JSON can be read and says the same`() throws {
        let truth = try truth()
        let parsed = try JSONSerialization.jsonObject(with: Data(truth.json(asOf: day("2026-07-11")).utf8))
        let object = try #require(parsed as? [String: Any])
        #expect(
            object["lanes"] as? [String: Int] == [
                "counted": 4, "test": 1, "unknown_key": 0, "malformed": 0, "not_collecting": 1,
            ])
        let build = try #require((object["builds"] as? [[String: Any]])?.first)
        #expect(build["silence"] as? Int == 2)
        let tuesday = try #require((build["days"] as? [String: [String: Any]])?["2026-06-30"])
        #expect(tuesday["receipts"] as? Int == 3)
        #expect(tuesday["actions"] as? [String: Int] == ["DO6003": 2, "unknown": 1])
    }
}
