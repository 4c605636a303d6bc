import Testing

@testable import Domain

struct RegistrySeedTests {
    struct Year: Sendable, CustomTestStringConvertible {
        let year: Int
        let weekdayHolidays: String
        var testDescription: String { "\(year)" }
    }

    @Test(
        "the public holidays on weekdays are exactly those of the programme note",
        arguments: [
            Year(
                year: 2021,
                weekdayHolidays: "01-01 02-11 02-12 03-01 05-05 05-19 08-16 09-20 09-21 09-22 10-04 10-11"),
            Year(
                year: 2022,
                weekdayHolidays:
                    "01-31 02-01 02-02 03-01 03-09 05-05 06-01 06-06 08-15 09-09 09-12 10-03 10-10"),
            Year(
                year: 2023,
                weekdayHolidays:
                    "01-23 01-24 03-01 05-05 05-29 06-06 08-15 09-28 09-29 10-02 10-03 10-09 12-25"),
            Year(
                year: 2024,
                weekdayHolidays:
                    "01-01 02-09 02-12 03-01 04-10 05-06 05-15 06-06 08-15 09-16 09-17 09-18 10-01 "
                    + "10-03 10-09 12-25"),
            Year(
                year: 2025,
                weekdayHolidays:
                    "01-01 01-27 01-28 01-29 01-30 03-03 05-05 05-06 06-03 06-06 08-15 10-03 10-06 "
                    + "10-07 10-08 10-09 12-25"),
            Year(
                year: 2026,
                weekdayHolidays:
                    "01-01 02-16 02-17 02-18 03-02 05-01 05-05 05-25 06-03 07-17 08-17 09-24 09-25 "
                    + "10-05 10-09 12-25"),
            Year(
                year: 2027,
                weekdayHolidays:
                    "01-01 02-08 02-09 03-01 05-03 05-05 05-13 07-19 08-16 09-14 09-15 09-16 10-04 "
                    + "10-11 12-27"),
            Year(
                year: 2028,
                weekdayHolidays:
                    "01-26 01-27 01-28 03-01 04-12 05-01 05-02 05-05 06-06 07-17 08-15 10-02 10-03 "
                    + "10-04 10-05 10-09 12-25"),
        ])
    func publicHolidays(_ example: Year) throws {
        let found = try Seeds.holidays().all
            .filter {
                $0.day.year == example.year && $0.kind.isPublic && $0.day.weekday != .saturday
                    && $0.day.weekday != .sunday
            }
            .map { String($0.day.description.dropFirst(5)) }
        #expect(found.joined(separator: " ") == example.weekdayHolidays)
    }

    @Test("1 May is free in factories in every year, and a public holiday from 2026")
    func labourDay() throws {
        let holidays = try Seeds.holidays()
        for year in 2019...2030 {
            let holiday = try #require(Day(year: year, month: 5, day: 1).flatMap(holidays.holiday))
            #expect(holiday.kind == (year < 2026 ? .labourDay : .statutory))
            #expect(holiday.name == (year < 2026 ? "근로자의 날" : "노동절"))
        }
    }

    @Test("a substitute holiday follows a weekend or another holiday, and its name says so")
    func substitutes() throws {
        let holidays = try Seeds.holidays()
        for holiday in holidays.all where holiday.kind == .substitute {
            #expect(holiday.name.hasSuffix("대체공휴일"))
            let before = holiday.day.adding(days: -1)
            #expect(before.weekday == .sunday || holidays.name(on: before) != nil, "\(holiday.day)")
        }
        #expect(holidays.name(on: try #require(Day(parsing: "2026-07-20"))) == nil)
    }

    @Test("the budgets of 2022 add up to 3,663억")
    func budgets() throws {
        let all = try Seeds.catalogue().all.filter { $0.year == 2022 }
        #expect(all.compactMap(\.budget).reduce(0, +) == 366_300_000_000)
    }

    struct Terms: Sendable, CustomTestStringConvertible {
        let code: String
        let cap: Int
        let share: Int?
        let months: Int?
        let monitorable: Bool
        var testDescription: String { code }

        init(_ code: String, _ cap: Int, _ share: Int?, _ months: Int?, monitorable: Bool = true) {
            self.code = code
            self.cap = cap
            self.share = share
            self.months = months
            self.monitorable = monitorable
        }
    }

    /// Caps in 만원.
    static let terms: [Terms] = [
        Terms("2021-AI-ADV1", 20_000, 50, 9), Terms("2021-AI-ADV2", 40_000, 50, 12),
        Terms("2022-GEN-BASIC", 5_000, 50, 6), Terms("2022-GEN-ADV1", 20_000, 50, 9),
        Terms("2022-GEN-ADV2", 40_000, 50, 12),
        Terms("2022-WIN-BASIC", 4_200, 30, 6), Terms("2022-WIN-ADV1", 12_000, 30, 9),
        Terms("2022-WIN-ADV2", 24_000, 30, 12),
        Terms("2022-WIN50-BASIC", 4_200, 50, 6), Terms("2022-WIN50-ADV1", 12_000, 50, 9),
        Terms("2022-WIN50-ADV2", 24_000, 50, 12),
        Terms("2022-LIGHTHOUSE", 120_000, 50, 36), Terms("2022-ROBOT", 30_000, 50, 8),
        Terms("2022-SECTOR-BASIC", 5_000, 50, 6), Terms("2022-SECTOR-ADV1", 20_000, 50, 9),
        Terms("2022-CARBON", 20_000, 50, 9), Terms("2022-CLUSTER-LEAD", 640_000, 50, 36),
        Terms("2022-CLUSTER-BASIC", 5_000, 50, 12), Terms("2022-CLUSTER-ADV1", 20_000, 50, 12),
        Terms("2022-CLUSTER-ADV2", 40_000, 50, 12),
        Terms("2022-AI-CONSULT", 2_000, 90, 2, monitorable: false),
        Terms("2022-AI-PROVE", 5_000, 80, 4, monitorable: false),
        Terms("2022-DATA-REGION", 600_000, 50, 36, monitorable: false),
        Terms("2022-DATA-TRAIN", 1_000, 100, 8, monitorable: false),
        Terms("2022-TESTBED", 480_000, 60, 24),
        Terms("2022-LEVEL-CHECK", 100, 100, nil, monitorable: false),
        Terms("2022-MEISTER-BASIC", 1_000, 90, 3, monitorable: false),
        Terms("2022-MEISTER-DEEP", 1_000, 90, 6, monitorable: false),
        Terms("2022-AFTERCARE", 2_000, 50, 12, monitorable: false),
        Terms("2023-GEN-ADV1S", 5_000, 50, 6), Terms("2023-GEN-ADV1", 20_000, nil, 9),
        Terms("2023-WIN2-BASIC", 1_000, 50, nil),
    ]

    @Test("every programme has the cap, share and length of its document", arguments: terms)
    func programme(_ terms: Terms) throws {
        let programme = try #require(try Seeds.catalogue()[terms.code])
        #expect(programme.cap == terms.cap * 10_000)
        #expect(programme.sharePercent == terms.share)
        #expect(programme.months == terms.months)
        #expect(programme.isMonitorable == terms.monitorable)
        #expect(programme.asMonths == (terms.monitorable ? 6 : nil))
        #expect(programme.extensionMonthsMax == (programme.year == 2021 ? 3 : nil))
    }

    @Test("the catalogue holds no programme beside those of the documents")
    func nothingElse() throws {
        #expect(try Seeds.catalogue().all.map(\.code) == Self.terms.map(\.code))
    }

    @Test("the levels of the file are those of the code")
    func levels() throws {
        let rows = try SeedTable(
            try Seeds.text("levels.csv"), columns: ["scale", "code", "name_ko", "rank", "source"]
        ).rows
        let found = rows.map { [$0.text("scale"), $0.text("code"), $0.text("name_ko"), $0.text("rank")] }
        #expect(found == Level.allCases.map { [$0.scale.rawValue, $0.code, $0.korean, String($0.rank)] })
    }

    @Test("the phases are the eight of the notice, in order")
    func phases() throws {
        let rows = try SeedTable(
            try Seeds.text("phases.csv"), columns: ["number", "code", "name_ko", "actors_ko", "source"]
        ).rows
        #expect(rows.compactMap { $0.text("number") } == (1...8).map(String.init))
        #expect(rows.first?.text("name_ko") == "사업공고")
        #expect(rows.last?.text("name_ko") == "집중AS기간·최종평가")
    }

    @Test(
        "17 regions are in force on every day",
        arguments: ["2021-06-18", "2023-06-10", "2023-06-11", "2024-01-17", "2024-01-18", "2026-11-21"])
    func regions(_ text: String) throws {
        let day = try #require(Day(parsing: text))
        #expect(try Seeds.regions().all.filter { $0.isValid(on: day) }.count == 17)
    }

    @Test("KSIC has sections A to S and the 25 divisions of manufacturing")
    func industries() throws {
        let table = try Seeds.industries()
        #expect(table.all.filter { $0.parent == nil }.map(\.code).joined() == "ABCDEFGHIJKLMNOPQRS")
        #expect(table.all.compactMap { $0.parent == "C" ? $0.code : nil } == (10...34).map { "C\($0)" })
        #expect(table.all.allSatisfy { $0.revision == 11 })
        #expect(table.industry(of: "C25912")?.code == "C25")
        #expect(table.industry(of: "E36")?.code == "E")
        for wrong in ["C35", "C09", "25", "C2", "c25", "C259123", "Z", "C25X", "Ç10"] {
            #expect(table.industry(of: wrong) == nil, "\(wrong)")
        }
    }

    @Test("every line of every seed file names its source")
    func sources() throws {
        for name in ["programmes", "holidays", "levels", "phases", "regions", "ksic"] {
            let table = try SeedTable(try Seeds.text("\(name).csv"), columns: ["source"])
            #expect(table.rows.count >= 8)
            for row in table.rows { #expect(row.text("source") != nil, "\(name).csv line \(row.line)") }
        }
    }

    @Test("a seed that was edited wrongly is refused with line and reason")
    func wrongSeeds() {
        #expect(
            throws: SeedProblem(line: 2, reason: "date is “2026-02-30”; expected a day such as 2026-05-07")
        ) {
            try HolidayTable(csv: "date,name,kind,source\n2026-02-30,없는 날,statutory,x\n")
        }
        #expect(
            throws: SeedProblem(
                line: 3, reason: "2026-01-01 stands in the file twice; join both names in one row")
        ) {
            try HolidayTable(
                csv: "date,name,kind,source\n2026-01-01,신정,statutory,x\n2026-01-01,신정,statutory,x\n")
        }
        #expect(throws: SeedProblem.self) { try ProgrammeCatalogue(csv: "code,year\nX,2022\n") }
    }
}
