import Domain
package import Hummingbird

/// Counts the requests that pass through the router; those that `CollectorConnection` answers count themselves.
package struct RequestCounting<Context: RequestContext>: RouterMiddleware {
    private let metrics: CollectorMetrics

    package init(_ metrics: CollectorMetrics) {
        self.metrics = metrics
    }

    @concurrent package func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        metrics.countRequest(kind(of: request))
        return try await next(request, context)
    }

    private func kind(of request: Request) -> CollectorMetrics.RequestKind {
        if Endpoint(path: request.uri.path) != nil { return .legacy }
        guard request.uri.path.hasPrefix("/v1/receipts") else { return .other }
        return request.method == .post ? .batch : .lookup
    }
}
