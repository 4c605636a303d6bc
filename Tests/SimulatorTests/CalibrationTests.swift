import Domain
import Simulator
import Testing

/// The simulated people against the measured ones, whose figures are repeated here.
@Suite struct CalibrationTests {
    /// Times of one person on one working day, in order.
    private let personDays: [[Timestamp]]
    private let records: [SimulatedRecord]
    private let fleet: Fleet

    init() throws {
        let run = try UsualRun.shared()
        let fleet = run.fleet
        self.fleet = fleet
        let usual: Set<Profile> = [.healthy, .oneShift, .fading, .weekendWorker]
        records = run.records.filter { record in
            guard record.build < fleet.builds.count, record.lane == .counted else { return false }
            let build = fleet.builds[record.build]
            return usual.contains(build.profile)
                && [.codes, .zeroCodes, .access].contains(build.dialect.vocabulary)
        }
        var byPerson: [String: [Timestamp]] = [:]
        for record in records {
            byPerson["\(record.build) \(record.user) \(record.occurredAt.day)", default: []].append(
                record.occurredAt)
        }
        personDays = byPerson.values.map { $0.sorted() }
        try #require(personDays.count > 500)
    }

    @Test func `sessions a person and day are 1 to 6, about 2, as measured`() {
        let counts = personDays.map { times in
            1
                + zip(times, times.dropFirst()).filter { $1.microseconds - $0.microseconds > 1_800_000_000 }
                .count
        }
        let mean = Double(counts.reduce(0, +)) / Double(counts.count)
        #expect((1.8...3.0).contains(mean), "measured 2.6, simulated \(mean)")
        #expect(counts.count { $0 > 8 } < counts.count / 100)
        #expect(counts.count { $0 == 1 } > counts.count / 5)
    }

    @Test func `reads, creations and updates have the measured shares`() {
        var counts = Array(repeating: 0, count: 8)
        for record in records { counts[record.action?.rawValue ?? 0] += 1 }
        let worked = Double(counts[3...7].reduce(0, +))
        #expect(abs(Double(counts[3]) / worked - 0.311) < 0.02)
        #expect(abs(Double(counts[4]) / worked - 0.174) < 0.02)
        #expect(abs(Double(counts[5]) / worked - 0.514) < 0.04)
    }

    @Test func `the first action lies around the start of the shift`() throws {
        var offsets: [Int] = []
        for record in firstRecords() {
            let shift = try #require(fleet.builds[record.build].calendar.shifts.first)
            offsets.append(record.occurredAt.secondOfDay / 60 - shift.startMinute)
        }
        offsets.sort()
        #expect((-15...15).contains(offsets[offsets.count / 2]), "median \(offsets[offsets.count / 2]) min")
        #expect(offsets[offsets.count / 10] >= -60)
        #expect(offsets[offsets.count * 9 / 10] <= 120)
    }

    private func firstRecords() -> [SimulatedRecord] {
        var first: [String: SimulatedRecord] = [:]
        for record in records where fleet.builds[record.build].profile == .healthy {
            let name = "\(record.build) \(record.user) \(record.occurredAt.day)"
            if first[name].map({ record.occurredAt < $0.occurredAt }) ?? true { first[name] = record }
        }
        return Array(first.values)
    }

    @Test func `an active slot holds few records, because a solution sends one per screen`() {
        var slots = 0
        for times in personDays { slots += Set(times.map(\.slot)).count }
        let perSlot = Double(records.count) / Double(slots)
        #expect((1.2...3.0).contains(perSlot), "measured 4.7 before thinning, simulated \(perSlot)")
        let perDay = Double(slots) / Double(personDays.count)
        #expect((5...14).contains(perDay), "measured median 12, simulated mean \(perDay)")
    }
}
