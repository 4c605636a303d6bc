import Domain
import HTTPTypes
import Hummingbird

/// The headers of every answer of this target, and what a failed request looks like.
struct AnswerHeaders<Context: RequestContext>: RouterMiddleware {
    /// Set on a test clock only.
    let testClock: (@Sendable () -> Timestamp)?
    /// The answer to a request for which there is no route, as a page or a problem.
    let notFound: @Sendable (Request) throws -> Response
    /// The answer to a request that failed: a page or a problem, without anything of the error.
    let failure: @Sendable (Request) throws -> Response
    let onError: @Sendable (any Error, String) -> Void

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch let error as HTTPError where error.status == .notFound {
            response = try notFound(request)
        } catch {
            // The route's pattern, not the path: a path may hold the secret of a sign-in link.
            onError(error, "\(request.method.rawValue) \(context.endpointPath ?? "unknown route")")
            response = try failure(request)
        }
        // The dossier sets its own Content-Security-Policy.
        for (name, value) in Self.fixed where response.headers[name] == nil { response.headers[name] = value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if let testClock { response.headers[Self.testClockName] = testClock().iso8601 }
        return response
    }

    private static var fixed: [(HTTPField.Name, String)] {
        [
            (
                .contentSecurityPolicy,
                "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
                    + "frame-ancestors 'none'; base-uri 'none'"
            ),
            (.xContentTypeOptions, "nosniff"),
            (HTTPField.Name("Referrer-Policy") ?? .server, "no-referrer"),
        ]
    }

    private static var testClockName: HTTPField.Name { HTTPField.Name("X-Afterbuild-Test-Clock") ?? .server }
}
