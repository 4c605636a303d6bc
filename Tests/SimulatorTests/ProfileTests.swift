import Domain
import Simulator
import Testing

@Suite struct ProfileTests {
    private let fleet: Fleet
    private let truth: ReferenceModel
    private let records: [SimulatedRecord]

    init() throws {
        let run = try UsualRun.shared()
        (fleet, truth, records) = (run.fleet, run.truth, run.records)
    }

    /// Builds of a profile whose whole time lies within the simulated days, with their usage.
    private func builds(_ profile: Profile) throws -> [(build: SimulatedBuild, days: [Day: TruthDay])] {
        let found = fleet.builds.filter { $0.profile == profile }.map { ($0, truth.days[$0.index]) }
        try #require(!found.isEmpty)
        return found
    }

    private func rate(_ build: SimulatedBuild, _ range: ClosedRange<Day>) -> Double {
        let window = truth.window(.total, range, of: build.index, asOf: fleet.end)
        return Double(window.activeExpectedDays) / Double(max(1, window.expectedDays))
    }

    @Test func `healthy builds are used on nearly every expected day, 12 to 40 records each on average`()
        throws
    {
        var perDay: [Double] = []
        for (build, days) in try builds(.healthy) {
            #expect(rate(build, build.usedFrom...fleet.end) > 0.85, "\(build.code)")
            let used = days.values.filter { $0.receipts > 0 }
            if build.dialect.vocabulary != .inOut {
                perDay.append(Double(used.map(\.receipts).reduce(0, +)) / Double(used.count))
            }
        }
        let mean = perDay.reduce(0, +) / Double(perDay.count)
        #expect((12...40).contains(mean), "\(mean)")
    }

    @Test func `fading builds fall from week to week`() throws {
        for (build, _) in try builds(.fading) {
            let span = fleet.end.days(since: build.usedFrom)
            let third = build.usedFrom.adding(days: span / 3)
            let lastThird = build.usedFrom.adding(days: span * 2 / 3)
            let early = rate(build, build.usedFrom...third)
            #expect(rate(build, lastThird...fleet.end) < early - 0.2, "\(build.code)")
        }
    }

    @Test func `abandoned builds stop for good`() throws {
        for (build, days) in try builds(.abandoned) {
            let last = try #require(days.filter { $0.value.receipts > 0 }.keys.max())
            #expect(last < fleet.end.adding(days: -10), "\(build.code)")
            #expect(truth.silence(of: build.index, asOf: fleet.end) >= 5, "\(build.code)")
        }
    }

    @Test func `seasonal builds have an off season of about three weeks`() throws {
        for (build, days) in try builds(.seasonal) {
            let used = days.filter { $0.value.receipts > 0 }.keys.sorted()
            let pauses = zip(used, used.dropFirst()).map { $1.days(since: $0) }
            let ends = [
                fleet.end.days(since: try #require(used.last)),
                try #require(used.first).days(since: build.usedFrom),
            ]
            #expect((pauses + ends).contains { $0 >= 14 }, "\(build.code) \(pauses)")
        }
    }

    @Test func `one shift stays within its hours`() throws {
        for (build, days) in try builds(.oneShift) {
            let shift = try #require(build.calendar.shifts.first)
            for usage in days.values {
                guard let first = usage.first, let last = usage.last else { continue }
                #expect(first.secondOfDay >= shift.startMinute * 60)
                #expect(last.secondOfDay <= shift.endMinute * 60 + 1)
            }
        }
    }

    @Test func `two shifts work after midnight too`() throws {
        for (build, days) in try builds(.twoShift) {
            #expect(build.calendar.shifts.count == 2)
            let night = days.values.map { $0.hours[0..<5].reduce(0, +) + $0.hours[21..<24].reduce(0, +) }
                .reduce(0, +)
            let day = days.values.map { $0.hours[9..<17].reduce(0, +) }.reduce(0, +)
            #expect(night > 50 && day > 50, "\(build.code) \(night) \(day)")
        }
    }

    @Test func `a nightly batch arrives late, sometimes by more than a day, and nobody else does`() throws {
        for (build, days) in try builds(.nightlyBatch) {
            let late = days.values.map(\.late).reduce(0, +)
            let all = days.values.map(\.receipts).reduce(0, +)
            #expect(late * 5 > all, "\(build.code) \(late) of \(all)")
        }
        let batch = Set(fleet.builds.filter { $0.profile == .nightlyBatch }.map(\.index))
        #expect(
            records.contains {
                batch.contains($0.build) && $0.arrivedAt.day > $0.occurredAt.day.adding(days: 1)
            })
        #expect(!records.contains { !batch.contains($0.build) && $0.arrivedAt.day != $0.occurredAt.day })
    }

    @Test func `a shared account is one user at one address`() throws {
        for (_, days) in try builds(.sharedAccount) {
            #expect(days.values.allSatisfy { $0.people.count <= 1 })
            #expect(days.values.contains { $0.receipts > 5 })
        }
    }

    @Test func `send-time stamps make equal tuples of distinct events`() throws {
        for (build, days) in try builds(.sendTimeStamps) {
            let used = days.values.filter { $0.receipts > 0 }
            #expect(used.allSatisfy { $0.slots.count <= 2 })
            #expect(used.contains { $0.distinctTuples < $0.receipts }, "\(build.code)")
        }
    }

    @Test func `a build that never starts has tests only, and silence from its first expected day`() throws {
        for (build, days) in try builds(.neverStarted) {
            #expect(days.values.allSatisfy { $0.receipts == 0 && $0.arrived == 0 })
            #expect(days.values.allSatisfy { $0.rejected == 0 })
            #expect(truth.daysToFirstUse(of: build.index) == nil)
            let all = truth.window(
                .total, build.project.completedOn...fleet.end, of: build.index, asOf: fleet.end)
            #expect(truth.silence(of: build.index, asOf: fleet.end) == all.expectedDays)
            #expect(all.expectedDays > 20)
        }
    }

    @Test func `weekend workers rest on Monday and Tuesday`() throws {
        for (build, days) in try builds(.weekendWorker) {
            let used = days.filter { $0.value.receipts > 0 }.keys
            let onWeekends = used.count { $0.weekday == .saturday || $0.weekday == .sunday }
            let onRestDays = used.count { $0.weekday == .monday || $0.weekday == .tuesday }
            #expect(onWeekends * 4 > used.count, "\(build.code)")
            #expect(onRestDays * 10 < used.count, "\(build.code)")
        }
    }

    @Test func `every lane has records, and only strangers are unknown or malformed`() throws {
        for lane in SimulatedLane.allCases { #expect(truth.lanes[lane, default: 0] > 0, "\(lane)") }
        for record in records {
            let isStranger = record.build >= fleet.builds.count
            #expect((record.lane == .unknownKey || record.lane == .malformed) == isStranger)
        }
    }
}
