package import Domain
import HTTPTypes
package import Hummingbird
import NIOCore
package import Render
package import Storage

/// Health, the status API and the pages, as routes of the server's one router.
package struct WebRoutes: Sendable {
    let database: Database
    let templates: PageTemplates
    let staticFiles: StaticFiles
    let gate: Gate
    let now: @Sendable () -> Timestamp
    let isTestClock: Bool
    let publicURL: String
    private let checkReadiness: @Sendable () async throws -> Void
    let onError: @Sendable (any Error, String) -> Void

    /// - Parameters:
    ///   - now: asked once for each request.
    ///   - isTestClock: says so in a header of every answer and at the top of every page.
    ///   - publicURL: the address under which the service is reached; a slash at its end is dropped.
    ///   - secureCookies: whether browsers reach the service over TLS; without it they would drop the cookie.
    ///   - checkReadiness: throws when what arrived now could not be kept.
    ///   - onError: told what failed and on which route; the asker is told neither.
    package init(
        database: Database, templates: PageTemplates, staticFiles: StaticFiles,
        now: @escaping @Sendable () -> Timestamp, isTestClock: Bool, publicURL: String, secureCookies: Bool,
        checkReadiness: @escaping @Sendable () async throws -> Void,
        onError: @escaping @Sendable (any Error, String) -> Void
    ) {
        self.database = database
        self.templates = templates
        self.staticFiles = staticFiles
        self.now = now
        self.isTestClock = isTestClock
        self.publicURL = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
        self.checkReadiness = checkReadiness
        self.onError = onError
        gate = Gate(database: database, secureCookies: secureCookies)
    }

    /// Adds the routes, and a page for every request for which there is no route.
    ///
    /// Routes that must not have this target's headers (the collector's) are added to `router` before.
    package func add<Context: RequestContext>(to router: Router<Context>) {
        router.add(
            middleware: AnswerHeaders<Context>(
                testClock: isTestClock ? now : nil, notFound: { try notFound($0) },
                failure: { try failure(of: $0) },
                onError: onError))
        router.get("/health/live") { _, _ in try jsonAnswer(Health(status: "live", reason: nil)) }
        router.get("/health/ready") { _, _ in try await ready() }
        router.get("/v1/builds") { request, _ in try await buildList(request) }
        router.get("/v1/builds/:code/status") { request, context in
            try await buildStatus(try context.parameters.require("code"), request)
        }
        router.get("/") { request, _ in try await listPage(request) }
        router.get("/builds/:code") { request, context in
            try await buildPage(try context.parameters.require("code"), request)
        }
        router.get("/sign-in/:secret") { _, context in
            try signInPage(try context.parameters.require("secret"))
        }
        router.post("/sign-in/:secret") { _, context in
            try await signIn(try context.parameters.require("secret"))
        }
        router.post("/sign-out") { request, _ in try await signOut(request) }
        addCases(to: router)
        router.get("/static/:name") { request, context in
            try staticFiles.answer(try context.parameters.require("name"), to: request) ?? notFound(request)
        }
    }

    private func notFound(_ request: Request) throws -> Response {
        isAPI(request) ? try Problem.unknownPath.answer() : notice(.notFound, status: .notFound, access: nil)
    }

    private func failure(of request: Request) throws -> Response {
        isAPI(request)
            ? try Problem.failure.answer() : notice(.failure, status: .internalServerError, access: nil)
    }

    private func isAPI(_ request: Request) -> Bool {
        request.uri.path.hasPrefix("/v1/") || request.uri.path.hasPrefix("/health/")
    }

    private func ready() async throws -> Response {
        do {
            try await checkReadiness()
            return try jsonAnswer(Health(status: "ready", reason: nil))
        } catch let error as CancellationError {
            throw error
        } catch {
            onError(error, "GET /health/ready")
            return try jsonAnswer(
                Health(
                    status: "not ready", reason: "nothing can be stored at the moment; see the server's log"),
                status: .serviceUnavailable)
        }
    }
}

private struct Health: Encodable {
    let status: String
    let reason: String?
}
