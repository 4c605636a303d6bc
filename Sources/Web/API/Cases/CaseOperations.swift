import Contract
import Domain
import Hummingbird
import Render
import Storage

extension WebRoutes {
    private static let id = Parameter<Int64>.identifier("id", LocalizedText("number of the case", "검토 건 번호"))
    private static let state = Parameter<CaseState>.choice(
        "state",
        LocalizedText(
            "only in this state; those that are not closed where it is not given", "이 상태만(생략하면 종결되지 않은 것)"),
        example: .explanationRequested)
    private static let build = Parameter<String>.text(
        "build", .buildCode, LocalizedText("only of this build, closed ones too", "이 구축 건만(종결된 것 포함)"),
        expected: LocalizedText(BuildCode.rule, "대문자·숫자·- 2~40자"), example: "B-0001")
    private static let purpose = Parameter<String>(
        "purpose", isRequired: true, schema: .text(pattern: "^[^\\s\\u0000][^\\u0000]{0,199}$"),
        LocalizedText("why the document is read; kept in the access log", "열람 사유(접속기록에 남음)"),
        expected: LocalizedText("a reason of 1 to 200 characters", "1~200자의 사유"), example: "평가위원회 준비"
    ) { text in
        Schema.text(pattern: "^[^\\s\\u0000][^\\u0000]{0,199}$").mismatches(.string(text)).isEmpty
            ? text : nil
    }
    private static let limit = PageCursor.limit(500, usual: 100)

    /// What can be asked of cases: the agency's own.
    var caseOperations: [Operation] {
        [
            Operation(
                "listCases", .get, "/v1/cases", .cases, .permission(.readCases),
                LocalizedText("Cases", "검토 건 목록"),
                LocalizedText("Cases of the builds in scope, newest first.", "범위 안 구축 건의 검토 건을 최신순으로 보입니다."),
                parameters: [
                    Self.state.declaration, Self.build.declaration, Self.limit.declaration,
                    PageCursor.parameter.declaration,
                ], answers: [.init(.ok, CaseListView.schema, "a page of cases")], problems: [.badCursor]
            ) { try await listCases($0) },
            Operation(
                "getCase", .get, "/v1/cases/{id}", .cases, .permission(.readCases),
                LocalizedText("One case", "검토 건"),
                LocalizedText(
                    "A case with every step, its documents' hashes and its deadlines as calendar and holds stand today.",
                    "검토 건의 모든 절차, 문서의 해시, 오늘 기준 기한."),
                parameters: [Self.id.declaration], answers: [.init(.ok, CaseView.schema, "the case")],
                problems: [.unknownCase]
            ) { request in
                let file = try await visibleCase(request)
                return try .json(
                    CaseView(file, today: request.now.day, publicURL: publicURL),
                    reads: .init(builds: [file.buildID], caseID: file.id))
            },
            Operation(
                "getDossier", .get, "/v1/cases/{id}/dossier", .cases, .permission(.readCases),
                LocalizedText("Dossier of a case", "검토 건 자료집"),
                LocalizedText(
                    "Everything for the committee in one HTML document that stands alone.",
                    "위원회를 위한 모든 자료를 담은 독립된 HTML 문서."),
                parameters: [Self.id.declaration, Self.purpose.declaration],
                answers: [.init(.ok, nil, "the document", mediaType: "text/html")], problems: [.unknownCase]
            ) { request in
                let file = try await visibleCase(request)
                let visibility = Visibility(try request.access)
                let status = try await database.figures.status(
                    of: file.buildCode, for: visibility, now: request.now)
                guard let status else { throw Problem.unknownCase }
                return try await dossier(file, status, for: visibility, now: request.now)
            },
        ]
    }

    private func listCases(_ request: OperationRequest) async throws -> OperationAnswer {
        var filter = CaseFilter()
        filter.state = request[Self.state]
        filter.buildCode = request[Self.build]
        filter.includesClosed = filter.state == .closed || filter.buildCode != nil
        filter.limit = request[Self.limit] ?? 100
        filter.before = try request.cursor(1).flatMap { Int64($0.values[0]) }
        let cases =
            try await database.cases.list(
                filter, for: Visibility(try request.access), now: request.now) ?? []
        let next =
            cases.count == filter.limit
            ? cases.last.map { PageCursor(["\($0.id)"]).text(for: request.listName) } : nil
        return try .json(
            CaseListView(cases, next: next, publicURL: publicURL),
            reads: .init(builds: Array(Set(cases.map(\.buildID))).sorted(), rows: cases.count))
    }

    private func visibleCase(_ request: OperationRequest) async throws -> CaseFile {
        let file = try await database.cases.file(
            try request.value(Self.id), for: Visibility(try request.access), now: request.now)
        guard let file else { throw Problem.unknownCase }
        return file
    }
}
