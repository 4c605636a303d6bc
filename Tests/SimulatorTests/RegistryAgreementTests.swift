import Domain
import Foundation
import Simulator
import Testing

/// The fleet's files are read by the importer without a complaint, and mean the calendar that the truth counts with.
@Suite struct RegistryAgreementTests {
    private func seed(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "sql/seed/\(name)"), encoding: .utf8)
    }

    private func rows(_ fleet: Fleet) throws -> [RegistryRow] {
        let reader = try RegistryReader(
            catalogue: ProgrammeCatalogue(csv: seed("programmes.csv")),
            regions: RegionTable(csv: seed("regions.csv")),
            industries: IndustryTable(csv: seed("ksic.csv")))
        let file = reader.read(fleet.registryCSV)
        #expect(file.problems.map(\.description) == [])
        return file.rows
    }

    @Test func `the registry reader takes every line of several fleets`() throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            let fleet = try usualFleet(seed: seed)
            #expect(try rows(fleet).map(\.buildCode) == fleet.builds.map(\.code))
        }
    }

    @Test func `the key reader takes every key`() throws {
        let fleet = try usualFleet()
        let file = KeyFileReader.read(fleet.keysCSV)
        #expect(file.problems.map(\.description) == [])
        #expect(file.rows.map(\.buildCode) == fleet.builds.map(\.code))
    }

    @Test func `importer and truth agree on the phase and on each expected and excluded day`() throws {
        let run = try UsualRun.shared()
        let fleet = run.fleet
        let holidays = HolidayTable(
            fleet.holidays.map { Holiday(day: $0, name: "공휴일", kind: .statutory) })
        var reasons: Set<String> = []
        for (build, row) in try zip(fleet.builds, rows(fleet)) {
            #expect(row.project.asTo == build.project.intensiveASTo)
            let calendar = BuildCalendar(
                site: row.site.calendar, completedOn: row.project.completedOn, collectFrom: row.collectFrom,
                collectTo: row.collectTo, collectingFrom: row.collectFrom,
                shared: SharedCalendar(holidays: holidays))
            for day in build.project.completedOn.adding(days: -5)...fleet.end.adding(days: 5) {
                let expected = calendar.exclusion(of: day, today: fleet.end)?.reason.rawValue
                let counted = run.truth.exclusion(of: day, build: build.index, asOf: fleet.end)?.rawValue
                #expect(expected == counted, "\(build.code) \(day)")
                reasons.insert(counted ?? "expected")
            }
        }
        #expect(reasons == Set(TruthWindow.Reason.allCases.map(\.rawValue) + ["expected"]))
    }
}
