import Testing

@testable import Domain

struct RegistryRuleTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let changes: [String: String]
        let column: String
        let says: String
        var testDescription: String { "\(column): \(says)" }

        init(_ changes: [String: String], _ column: String, _ says: String) {
            self.changes = changes
            self.column = column
            self.says = says
        }
    }

    private static let win = [
        "programme": "2022-WIN-BASIC", "build_to": "2022-11-02", "total_cost": "140,000,000",
        "grant": "42,000,000",
        "firm_money": "56,000,000", "local_money": "0",
    ]

    private static func win(_ changes: [String: String]) -> [String: String] { win.merging(changes) { $1 } }

    private static func ai(_ changes: [String: String]) -> [String: String] {
        ["programme": "2021-AI-ADV1"].merging(changes) { $1 }
    }

    static let money: [Example] = [
        Example(
            ["grant": "200000001", "firm_money": "200000001", "total_cost": "400000002"], "grant",
            "200,000,001 won is more than the cap of 2022-GEN-ADV1, 200,000,000 won"),
        Example(
            ["grant": "150000001", "firm_money": "149999999", "total_cost": "300000000"], "grant",
            "150,000,001 won is more than 50 % of 총사업비 300,000,000, which is 150,000,000 won"),
        Example(
            ["firm_money": "199999999"], "total_cost", "= 399,999,999, which is 1 won less than the total"),
        Example(["local_money": "1"], "total_cost", "= 400,000,001, which is 1 won more than the total"),
        Example(["local_money": "", "firm_money": "200000001"], "total_cost", "1 won more than the total"),
        Example(["grant": "200,00,000"], "grant", "expected a whole number"),
        Example(["total_cost": "-1"], "total_cost", "expected a whole number"),
        Example(
            win(["grant": "40,000,000", "firm_money": "56,000,001"]), "firm_money",
            "pays 56,000,001 won; at most 40 % of 140,000,000, which is 56,000,000 won"),
        Example(
            win(["grant": "40,000,000", "local_money": "1"]), "firm_money",
            "(기업부담금 + 지자체부담금) pays 56,000,001 won"),
        Example(
            win([
                "programme": "2022-WIN50-BASIC", "total_cost": "84,000,000", "grant": "41,999,998",
                "firm_money": "1",
            ]), "firm_money", "at most 0 %"),
    ]

    static let dates: [Example] = [
        Example(["build_from": "2022-05-01"], "build_from", "is before 협약일 2022-05-02"),
        Example(["build_to": "2022-05-01"], "build_to", "is before 구축시작일 2022-05-02"),
        Example(
            ["build_to": "2023-02-03"], "build_to",
            "is later than 2023-02-02, which is 구축시작일 2022-05-02 + the 9"),
        Example(["extended_to": "2023-01-30"], "extended_to", "is before 구축종료일 2023-01-31"),
        Example(
            ai(["extended_to": "2023-05-01"]), "extended_to",
            "is later than 2023-04-30, which is 구축종료일 2023-01-31 + the 3 months"),
        Example(["completed_on": "2022-05-01"], "completed_on", "is before 구축시작일"),
        Example(["completed_on": "2023-02-01"], "completed_on", "is later than 구축종료일 2023-01-31"),
        Example(
            ["extended_to": "2023-03-31", "completed_on": "2023-04-01"], "completed_on",
            "is later than 연장종료일 2023-03-31"),
        Example(
            ["completed_on": "2023-01-20", "as_to": "2023-01-19"], "as_to", "is before the 구축완료일 2023-01-20"),
        Example(["as_to": "2023-01-30"], "as_to", "is before the end of the build 2023-01-31"),
        Example(
            ["completed_on": "2023-01-20", "final_evaluated_on": "2023-01-19"], "final_evaluated_on",
            "is before the 구축완료일"),
        Example(
            ["collect_from": "2023-02-01", "collect_to": "2023-01-31"], "collect_to",
            "is before 수집시작일 2023-02-01"),
        Example(["agreed_on": "2022-02-30"], "agreed_on", "expected YYYY-MM-DD"),
        Example(["agreed_on": "2022.05.02"], "agreed_on", "expected YYYY-MM-DD"),
        Example(["agreed_on": "1922-05-02"], "agreed_on", "between 2010 and 2100"),
        Example(["confirmed_on": "2023-03-01"], "confirmed_on", "확인수준 (confirmed_level) is not"),
    ]

    static let names: [Example] = [
        Example(["build_code": "B"], "build_code", "2 to 40 characters"),
        Example(["build_code": "b-1"], "build_code", "2 to 40 characters"),
        Example(["build_code": ""], "build_code", "is empty"),
        Example(["project_code": "2022-S22-001-00001"], "project_code", "YYYY-XXX-NNN-NNNNNN"),
        Example(["project_code": "2022-S22-0O1-000001"], "project_code", "YYYY-XXX-NNN-NNNNNN"),
        Example(
            ["programme": "2022-GEN-ADV3"], "programme", "the nearest is 2022-GEN-ADV1 (스마트공장 구축 및 고도화 고도화1)"),
        Example(["programme": "2022-AI-CONSULT"], "programme", "builds nothing that can send usage logs"),
        Example(["adopter_number": "111-11-11118"], "adopter_number", "need 9 (111-11-11119)"),
        Example(["adopter_name": "가상\n정밀"], "adopter_name", "line break"),
        Example(["adopter_name": String(repeating: "가", count: 201)], "adopter_name", "201 characters"),
        Example(["supplier_number": "444-44-44444"], "supplier_name", "give both or neither"),
        Example(["lead_name": "본보기전자"], "lead_number", "give both or neither"),
        Example(["supplier_email": "as@supplier.example"], "supplier_email", "belongs to a company"),
        Example(
            [
                "supplier_number": "444-44-44444", "supplier_name": "견본",
                "supplier_email": "a@b.example\r\nBcc: x@y.example",
            ], "supplier_email", "is no mail address"),
        Example(["region": "99"], "region", "11 서울특별시"),
        Example(["region": "51"], "region", "was not in force on 협약일 2022-05-02; on that day it was 42 강원도"),
        Example(
            [
                "region": "45", "programme": "2023-GEN-ADV1", "agreed_on": "2024-01-18",
                "build_from": "2024-01-18",
                "build_to": "2024-10-18",
            ], "region", "it was 52 전북특별자치도"),
        Example(["ksic": "25"], "ksic", "C25912"),
        Example(["size_class": "대기업"], "size_class", "소기업, 중기업, 중견기업"),
        Example(["headcount": "스물"], "headcount", "such as 28"),
        Example(["site_serial": "0"], "site_serial", "from 1 to 999"),
        Example(["works_on_holidays": "예"], "works_on_holidays", "expected Y or N"),
        Example(["shutdowns": "7월말"], "shutdowns", "expected 2026-07-27~2026-07-31"),
        Example(["target_level": "중간3"], "target_level", "expected 기초, 중간1, 중간2 or 고도"),
        Example(["confirmed_level": "Level 3"], "confirmed_level", "is of the scale KS X 9001-3"),
        Example(["intake_profile": "10MIN"], "intake_profile", "FULL 또는 LEGACY_10MIN"),
    ]

    @Test("each broken rule is one problem that says what would be right", arguments: money + dates + names)
    func problem(_ example: Example) throws {
        let file = try Seeds.reader().read(Line.file([Line(example.changes)]))
        #expect(file.rows.isEmpty)
        let problem = try #require(file.problems.first)
        #expect(file.problems.count == 1, "\(file.problems.map(\.description))")
        #expect(problem.line == 2)
        #expect(problem.column?.code == example.column)
        #expect(problem.reason.contains(example.says), "\(problem.reason)")
    }

    @Test("a lead firm that is left with too little is named beside whoever pays too much")
    func leadShare() throws {
        let line = Line(Self.win(["total_cost": "141,000,000", "local_money": "1,000,000"]))
        let problems = try Seeds.reader().read(Line.file([line])).problems.map(\.description)
        #expect(problems.count == 2)
        let says =
            "is left with 42,000,000 won; it pays at least 30 % of 141,000,000, which is 42,300,000 won"
        #expect(problems.first?.contains(says) == true)
        #expect(problems.last?.contains("at most 40 % of 141,000,000, which is 56,400,000 won") == true)
    }

    @Test(
        "values at the very limit are right",
        arguments: [
            Example(
                ["build_to": "2023-02-02", "completed_on": "2023-02-02"], "build_to", "9 months to the day"),
            Example(ai(["extended_to": "2023-04-30"]), "extended_to", "3 months, in a shorter month"),
            Example(
                ["extended_to": "2024-01-31", "completed_on": "2024-01-31"], "extended_to", "no known limit"),
            Example(win, "total_cost", "lead 30, adopter 40, grant 30 percent"),
            Example(
                win(["programme": "2022-WIN50-BASIC", "total_cost": "84,000,000", "firm_money": "0"]),
                "total_cost",
                "half and half"),
            Example(["local_money": "", "firm_money": "1"], "total_cost", "not all money is known"),
            Example(
                ["total_cost": "", "grant": "", "firm_money": "", "local_money": ""], "grant",
                "no money is known"),
            Example(["region": "42"], "region", "강원도 before its new code"),
            Example(["collect_from": "2023-02-01", "collect_to": "2023-02-01"], "collect_to", "one day"),
            Example(["completed_on": "2023-01-20", "as_to": "2023-01-20"], "as_to", "same day"),
        ])
    func limit(_ example: Example) throws {
        let file = try Seeds.reader().read(Line.file([Line(example.changes)]))
        #expect(file.problems.map(\.description) == [])
        #expect(file.rows.count == 1)
    }
}
