import Testing

@testable import Domain

@Suite("The catalogue of KPIs")
struct KPICatalogueTests {
    @Test("Every code has one definition, in the order of the codes")
    func complete() {
        #expect(KPIDefinition.catalogue.map(\.kpi) == KPI.allCases)
    }

    @Test("A definition says everything that pages show", arguments: KPIDefinition.catalogue)
    func full(definition: KPIDefinition) {
        #expect(definition.version >= 1)
        for text in [
            definition.korean, definition.english, definition.formula, definition.unit, definition.source,
        ] {
            #expect(!text.isEmpty)
        }
        #expect(definition.formula.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) })
        #expect(!definition.formula.contains("가동률"))
    }

    @Test("No two definitions share a name")
    func names() {
        #expect(Set(KPIDefinition.catalogue.map(\.korean)).count == KPI.allCases.count)
        #expect(Set(KPIDefinition.catalogue.map(\.english)).count == KPI.allCases.count)
    }

    @Test("What is on record under a code keeps that code")
    func codes() {
        #expect(
            KPI.allCases.prefix(5).map(\.rawValue) == [
                "active_day_rate", "active_slots_per_active_day", "silence_working_days",
                "time_to_first_use_days", "distinct_users",
            ])
        #expect(
            [WindowKind.day, .month, .quarter, .intensiveAS].map(\.rawValue) == [
                "day", "month", "quarter", "intensive_as",
            ])
    }

    @Test(
        "A window holds exactly the figures that the catalogue makes for it", arguments: WindowKind.allCases)
    func windows(kind: WindowKind) {
        let calendar = BuildCalendar(
            site: .ordinary, completedOn: Day(number: 20_000), collectFrom: nil, collectTo: nil,
            collectingFrom: Day(number: 20_000), shared: SharedCalendar(holidays: HolidayTable([])))
        let made = kpis(
            kind, Day(number: 20_100)...Day(number: 20_127),
            of: BuildUsage(days: [], firstUse: nil, earlierSign: nil),
            users: DistinctUsers(byEpoch: []), calendar: calendar, today: Day(number: 20_128))
        #expect(
            made.values.map(\.kpi)
                == KPIDefinition.catalogue.filter { $0.windows.contains(kind) }.map(\.kpi))
    }
}
