import Contract
import Domain
import Hummingbird
import Storage

extension WebRoutes {
    private static let number = Parameter<String>.text(
        "number", .businessNumber, LocalizedText("only this company", "이 기업만"),
        expected: LocalizedText("ten digits", "숫자 10자리"), example: "2222222227")
    private static let quarter = Parameter<Quarter>(
        "quarter", schema: .text(pattern: "^20[0-9]{2}Q[1-4]$"),
        LocalizedText("only of this quarter", "이 분기만"),
        expected: LocalizedText("a quarter such as 2026Q3", "2026Q3과 같은 분기"), example: "2026Q3"
    ) { Quarter(parsing: $0) }
    private static let limit = PageCursor.limit(1_000, usual: 200)

    /// Companies, programmes and exports.
    var catalogueOperations: [Operation] {
        [
            Operation(
                "listCompanies", .get, "/v1/companies", .reference, .permission(.readBuilds),
                LocalizedText("Companies", "기업 목록"),
                LocalizedText(
                    "Companies with their parts in the projects of the scope.", "범위 안 과제에 참여한 기업과 역할, 기간."),
                parameters: [
                    Self.number.declaration, Self.limit.declaration, PageCursor.parameter.declaration,
                ],
                answers: [.init(.ok, CompanyListView.schema, "a page of companies")], problems: [.badCursor]
            ) { request in
                let limit = request[Self.limit] ?? 200
                let found = try await database.fleet.companies(
                    for: Visibility(try request.access), number: request[Self.number],
                    after: try request.cursor(1)?.values[0],
                    limit: limit, now: request.now)
                let next =
                    found.count == limit
                    ? found.last.map { PageCursor([$0.number]).text(for: request.listName) } : nil
                return try .json(CompanyListView(found, next: next), reads: .init(rows: found.count))
            },
            Operation(
                "listProgrammes", .get, "/v1/programmes", .reference, .permission(.readCatalogue),
                LocalizedText("Programmes", "지원사업 목록"),
                LocalizedText(
                    "Programmes and support types with their numbers in the scope.", "지원사업과 지원유형, 범위 안 건수."),
                answers: [.init(.ok, ProgrammeListView.schema, "the programmes")]
            ) { request in
                let found = try await database.fleet.programmes(
                    for: Visibility(try request.access), now: request.now)
                return try .json(ProgrammeListView(found))
            },
            Operation(
                "listExports", .get, "/v1/exports", .exports, .permission(.readExports),
                LocalizedText("Quarterly exports", "분기 보고 파일"),
                LocalizedText("What was reported, with the hashes of its files.", "보고한 내용과 파일의 해시."),
                parameters: [
                    Self.quarter.declaration, Self.limit.declaration, PageCursor.parameter.declaration,
                ],
                answers: [.init(.ok, ExportListView.schema, "a page of exports")], problems: [.badCursor]
            ) { request in
                let limit = request[Self.limit] ?? 200
                let found = try await database.exports.list(
                    quarter: request[Self.quarter],
                    before: try request.cursor(1).flatMap { Int64($0.values[0]) },
                    limit: limit)
                let next =
                    found.count == limit
                    ? found.last.map { PageCursor(["\($0.id)"]).text(for: request.listName) } : nil
                return try .json(ExportListView(found, next: next))
            },
        ]
    }
}
