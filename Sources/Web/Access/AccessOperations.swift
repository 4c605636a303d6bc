import Contract
import Domain
import Hummingbird
import Storage

extension WebRoutes {
    private static let from = Parameter<Timestamp>.instant(
        "from", LocalizedText("reads from this instant on", "이 시각부터"), example: "2026-05-01T00:00:00%2B09:00")
    private static let to = Parameter<Timestamp>.instant(
        "to", LocalizedText("reads before this instant", "이 시각 전까지"), example: "2026-06-01T00:00:00%2B09:00")
    private static let build = Parameter<String>.text(
        "build", .buildCode, LocalizedText("only reads of this build", "이 구축 건을 본 기록만"),
        expected: LocalizedText(BuildCode.rule, "대문자·숫자·- 2~40자"), example: "B-0001")
    private static let person = number("person", LocalizedText("only reads by this person", "이 사람의 기록만"))
    private static let token = number("token", LocalizedText("only reads with this token", "이 토큰의 기록만"))
    private static let limit = PageCursor.limit(1_000, usual: 100)
    private static let ended = Parameter<Bool>(
        "ended", schema: .boolean,
        LocalizedText("whether expired and revoked ones are shown", "만료·폐기된 것도 보일지"),
        expected: LocalizedText("true or false", "true 또는 false"), example: "true"
    ) { ["true": true, "false": false][$0] }

    private static func number(_ name: String, _ words: LocalizedText) -> Parameter<Int64> {
        Parameter(
            name, schema: .integer(1...Int(Int64.max)), words,
            expected: LocalizedText("a number such as 17", "17과 같은 번호"), example: "17"
        ) { text in
            guard let number = Int64(text), "\(number)" == text, number > 0 else { return nil }
            return number
        }
    }

    /// Who asks, who may, and who did.
    var accessOperations: [Operation] {
        [
            Operation(
                "getSelf", .get, "/v1/me", .access, .signedIn, LocalizedText("Who asks", "내 권한"),
                LocalizedText(
                    "The token that asks: its role, its permissions and the builds to which they extend.",
                    "요청에 쓴 토큰의 역할과 권한, 볼 수 있는 범위를 보입니다."),
                answers: [.init(.ok, SelfView.schema, "whoever asks")]
            ) { request in try .json(SelfView(try request.access)) },
            Operation(
                "listTokens", .get, "/v1/tokens", .access, .permission(.manageTokens),
                LocalizedText("Tokens", "토큰 목록"),
                LocalizedText(
                    "Every token with its scope and when it was last used; secrets are shown once, when a token is issued.",
                    "모든 토큰의 범위와 마지막 사용 시각. 비밀값은 발급할 때 한 번만 보입니다."),
                parameters: [Self.ended.declaration],
                answers: [.init(.ok, TokenListView.schema, "all tokens")]
            ) { request in
                try .json(
                    TokenListView(
                        try await database.tokens.list(
                            withEnded: request[Self.ended] ?? false, now: request.now)))
            },
            Operation(
                "listAccessLog", .get, "/v1/access-log", .access, .permission(.readAccessLog),
                LocalizedText("Access log", "접속기록"),
                LocalizedText(
                    "Every read of the data of builds: who, when, from where, whose and why. Reading it is a read, too.",
                    "구축 건 자료를 본 모든 기록: 누가, 언제, 어디서, 누구의 자료를, 왜. 이 조회도 기록됩니다."),
                parameters: [
                    Self.from.declaration, Self.to.declaration, Self.build.declaration,
                    Self.person.declaration, Self.token.declaration, Self.limit.declaration,
                    PageCursor.parameter.declaration,
                ], answers: [.init(.ok, AccessLogView.schema, "a page of the log, the latest first")],
                problems: [.badCursor]
            ) { try await listAccessLog($0) },
        ]
    }

    private func listAccessLog(_ request: OperationRequest) async throws -> OperationAnswer {
        let limit = request[Self.limit] ?? 100
        let lines = try await database.accessLog.lines(
            AccessLogFilter(
                from: request[Self.from], to: request[Self.to], build: request[Self.build],
                personID: request[Self.person], tokenID: request[Self.token],
                before: try request.cursor(1).flatMap { Int64($0.values[0]) }, limit: limit))
        let codes = try await database.accessLog.buildCodes(Set(lines.flatMap(\.builds)))
        let next =
            lines.count == limit
            ? lines.last.map { PageCursor(["\($0.id)"]).text(for: request.listName) } : nil
        return try .json(
            AccessLogView(lines, codes: codes, next: next), reads: .init(builds: [], rows: lines.count))
    }
}
