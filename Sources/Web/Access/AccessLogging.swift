import Domain
import HTTPTypes
import Hummingbird

/// Records every read of a build's data by a page before its answer is sent: no record, no answer.
struct AccessLogging<Context: RequestContext>: RouterMiddleware {
    /// The address of the asker, as the connection or a trusted proxy says.
    let address: @Sendable (Request, _ peer: String?) -> String?
    let now: @Sendable () -> Timestamp
    /// Returns when the entry is on record.
    let record: @Sendable (AccessLogEntry) async throws -> Void
    /// The answer while nothing can be recorded.
    let unrecorded: @Sendable (Request) throws -> Response
    let onError: @Sendable (any Error, String) -> Void

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let peer = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
        let trace = RequestTrace(address: address(request, peer))
        let response = try await RequestTrace.$current.withValue(trace) { try await next(request, context) }
        guard let read = trace.read else { return response }
        // The route's pattern: a path may hold a secret.
        let task = "\(request.method.rawValue) \(context.endpointPath ?? "unknown route")"
        do {
            try await record(
                AccessLogEntry(
                    at: now(), by: read.access, from: trace.address, builds: read.builds, caseID: read.caseID,
                    task: task, query: request.uri.query ?? "", rows: read.rows,
                    status: response.status.code))
        } catch let error as CancellationError {
            throw error
        } catch {
            onError(error, task)
            return try unrecorded(request)
        }
        return response
    }
}
