import Contract
import Domain
import Hummingbird
import Storage

/// Whether a signal still stands.
enum SignalState: String, CaseIterable, Sendable {
    case open, cleared, all
}

/// `GET /v1/signals`.
struct SignalListView: JSONWritable {
    let signals: [RaisedSignal]
    /// Cursor of the next page.
    let next: String?
    /// The address under which the service is reached, without a slash at its end.
    let publicURL: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("next", next)
            json.member("signals") { json in
                json.list(signals) { json, signal in
                    json.object { json in
                        json.member("build", signal.buildCode)
                        json.member("links", Links(code: signal.buildCode, publicURL))
                        json.member("signal", SignalView(signal))
                    }
                }
            }
        }
    }

    static let schema = Schema.named(
        "SignalList",
        .object([
            .init(
                "signals",
                .list(
                    of: .object([
                        .init("build", .buildCode), .init("signal", SignalView.schema),
                        .init("links", Links.schema),
                    ])), "newest first"),
            .init("next", Schema.text.orNull, "cursor of the next page; null on the last"),
        ]))
}

extension WebRoutes {
    private static let state = Parameter<SignalState>.choice(
        "state", LocalizedText("open where it is not given", "생략하면 open"), example: .open)
    private static let rule = Parameter<RuleKind>.choice(
        "rule", LocalizedText("only of this rule", "이 규칙만"), example: .silent)
    private static let severity = Parameter<Severity>.choice(
        "severity", LocalizedText("only of this severity", "이 중요도만"), example: .review)
    private static let build = Parameter<String>.text(
        "build", .buildCode, LocalizedText("only of this build", "이 구축 건만"),
        expected: LocalizedText(BuildCode.rule, "대문자·숫자·- 2~40자"), example: "B-0001")
    private static let since = Parameter<Timestamp>.instant(
        "since", LocalizedText("raised or cleared at this instant or later", "이 시각 이후에 제기되거나 해소된 것"),
        example: "2026-05-07T09:00:00+09:00")
    private static let limit = PageCursor.limit(500, usual: 100)

    /// What can be asked of signals.
    var signalOperations: [Operation] {
        [
            Operation(
                "listSignals", .get, "/v1/signals", .signals, .permission(.readSignals),
                LocalizedText("Signals", "신호 목록"),
                LocalizedText(
                    "Signals of the builds in scope, newest first, with their frozen evidence. A signal asks people to look; it decides nothing.",
                    "범위 안 구축 건의 신호를 최신순으로, 고정된 근거와 함께 보입니다. 신호는 확인을 요청할 뿐 아무것도 결정하지 않습니다."),
                parameters: [
                    Self.state.declaration, Self.rule.declaration, Self.severity.declaration,
                    Self.build.declaration, Self.since.declaration, BuildParameters.asOf.declaration,
                    Self.limit.declaration, PageCursor.parameter.declaration,
                ], answers: [.init(.ok, SignalListView.schema, "a page of signals")],
                problems: [.badCursor, .contradiction]
            ) { request in
                try await listSignals(request)
            }
        ]
    }

    private func listSignals(_ request: OperationRequest) async throws -> OperationAnswer {
        var filter = SignalFilter()
        filter.rule = request[Self.rule]
        filter.severity = request[Self.severity]
        filter.isOpen =
            switch request[Self.state] ?? .open {
            case .open: true
            case .cleared: false
            case .all: nil
            }
        filter.buildCode = request[Self.build]
        filter.since = request[Self.since]
        filter.asOf = try request.asOf
        filter.limit = request[Self.limit] ?? 100
        filter.before = try request.cursor(1).flatMap { Int64($0.values[0]) }
        let found = try await database.signals.list(filter, for: Visibility(try request.access))
        let next =
            found.count == filter.limit
            ? found.last.map { PageCursor(["\($0.signal.id)"]).text(for: request.listName) } : nil
        return .json(
            SignalListView(signals: found.map(\.signal), next: next, publicURL: publicURL),
            reads: .init(builds: Array(Set(found.map(\.build))).sorted(), rows: found.count))
    }
}
