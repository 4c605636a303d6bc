import Testing

@testable import Domain

private let header = "project,class,name,unit,direction,base,target,weight,result,measured_on"

@Suite struct PlanFileTests {
    private func read(_ lines: [String], header: String = header) -> PlanFile {
        PlanFileReader.read(([header] + lines).joined(separator: "\r\n"))
    }

    private func problems(_ lines: [String], header: String = header) -> [String] {
        read(lines, header: header).problems.map(\.description)
    }

    @Test func theTemplateIsReadWithoutAProblem() throws {
        let file = PlanFileReader.read(PlanTemplate.text)
        #expect(file.problems == [])
        #expect(file.rows.map(\.line) == [2, 3, 4])
        #expect(file.rows.map(\.target.planClass) == [.productivity, .quality, .delivery])
        let first = try #require(file.rows.first?.target)
        #expect(first.base == 120 && first.target == 150 && first.weight == 40)
        #expect(first.result == 156.5 && first.measuredOn == Day(parsing: "2026-11-20"))
        #expect(file.rows[1].target.direction == .lower && file.rows[1].target.result == nil)
    }

    @Test func columnsStandInAnyOrderUnderEitherName() throws {
        let file = read(
            ["50,가,P-1,P,개,higher,\"1,200\",1500", "50,나,P-1,안전,건,감소,-3,-5.25"],
            header: "가중치,지표명,과제코드,CLASS,unit,방향,현재값,target")
        #expect(file.problems == [])
        #expect(file.rows.map(\.target.base) == [1_200, -3])
        #expect(file.rows.map(\.target.target) == [1_500, -5.25])
        #expect(file.rows.map(\.target.planClass) == [.productivity, .safety])
    }

    @Test func everyProblemOfAFileIsToldWithLineAndColumn() {
        #expect(
            problems([
                "P-1,X,가,개,up,ten,20,50,,", "P-1,P,,개,증가,10,20,0.125,,", "P-1,P,나,개,증가,10,20",
                "P-1,P,다,개,증가,10,9,50,,", "P-1,P,라,개,감소,10,11,50,3,", "P-1,P,마,개,감소,10,9,50,,2026-01-01",
                "P-1,P,바,개,감소,10,9,50,1,2026-13-01",
            ]) == [
                "line 2, 구분 (class) “X”: expected P, Q, C, D, S or E (or 생산성, 품질, 원가, 납기, 안전, 환경)",
                "line 2, 방향 (direction) “up”: expected 증가 (higher) or 감소 (lower)",
                "line 2, 현재값 (base) “ten”: is no number; expected digits with at most six decimals, such as 1250 or 3.2",
                "line 3, 지표명 (name): is empty",
                "line 3, 가중치 (weight) “0.125”: expected percent above 0, at most 100, with at most two decimals, such as 12.5",
                "line 4: 7 fields, but the header has 10; a field with a comma in it must stand in quotation marks",
                "line 5, 목표값 (target) “9”: is worse than 현재값 10 where 증가 is better; mend the target or the direction",
                "line 6, 측정일 (measured_on): is empty; a result needs the day of its measurement",
                "line 6, 목표값 (target) “11”: is worse than 현재값 10 where 감소 is better; mend the target or the direction",
                "line 7, 측정일 (measured_on) “2026-01-01”: is given without a result; give both or neither",
                "line 8, 측정일 (measured_on) “2026-13-01”: is no day; expected YYYY-MM-DD between 2010 and 2100, such as 2026-05-07",
            ])
    }

    @Test func weightsOfAProjectSumToAHundred() {
        #expect(
            problems([
                "P-1,P,가,개,증가,10,20,33.33,,", "P-2,P,가,개,증가,10,20,100,,", "P-1,Q,나,개,증가,10,20,33.33,,",
                "P-1,D,다,개,증가,10,20,33.33,,", "P-3,D,다,개,증가,10,20,60.5,,",
            ]) == [
                "line 2, 가중치 (weight): the weights of project P-1 sum to 99.99; expected 100",
                "line 6, 가중치 (weight): the weights of project P-3 sum to 60.5; expected 100",
            ])
        #expect(
            problems([
                "P-1,P,가,개,증가,10,20,33.33,,", "P-1,Q,나,개,증가,10,20,33.33,,", "P-1,D,다,개,증가,10,20,33.34,,",
            ]) == [])
    }

    @Test func aFigureStandsOnceInItsClass() {
        #expect(
            problems(["P-1,P,가,개,증가,10,20,50,,", "P-1,P,가,대,증가,1,2,50,,"]) == [
                "line 3, 지표명 (name) “가”: stands on line 2 already; a project declares a figure of one class once"
            ])
        #expect(problems(["P-1,P,가,개,증가,10,20,50,,", "P-1,Q,가,대,증가,1,2,50,,"]) == [])
    }

    @Test func aHeaderWithoutARequiredColumnSaysWhich() {
        #expect(
            problems(["1"], header: "project,name,unit,direction,base,target,weight").first
                == "line 1, 구분 (class): the column is missing; afterbuild plan template prints all of them")
        #expect(problems(["1"], header: header + ",color").count == 1)
        #expect(problems([], header: header + ",\"").count == 1)
    }

    @Test(arguments: ["1e3", "1.", ".5", "1,20", "١٢", "0x10", "nan", "1.1234567", "--1", "1000000000000"])
    func whatIsNoPlainNumberIsRefused(text: String) {
        #expect(problems(["P-1,P,가,개,증가,\"\(text)\",2000000,100,,"]).count == 1)
    }
}
