package import Contract
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
    let authenticator: RequestAuthenticator
    let limits: RequestLimits
    private let pipeline: RequestPipeline
    let version: String
    private let more: [Operation]
    let now: @Sendable () -> Timestamp
    let isTestClock: Bool
    let publicURL: String
    let checkReadiness: @Sendable () async throws -> Void
    let onError: @Sendable (any Error, String) -> Void
    /// The agency's issuer; `nil` where people have local accounts or links.
    let issuer: OIDCClient?
    let passwords: PasswordAuthenticator

    /// - Parameters:
    ///   - authenticationDatabase: for finding out who asks; `nil`: the same.
    ///   - tokens: who asked a moment ago.
    ///   - now: asked once for each request.
    ///   - isTestClock: says so in a header of every answer and at the top of every page.
    ///   - publicURL: the address under which the service is reached; a slash at its end is dropped.
    ///   - secureCookies: whether browsers reach the service over TLS; without it they would drop the cookie.
    ///   - checkReadiness: throws when what arrived now could not be kept.
    ///   - limits: how much each token may ask.
    ///   - address: the address of an caller, from the request and the other end of its connection.
    ///   - record: keeps a line of the access log; what it throws keeps the answer back.
    ///   - version: of the program.
    ///   - more: operations of the other parts of this target.
    ///   - onError: gets the unexpected error and its route, for the log; neither is in the answer.
    ///   - issuer: where people sign in; `nil` for local accounts and links alone.
    package init(
        database: Database, authenticationDatabase: Database? = nil, tokens: KnownTokens,
        templates: PageTemplates,
        staticFiles: StaticFiles, limits: RequestLimits,
        address: @escaping @Sendable (Request, _ peer: String?) -> String?,
        record: @escaping @Sendable (AccessLogEntry) async throws -> Void, version: String,
        more: [Operation] = [],
        now: @escaping @Sendable () -> Timestamp, isTestClock: Bool, publicURL: String, secureCookies: Bool,
        checkReadiness: @escaping @Sendable () async throws -> Void,
        onError: @escaping @Sendable (any Error, String) -> Void, issuer: OIDCClient? = nil
    ) {
        self.database = database
        self.templates = templates
        self.staticFiles = staticFiles
        self.now = now
        self.isTestClock = isTestClock
        self.publicURL = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
        self.checkReadiness = checkReadiness
        self.onError = onError
        self.version = version
        self.more = more
        let authenticator = RequestAuthenticator(
            database: authenticationDatabase ?? database, tokens: tokens, secureCookies: secureCookies)
        self.authenticator = authenticator
        self.issuer = issuer
        passwords = PasswordAuthenticator(database)
        self.limits = limits
        pipeline = RequestPipeline(
            authenticator: .init(
                access: { try await authenticator.access(of: $0, from: $1, now: $2) },
                hasWellFormedCredential: { authenticator.hasWellFormedCredential($0) },
                passesCSRFCheck: { authenticator.passesCSRFCheck($0, key: $1) }),
            address: address, record: record, limits: limits, now: now, cause: Self.cause, onError: onError)
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
        pipeline.add(operations.map(\.route) + pages, to: router) { problem, route, caller in
            notice(Notice(problem, route), status: Self.status(of: problem), access: caller).response
        }
    }

    /// The class of an error, which decides the caller's answer; the error itself goes to the log.
    package static func cause(_ error: any Error) -> RequestPipeline.Cause {
        if Database.isOutOfTime(error) { return .outOfTime }
        return Database.isAway(error) || error is AccessJournal.NotRecorded ? .away : .failure
    }

    /// A page that the caller may not see is answered like one that does not exist.
    private static func status(of problem: Problem) -> HTTPResponse.Status {
        problem.kind == .forbidden ? .notFound : problem.kind.status
    }

    /// Everything that the interface can be asked.
    package var operations: [Operation] {
        buildOperations + phaseOperations + signalOperations + caseOperations + referenceOperations
            + catalogueOperations
            + serviceOperations + accessOperations + more
    }

    private func notFound(_ request: Request) throws -> Response {
        isAPI(request)
            ? try Problem.unknownPath.answer(in: Language(accepting: request.headers[.acceptLanguage]))
            : notice(.notFound, status: .notFound, access: nil).response
    }

    private func failure(of request: Request) throws -> Response {
        isAPI(request)
            ? try Problem.failure.answer(in: Language(accepting: request.headers[.acceptLanguage]))
            : notice(.failure, status: .internalServerError, access: nil).response
    }

    private func isAPI(_ request: Request) -> Bool {
        request.uri.path.hasPrefix("/v1/") || request.uri.path.hasPrefix("/health/")
    }
}
