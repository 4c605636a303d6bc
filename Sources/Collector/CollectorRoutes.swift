import Domain
import HTTPTypes
package import Hummingbird
import NIOCore

/// The four endpoints of the national log service, on connections that pages or the API were asked for before.
///
/// On all other connections `CollectorConnection` answers them. Every outcome is HTTP 200 with the result in the body; nothing is refused on its headers; AP1002 is said only after
/// the commit.
package struct CollectorRoutes: Sendable {
    private let receiver: LegacyReceiver

    package init(receiver: LegacyReceiver) {
        self.receiver = receiver
    }

    package func add(to router: Router<some RequestContext>) {
        for endpoint in Endpoint.allCases {
            let path = RouterPath(endpoint.path)
            for method in [HTTPRequest.Method.get, .post, .put, .head] {
                router.on(path, method: method) { request, _ in try await receive(request, endpoint) }
            }
            router.on(path, method: .options) { _, _ in Self.preflight }
        }
    }

    private func receive(_ request: Request, _ endpoint: Endpoint) async throws -> Response {
        let testTime = HTTPField.Name("X-Afterbuild-Now").flatMap { request.headers[$0] }
        let receivedAt = receiver.clock.arrivalTime(testTime: testTime)
        let code = await receiver.receive(
            try await wireRequest(request, endpoint), receivedAt: receivedAt, network: nil)
        return reply(code, endpoint, receivedAt, to: request)
    }

    private func wireRequest(_ request: Request, _ endpoint: Endpoint) async throws -> WireRequest {
        var body: [UInt8] = []
        for try await chunk in request.body {
            let room = RequestFraming.bodyMax - body.count
            if room > 0 { body.append(contentsOf: chunk.readableBytesView.prefix(room)) }
        }
        return WireRequest(
            method: request.method.rawValue, path: endpoint.path,
            query: Array((request.uri.query ?? "").utf8),
            contentType: request.headers[.contentType], body: body)
    }

    private func reply(
        _ code: ResultCode, _ endpoint: Endpoint, _ time: Timestamp, to request: Request
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = Reply.contentType(endpoint.replyFormat)
        headers[.accessControlAllowOrigin] = "*"
        if receiver.clock.isTestClock, let name = HTTPField.Name("X-Afterbuild-Test-Clock") {
            headers[name] = receiver.clock.now().iso8601
        }
        let body = Reply.body(code, at: time, format: endpoint.replyFormat)
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// What a browser asks before it posts JSON from another origin.
    private static let preflight = Response(
        status: .noContent,
        headers: [
            .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, POST, OPTIONS",
            .accessControlAllowHeaders: "Content-Type", .accessControlMaxAge: "86400",
        ])
}
