package import Domain
import HTTPTypes
package import Hummingbird
import NIOCore

/// The clock of the receiving edge.
package struct CollectorClock: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Sets the time of arrival from a request's `X-Afterbuild-Now`; `nil` but under a test clock.
    package let arrival: (@Sendable (_ header: String) -> Timestamp?)?

    package init(
        now: @escaping @Sendable () -> Timestamp, arrival: (@Sendable (String) -> Timestamp?)? = nil
    ) {
        self.now = now
        self.arrival = arrival
    }
}

/// The four endpoints of the national log service, as its clients need them.
///
/// Every outcome is HTTP 200 with the result in the body; nothing is refused on its headers; AP1002 is said only after
/// the commit.
package struct CollectorRoutes: Sendable {
    /// A request's body beyond this is read to its end and not kept; the record is then malformed.
    private static let bodyMax = 256 * 1024

    private let intake: Intake
    private let batcher: Batcher
    private let clock: CollectorClock
    private let observe: Observer

    package init(intake: Intake, batcher: Batcher, clock: CollectorClock, observe: @escaping Observer) {
        self.intake = intake
        self.batcher = batcher
        self.clock = clock
        self.observe = observe
    }

    package func add(to router: Router<some RequestContext>) {
        for endpoint in Endpoint.allCases {
            let path = RouterPath(endpoint.path)
            for method in [HTTPRequest.Method.get, .post, .put, .head] {
                router.on(path, method: method) { request, _ in await receive(request, endpoint) }
            }
            router.on(path, method: .options) { _, _ in Self.preflight }
        }
    }

    private func receive(_ request: Request, _ endpoint: Endpoint) async -> Response {
        let receivedAt = arrivalTime(of: request)
        do {
            let admission = try intake.admit(try await wireRequest(request, endpoint), receivedAt: receivedAt)
            try await batcher.add(admission.arrival)
            return reply(admission.code, endpoint, receivedAt, to: request)
        } catch {
            if !(error is Batcher.NotStored) {
                observe(.requestFailed(path: endpoint.path, reason: "\(error)"))
            }
            return reply(.AP1010, endpoint, receivedAt, to: request)
        }
    }

    private func arrivalTime(of request: Request) -> Timestamp {
        if let arrival = clock.arrival, let name = HTTPField.Name("X-Afterbuild-Now"),
            let header = request.headers[name], let time = arrival(header)
        {
            return time
        }
        return clock.now()
    }

    private func wireRequest(_ request: Request, _ endpoint: Endpoint) async throws -> WireRequest {
        var body: [UInt8] = []
        for try await chunk in request.body {
            let room = Self.bodyMax - body.count
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
        // The server closes as it was asked to; saying so keeps a client from writing into a closed connection.
        if request.headers[.connection]?.lowercased() == "close" { headers[.connection] = "close" }
        if clock.arrival != nil, let name = HTTPField.Name("X-Afterbuild-Test-Clock") {
            headers[name] = clock.now().iso8601
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
