import Domain
import Simulator
import Testing

/// 2026-07-01, a Wednesday: the first simulated day of these tests.
func firstDay() throws -> Day { try #require(Day(parsing: "2026-07-01")) }

/// The fleet of most tests: 46 builds, each profile at least twice, for 60 days, with two weekday holidays.
func usualFleet(seed: UInt64 = 7) throws -> Fleet {
    try Fleet.make(
        seed: seed, builds: 46, firstDay: firstDay(), days: 60,
        holidays: [#require(Day(parsing: "2026-07-17")), #require(Day(parsing: "2026-08-17"))])
}

/// Every record of a fleet in order of arrival.
func allRecords(_ fleet: Fleet) -> [SimulatedRecord] {
    fleet.arrivalDays.flatMap { fleet.records(on: $0) }
}

/// The truth of everything that a fleet sends.
func wholeTruth(_ fleet: Fleet) -> ReferenceModel {
    var truth = ReferenceModel(fleet: fleet)
    for record in allRecords(fleet) { truth.add(record) }
    return truth
}

/// The usual fleet played once, for all tests that only look at it.
struct UsualRun: Sendable {
    let fleet: Fleet
    let records: [SimulatedRecord]
    let truth: ReferenceModel

    private static let played = Result { try UsualRun(fleet: usualFleet()) }

    static func shared() throws -> UsualRun { try played.get() }

    private init(fleet: Fleet) {
        self.fleet = fleet
        records = allRecords(fleet)
        var truth = ReferenceModel(fleet: fleet)
        for record in records { truth.add(record) }
        self.truth = truth
    }
}
