import Contract
import Domain
import Hummingbird
import Storage

/// Which signals the builds of a list have.
private enum ListedSignals: String, CaseIterable, Sendable {
    case open, none
}

/// In which order a list is; a minus turns it round.
private enum ListSort: String, CaseIterable, Sendable {
    case code
    case codeDown = "-code"
    case phaseEnd = "phase_end"
    case phaseEndDown = "-phase_end"
    case lastSign = "last_sign"
    case lastSignDown = "-last_sign"

    var order: BuildOrder {
        switch self {
        case .code: BuildOrder(.code)
        case .codeDown: BuildOrder(.code, isDescending: true)
        case .phaseEnd: BuildOrder(.phaseEnd)
        case .phaseEndDown: BuildOrder(.phaseEnd, isDescending: true)
        case .lastSign: BuildOrder(.lastSign)
        case .lastSignDown: BuildOrder(.lastSign, isDescending: true)
        }
    }
}

/// The members of a line of the list.
private enum ListField: String, CaseIterable, Sendable {
    case code, adopter, supplier, programme, region, phase, links
    case programmeCode = "programme_code"
    case silence = "silence_working_days"
    case activeDays = "active_days"
    case expectedDays = "expected_days"
    case lastSign = "last_sign"
    case openSignals = "open_signals"
}

/// The filters that lists of builds share.
enum FleetParameters {
    static let programme = Parameter<String>.text(
        "programme", .text(length: 1...60), LocalizedText("code of the programme", "지원사업 코드"),
        expected: LocalizedText("the code of a programme, see /v1/programmes", "지원사업 코드(/v1/programmes 참조)"),
        example: "2022-GEN-ADV1")
    static let supplier = Parameter<String>.text(
        "supplier", .businessNumber,
        LocalizedText("business number of the supplier today", "오늘의 공급기업 사업자등록번호"),
        expected: LocalizedText("ten digits", "숫자 10자리"), example: "4444444444")
    static let region = Parameter<String>.text(
        "region", .text(pattern: "^[0-9]{2}$"), LocalizedText("two digits of the 시도", "시도 코드 두 자리"),
        expected: LocalizedText("two digits", "숫자 두 자리"), example: "41")
}

extension WebRoutes {
    private static let type = Parameter<String>.text(
        "type", .text(length: 1...60), LocalizedText("support type (지원유형)", "지원유형"),
        expected: LocalizedText("a support type, see /v1/programmes", "지원유형(/v1/programmes 참조)"),
        example: "고도화1")
    private static let phase = Parameter<Phase>.choice(
        "phase", LocalizedText("only builds in this phase today", "오늘 이 단계에 있는 구축 건만"), example: .intensiveAS)
    private static let signals = Parameter<ListedSignals>.choice(
        "signals",
        LocalizedText("with or without open signals; for roles that see them", "열린 신호의 유무(권한이 있는 역할만)"),
        example: .open)
    private static let since = Parameter<Timestamp>.instant(
        "since",
        LocalizedText(
            "only builds of which the registry or a declaration says something since",
            "이 시각 이후 등록 정보나 신고가 바뀐 구축 건만"), example: "2026-05-07T09:00:00+09:00")
    private static let sort = Parameter<ListSort>.choice(
        "sort", LocalizedText("order; code where it is not given", "정렬(생략하면 code)"), example: .lastSign)
    private static let fields = Parameter<[ListField]>.choices(
        "fields", LocalizedText("only these members of each line", "각 줄에서 이 항목만"), example: .code)
    private static let limit = PageCursor.limit(1_000, usual: 200)

    /// `GET /v1/builds`.
    var listBuildsOperation: Operation {
        Operation(
            "listBuilds", .get, "/v1/builds", .builds, .permission(.readBuilds),
            LocalizedText("Builds", "구축 건 목록"),
            LocalizedText(
                "A page of the builds that the caller may see, with the figures of the last 28 days. Builds that come or go meanwhile neither repeat nor hide another.",
                "볼 수 있는 구축 건과 최근 28일의 지표를 한 페이지씩 보입니다. 그사이 구축 건이 늘거나 줄어도 중복되거나 빠지지 않습니다."),
            parameters: [
                FleetParameters.programme.declaration, Self.type.declaration, Self.phase.declaration,
                FleetParameters.supplier.declaration, FleetParameters.region.declaration,
                Self.signals.declaration, Self.since.declaration, Self.sort.declaration,
                Self.fields.declaration, Self.limit.declaration, PageCursor.parameter.declaration,
            ],
            answers: [
                .init(.ok, BuildListView.schema, "a page; with `fields` its lines have only those members")
            ],
            problems: [.badCursor, .forbidden]
        ) { try await listBuilds($0) }
    }

    private func listBuilds(_ request: OperationRequest) async throws -> OperationAnswer {
        let visibility = Visibility(try request.access)
        var filter = BuildFilter()
        filter.programmeCodes = request[FleetParameters.programme].map { [$0] }
        filter.supportType = request[Self.type]
        filter.phase = request[Self.phase]
        filter.supplierNumber = request[FleetParameters.supplier]
        filter.regionCodes = request[FleetParameters.region].map { [$0] }
        filter.since = request[Self.since]
        if let signals = request[Self.signals] {
            guard visibility.seesSignals else {
                throw Problem(
                    .forbidden, parameter: "signals", found: nil,
                    expected: LocalizedText("a role that sees signals", "신호를 볼 수 있는 역할"))
            }
            filter.hasOpenSignals = signals == .open
        }
        let page = try await database.fleet.builds(
            for: visibility, filter, order: (request[Self.sort] ?? .code).order,
            at: try request.buildCursor.map(BuildPlace.after) ?? .first, limit: request[Self.limit] ?? 200,
            now: request.now)
        let view = BuildListView(
            page.lines, next: page.next.map { PageCursor([$0.text]).text(for: request.listName) },
            today: request.now.day, publicURL: publicURL)
        let reads = OperationAnswer.Reads(builds: page.lines.map(\.facts.id), rows: page.lines.count)
        guard let fields = request[Self.fields] else { return try .json(view, reads: reads) }
        return .bytes(
            try view.bytes(only: Set(fields.map(\.rawValue))), type: "application/json", reads: reads)
    }
}

extension OperationRequest {
    /// The place behind which a list of builds goes on; `nil` where it asks for the first page.
    var buildCursor: BuildCursor? {
        get throws {
            guard let text = try cursor(1)?.values[0] else { return nil }
            guard let cursor = BuildCursor(parsing: text) else {
                throw Problem(
                    .badCursor, parameter: "cursor", found: self[PageCursor.parameter],
                    expected: PageCursor.parameter.declaration.expected)
            }
            return cursor
        }
    }
}

extension BuildListView {
    /// The answer with only some members of each line.
    fileprivate func bytes(only fields: Set<String>) throws -> [UInt8] {
        guard case .object(var members) = try JSONTree(parsing: try jsonBytes(self)),
            let lines = members["builds"]?.elements
        else { return try jsonBytes(self) }
        members["builds"] = .list(
            lines.map { line in
                guard case .object(let all) = line else { return line }
                return .object(all.filter { fields.contains($0.key) })
            })
        return try JSONTree.object(members).bytes
    }
}
