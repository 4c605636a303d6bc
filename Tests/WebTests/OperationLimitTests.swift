import Concurrency
import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Contract

/// How many operations of one token are answered at a time.
@Suite(.timeLimit(.minutes(15))) struct OperationLimitTests {
    private let limits = RequestLimits(requestsAMinute: 10_000, uptime: { .zero })

    private func send(_ isLong: Bool = false, token: Int64 = 1) async throws -> Response {
        let operation = Contract.Operation(
            "ask", .get, "/v1/ask", .service, .signedIn, LocalizedText("", ""), LocalizedText("", ""),
            answers: [.init(.ok, nil, "")], isLong: isLong
        ) { _ in .empty(.ok) }
        let router = Router(context: FeedContext.self)
        RequestPipeline(
            as: Access(tokenID: token, role: .viewer, supplierNumber: nil, label: ""), now: FeedStand.now,
            limits: limits
        ).add([operation.route], to: router)
        return try await router.buildResponder().respond(
            to: Request(
                head: HTTPRequest(method: .get, scheme: "http", authority: "usage.example", path: "/v1/ask"),
                body: RequestBody(buffer: ByteBuffer())), context: FeedContext(source: FeedSource()))
    }

    @Test func aTokenHasFourOperationsAtOnceAndSixtyFourThatWait() async throws {
        var running: [KeyedSemaphore<Int64>.Permit] = []
        while let permit = limits.operations.tryAcquire(1) { running.append(permit) }
        #expect(running.count == 4)
        try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
            for _ in 0..<64 { group.addTask { try await send().status } }
            while limits.operations.waitingCount(1) < 64 { await Task.yield() }
            let refused = try await send()
            #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "1")
            #expect(try await send(token: 2).status == .ok, "another token")
            #expect(try await send(true).status == .ok, "what waits by itself takes no permit")
            for permit in running { permit.release() }
            for try await status in group { #expect(status == .ok) }
        }
        #expect(limits.operations.freeCount(1) == 4)
    }
}
