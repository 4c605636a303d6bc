import Domain
import Simulator
import Testing

@Suite struct DeterminismTests {
    @Test func `the same seed gives the same registry, keys, bytes and truth`() throws {
        let (left, right) = try (usualFleet(), usualFleet())
        #expect(left.registryCSV == right.registryCSV)
        #expect(left.keysCSV == right.keysCSV)
        #expect(try bytes(left) == bytes(right))
        #expect(wholeTruth(left).json(asOf: left.end) == wholeTruth(right).json(asOf: right.end))
    }

    @Test func `another seed gives other companies, keys and records`() throws {
        let (left, right) = try (usualFleet(seed: 7), usualFleet(seed: 8))
        #expect(left.registryCSV != right.registryCSV)
        #expect(left.keysCSV != right.keysCSV)
        #expect(try bytes(left) != bytes(right))
    }

    @Test func `a day's records do not depend on the days asked for before`() throws {
        let fleet = try usualFleet()
        let day = try firstDay().adding(days: 20)
        let before = fleet.records(on: day).map { "\($0.build) \($0.stamp) \($0.arrivedAt)" }
        _ = fleet.records(on: day.adding(days: 5))
        let after = fleet.records(on: day).map { "\($0.build) \($0.stamp) \($0.arrivedAt)" }
        #expect(before == after)
        #expect(before.count > 200)
    }

    @Test func `a build behaves the same in a larger fleet`() throws {
        let small = try Fleet.make(seed: 3, builds: 4, firstDay: firstDay(), days: 10, holidays: [])
        let large = try Fleet.make(seed: 3, builds: 9, firstDay: firstDay(), days: 10, holidays: [])
        func stamps(_ fleet: Fleet) -> [String] {
            allRecords(fleet).filter { $0.build < 4 }.map { "\($0.build) \($0.stamp) \($0.word)" }
        }
        #expect(stamps(small) == stamps(large))
        #expect(stamps(small).count > 100)
    }

    private func bytes(_ fleet: Fleet) throws -> [[UInt8]] {
        try fleet.records(on: firstDay().adding(days: 6)).map { fleet.request($0, host: "collector") }
    }
}
