import Testing

@testable import Domain

struct RegistryReaderTests {
    private func read(_ lines: Line...) throws -> RegistryFile { try Seeds.reader().read(Line.file(lines)) }

    @Test("the template's own examples are accepted")
    func template() throws {
        let file = try Seeds.reader().read(RegistryTemplate.text)
        #expect(file.problems.map(\.description) == [])
        #expect(file.rows.map(\.buildCode) == ["B-0001", "B-0002", "B-0003"])
        let first = try #require(file.rows.first)
        #expect(first.line == 2)
        #expect(first.parties.map(\.role) == [.adopter, .supplier, .supervision])
        #expect(first.supplier?.email == "as@supplier.example")
        #expect(first.project.grant == 200_000_000)
        #expect(first.project.asTo == Day(year: 2023, month: 7, day: 20))
        #expect(first.site.calendar.shutdownsText == "2026-07-27~2026-07-31;2026-12-31~2026-12-31")
        #expect(file.rows[1].project.asTo == Day(year: 2023, month: 7, day: 31))
        #expect(file.rows[1].project.remainder == 42_000_000)
        #expect(file.rows[2].intakeProfile == .legacy10min)
        #expect(file.rows[2].supplier == nil)
        #expect(file.rows[2].site.calendar.worksOnHolidays)
    }

    @Test("every column has two names of its own, a description and three examples")
    func columns() {
        let all = RegistryColumn.allCases
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(Set(all.map(\.korean)).count == all.count)
        for column in all {
            #expect(column.examples.count == 3, "\(column.code)")
            #expect(!column.description.isEmpty)
            #expect(!column.isRequired || column.examples.allSatisfy { !$0.isEmpty }, "\(column.code)")
        }
    }

    @Test("what a line leaves out has its default")
    func defaults() throws {
        let row = try #require(try read(Line()).rows.first)
        #expect(row.site.serial == 1)
        #expect(row.site.name == "가상정밀")
        #expect(row.site.calendar == .ordinary)
        #expect(row.intakeProfile == .full)
        #expect(row.supplier == nil)
        #expect(row.project.asTo == nil)
    }

    @Test("headers may be Korean, English, mixed, in any order and case")
    func headers() throws {
        let file = try Seeds.reader().read(
            "지역 코드,BUILD_CODE,과제번호,programme,솔루션명,도입기업사업자번호,도입기업명,협약일,build_from,구축종료일\n"
                + "41,B-1,2022-S22-001-000001,2022-GEN-ADV1,가나,1111111119,가상정밀,2022-05-02,2022-05-02,2023-01-31\n"
        )
        #expect(file.problems.map(\.description) == [])
        #expect(file.rows.first?.site.region == "41")
    }

    @Test("an unknown column names the nearest, a missing one itself")
    func unknownColumn() throws {
        let text = Line.file([Line()]).replacing("build_code", with: "build_cod", maxReplacements: 1)
        let file = try Seeds.reader().read(text)
        #expect(file.rows.isEmpty)
        #expect(file.lineCount == 1)
        let problems = file.problems.map(\.description)
        #expect(problems.count == 2)
        #expect(
            problems.first
                == "line 1 “build_cod”: unknown column; the nearest known one is 구축건코드 (build_code)")
        #expect(
            problems.last?.hasPrefix("line 1, 구축건코드 (build_code): the required column is missing") == true)
    }

    @Test("a column that stands there twice under both names is a problem")
    func doubleColumn() throws {
        let file = try Seeds.reader().read("build_code,구축건코드\nB-1,B-2\n")
        #expect(file.problems.contains { $0.reason.contains("already number 1") })
    }

    @Test("a file that is no CSV is one problem with its line")
    func noCSV() throws {
        let file = try Seeds.reader().read("build_code,solution\nB-1,\"open\n")
        #expect(file.problems.map(\.line) == [2])
        #expect(file.rows.isEmpty)
    }

    @Test("a line with too few fields says so and is not imported")
    func shortLine() throws {
        let file = try Seeds.reader().read(Line.file([Line()]) + "B-2,2022-S22-001-000002\r\n")
        #expect(file.rows.map(\.buildCode) == ["B-1"])
        #expect(
            file.problems.contains { $0.line == 3 && $0.reason.hasPrefix("2 fields, but the header has") })
    }

    @Test("one bad line leaves the others")
    func badLine() throws {
        let file = try read(
            Line(), Line(["build_code": "b2"]),
            Line(["build_code": "B-3", "project_code": "2022-S22-001-000003"]))
        #expect(file.rows.map(\.line) == [2, 4])
        #expect(file.problems.map(\.line) == [3])
        #expect(file.lineCount == 3)
    }

    @Test("several problems of one line are all reported")
    func allProblems() throws {
        let file = try read(
            Line(["adopter_number": "123-45-67890", "region": "99", "ksic": "C99", "workdays": "월월"]))
        #expect(
            file.problems.compactMap { $0.column?.code } == ["adopter_number", "ksic", "workdays", "region"])
    }

    @Test("a build stands in a file once")
    func duplicateBuild() throws {
        let file = try read(Line(), Line())
        #expect(file.rows.count == 1)
        #expect(
            file.problems.map(\.description) == [
                "line 3, 구축건코드 (build_code) “B-1”: this build is already on line 2; each build has one line"
            ])
    }

    @Test("lines of one project agree on programme, dates and money")
    func project() throws {
        let file = try read(
            Line(), Line(["build_code": "B-2", "site_serial": "2"]),
            Line([
                "build_code": "B-3", "site_serial": "3", "build_to": "2023-01-15", "firm_money": "",
                "grant": "1",
            ]))
        #expect(file.rows.map(\.buildCode) == ["B-1", "B-2"])
        #expect(file.problems.compactMap { $0.column?.code } == ["build_to", "grant", "firm_money"])
        #expect(file.problems.first?.reason.contains("line 2 says “2023-01-31”") == true)
    }

    @Test("a site has one name and one region")
    func site() throws {
        let second = ["build_code": "B-2", "project_code": "2022-S22-001-000002"]
        let conflict = second.merging(["site_name": "2공장", "region": "26"]) { $1 }
        let file = try read(Line(["site_name": "1공장"]), Line(conflict))
        #expect(file.problems.compactMap { $0.column?.code } == ["site_name", "region"])
        #expect(try read(Line(), Line(second)).rows.count == 2)
        #expect(
            try read(Line(["site_name": "1공장"]), Line(conflict.merging(["site_serial": "2"]) { $1 })).rows
                .count == 2)
    }

    @Test("30,000 lines are read, at a pace that a debug build keeps too")
    func many() throws {
        let lines = (0..<30_000).map { index in
            Line([
                "build_code": "B-\(padded(index, 6))", "project_code": "2022-S22-001-\(padded(index, 6))",
                "site_serial": "\(index % 999 + 1)", "region": "41", "address": "경기도 가상시 보기로 \(index)",
            ])
        }
        // Sites recur every 999 lines with the same name and region, as they do in a real register.
        let text = Line.file(lines)
        let reader = try Seeds.reader()
        var file: RegistryFile?
        let took = ContinuousClock().measure { file = reader.read(text) }
        #expect(file?.rows.count == 30_000)
        #expect(file?.problems.isEmpty == true)
        #expect(took < .seconds(30))
    }
}
