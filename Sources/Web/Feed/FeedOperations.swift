import Concurrency
package import Contract
import Domain
import HTTPTypes
import Hummingbird
import Storage

extension ChangeFeed {
    private static let after = Parameter<FeedStart>(
        "after", schema: .text(pattern: "^(start|now|abf_[0-9a-f]{8}[0-9a-z]{5,32})$"),
        LocalizedText(
            "`next` of the answer before, or `cursor` of a change; start (usual): the oldest change that is kept; now: only what comes",
            "앞선 답의 `next` 또는 변경의 `cursor`. start(생략 시): 보관된 가장 오래된 변경부터, now: 앞으로의 변경만"),
        expected: LocalizedText(
            "a cursor of this feed, unchanged, or start or now", "이 피드의 커서 그대로, 또는 start나 now"),
        example: "start", refusal: .badCursor, read: FeedStart.init(parsing:))
    private static let lastID = Parameter<FeedCursor>(
        "Last-Event-ID", in: .header, schema: FeedView.cursorSchema,
        LocalizedText(
            "what a reader of the stream sends by itself when it comes again; goes before `after`",
            "스트림을 다시 연결할 때 보내는 마지막 id. `after`보다 우선합니다"),
        expected: LocalizedText("the id of the last event, unchanged", "마지막 이벤트의 id 그대로"),
        example: FeedCursor(epoch: "0a1b2c3d", seq: 1).description, refusal: .badCursor,
        read: FeedCursor.init(parsing:))
    private static let wait = Parameter<Int>.integer(
        "wait", 0...30,
        LocalizedText(
            "seconds to wait for a change where there is none; 0 where it is not given",
            "변경이 없을 때 기다릴 초(생략하면 0)"),
        example: 5)
    private static let limit = PageCursor.limit(1_000, usual: 100)
    private static let kinds = Parameter<[FeedKind]>.choices(
        "kind", LocalizedText("only of these kinds", "이 종류만"), example: .kpiRestated)
    private static let mostBuilds = 100
    private static let builds = Parameter<[String]>(
        "build", schema: .text(pattern: "^[A-Z0-9-]{2,40}(,[A-Z0-9-]{2,40}){0,\(mostBuilds - 1)}$"),
        LocalizedText(
            "only of these builds, and nothing that is of no build", "이 구축 건만(구축 건에 속하지 않는 변경은 제외)"),
        expected: LocalizedText(
            "one to \(mostBuilds) codes of builds separated by commas", "쉼표로 구분한 구축 건 코드 1~\(mostBuilds)개"),
        example: "B-0001"
    ) { text in
        let codes = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return codes.count <= mostBuilds && codes.allSatisfy(BuildCode.isValid) ? codes : nil
    }

    /// The change feed, as pages and as a stream.
    package var operations: [Operation] {
        [
            Operation(
                "listChanges", .get, "/v1/changes", .changes, .permission(.readChanges),
                LocalizedText("Changes in the order of their commit", "커밋 순서의 변경 목록"),
                LocalizedText(
                    """
                    Every change that becomes known, once and in one order: read with `after`, keep `next`, and nothing is \
                    missed or told twice. With `Accept: text/event-stream` the answer is a stream of Server-Sent Events \
                    that ends after ten minutes; come again with the last id. What moves by the turn of the Korean day or \
                    with the records of the running day is not told: phases that begin, silence, figures of windows that \
                    are not over. Changes are kept for 90 days.
                    """,
                    """
                    새로 알려진 모든 변경을 한 번씩, 하나의 순서로 알립니다. `next`를 보관했다가 `after`로 이어 읽으면 빠지거나 겹치지 않습니다. \
                    `Accept: text/event-stream`이면 Server-Sent Events 스트림이며 10분 뒤 끝나므로 마지막 id로 다시 연결하십시오. 날짜가 \
                    바뀌거나 당일 기록이 쌓여 저절로 달라지는 것(단계 시작, 미수신 일수, 끝나지 않은 기간의 지표)은 알리지 않습니다. 변경은 90일 보관합니다.
                    """),
                parameters: [
                    Self.after.declaration, Self.lastID.declaration, Self.wait.declaration,
                    Self.limit.declaration, Self.kinds.declaration, Self.builds.declaration,
                ],
                answers: [
                    .init(.ok, FeedView.schema, "changes, and where to go on"),
                    .init(
                        .ok, nil, "the stream: `id` is the cursor, `event` the kind, `data` one change",
                        mediaType: "text/event-stream"),
                ], problems: [.badCursor, .expiredCursor], isLong: true
            ) { try await answer($0) }
        ]
    }

    private func answer(_ request: OperationRequest) async throws -> OperationAnswer {
        let access = try request.access
        let filter = FeedFilter(
            kinds: request[Self.kinds].map { Set($0) },
            buildCodes: request[Self.builds].map { Set($0) }, for: Visibility(access))
        let start = request[Self.lastID].map { .after($0) } ?? request[Self.after] ?? .oldest
        guard let permit = waiting.tryAcquire(access.tokenID) else { throw Self.full }
        do {
            if request.headers[.accept]?.contains("text/event-stream") == true {
                let first = try await database.feed.changes(start, filter, limit: FeedStream.limit)
                let known = try await holder(access.tokenID)
                return stream(
                    FeedStream(
                        feed: self, filter: filter,
                        isStillAuthorized: {
                            let holder = try await holder(access.tokenID)
                            return holder != nil && holder == known
                        },
                        record: recorder(of: request, by: access)), first, permit)
            }
            let page = try await page(
                start, filter, limit: request[Self.limit] ?? 100, wait: .seconds(request[Self.wait] ?? 0))
            permit.release()
            return try .json(
                FeedView(page), reads: .init(builds: page.builds, rows: page.entries.count))
        } catch let problem as FeedCursorProblem {
            throw Self.problem(problem)
        }
    }

    /// Records a page of a stream as the kernel records an answer.
    private func recorder(
        of request: OperationRequest, by access: Access
    ) -> @Sendable (FeedPage) async throws -> Void {
        let query = request.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: "&")
        return { page in
            try await record(
                AccessLogEntry(
                    at: now(), by: access, from: request.address, builds: page.builds,
                    task: request.operation, query: query, rows: page.entries.count, status: 200))
        }
    }

    private func stream(
        _ stream: FeedStream, _ first: FeedPage, _ permit: KeyedSemaphore<Int64>.Permit
    ) -> OperationAnswer {
        let body = ResponseBody { writer in
            try await stream.run(first, to: &writer)
            try await writer.finish(nil)
            permit.release()
        }
        return .stream(
            // A proxy that gathers the stream would hold it back.
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/event-stream", .cacheControl: "no-store",
                    HTTPField.Name("X-Accel-Buffering") ?? .server: "no",
                ], body: body), reads: .init(builds: first.builds, rows: first.entries.count))
    }

    private static var full: Problem {
        var problem = Problem(
            .tooManyRequests,
            LocalizedText(
                "\(waitingOfToken) requests of this token wait for changes already; end one of them",
                "이 토큰의 요청 \(waitingOfToken)개가 이미 변경을 기다리고 있습니다. 하나를 끝내십시오"))
        problem.headers[.retryAfter] = "30"
        return problem
    }

    private static func problem(_ problem: FeedCursorProblem) -> Problem {
        switch problem {
        case .forgotten:
            Problem(
                .expiredCursor,
                LocalizedText(
                    "changes behind this cursor were forgotten; read the lists again and go on with after=now",
                    "이 커서 다음의 변경은 보관 기간이 지났습니다. 목록을 다시 읽고 after=now부터 이어 읽으십시오"))
        case .foreign:
            Problem(
                .expiredCursor,
                LocalizedText(
                    "this cursor is of another feed, or of this one before it was restored from a backup; read the lists "
                        + "again and go on with after=now",
                    "다른 피드의 커서이거나 백업 복원 이전의 커서입니다. 목록을 다시 읽고 after=now부터 이어 읽으십시오"))
        }
    }
}

extension FeedPage {
    /// The builds of its entries.
    fileprivate var builds: [Int64] { Set(entries.compactMap(\.buildID)).sorted() }
}
