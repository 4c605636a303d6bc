import Concurrency
package import Domain
import HTTPTypes
package import Hummingbird

/// What every request to the interface and to the pages passes through, in this order: authentication, rate limit,
/// permission, parameters and body, handler, access log, entity tag.
package struct RequestPipeline: Sendable {
    /// Finds out who asks.
    package struct Authenticator: Sendable {
        /// The caller; `nil` where the request has no valid token or session.
        let access: @Sendable (Request, _ address: String?, Timestamp) async throws -> Access?
        /// Whether the request has a token or session of the right form, which has to be looked up.
        let hasWellFormedCredential: @Sendable (Request) -> Bool
        /// Whether the form's CSRF token belongs to the request's session.
        let passesCSRFCheck: @Sendable (Request, _ key: String?) -> Bool

        package init(
            access: @escaping @Sendable (Request, _ address: String?, Timestamp) async throws -> Access?,
            hasWellFormedCredential: @escaping @Sendable (Request) -> Bool,
            passesCSRFCheck: @escaping @Sendable (Request, _ key: String?) -> Bool = { _, _ in false }
        ) {
            self.access = access
            self.hasWellFormedCredential = hasWellFormedCredential
            self.passesCSRFCheck = passesCSRFCheck
        }
    }

    /// Makes the error page of a browser; the caller is `nil` where it is not known.
    package typealias ProblemPage = @Sendable (Problem, RouteDeclaration, Access?) -> Response

    private let authenticator: Authenticator
    /// The address of the caller, as the connection or a trusted proxy says.
    private let address: @Sendable (Request, _ peer: String?) -> String?
    /// Throws where the access log could not be written: then the answer is withheld.
    private let record: @Sendable (AccessLogEntry) async throws -> Void
    private let limits: RequestLimits
    private let now: @Sendable () -> Timestamp
    private let cause: @Sendable (any Error) -> Cause
    private let onError: @Sendable (any Error, String) -> Void

    /// The class of an unexpected error, which decides the caller's answer.
    package enum Cause: Sendable {
        case outOfTime, away, failure
    }

    /// - Parameters:
    ///   - address: of the caller, from the request and the other end of its connection.
    ///   - record: writes a line of the access log; where it throws, the answer is withheld.
    ///   - now: asked once for each request.
    ///   - cause: of an error that no handler has turned into a problem.
    ///   - onError: gets the unexpected error and its route, for the log; neither is in the answer.
    package init(
        authenticator: Authenticator, address: @escaping @Sendable (Request, _ peer: String?) -> String?,
        record: @escaping @Sendable (AccessLogEntry) async throws -> Void, limits: RequestLimits,
        now: @escaping @Sendable () -> Timestamp, cause: @escaping @Sendable (any Error) -> Cause,
        onError: @escaping @Sendable (any Error, String) -> Void
    ) {
        self.authenticator = authenticator
        self.address = address
        self.record = record
        self.limits = limits
        self.now = now
        self.cause = cause
        self.onError = onError
    }

    /// Adds the routes, and a refusal for every other method of their paths.
    ///
    /// - Parameter page: how what goes wrong is shown to a browser.
    package func add<Context: RequestContext>(
        _ routes: [RouteDeclaration], to router: Router<Context>,
        page: @escaping ProblemPage = { problem, _, _ in Response(status: problem.kind.status) }
    ) {
        let byPath = Dictionary(grouping: routes, by: \.path)
        for (_, here) in byPath {
            var methods = Set(here.map(\.method))
            if methods.contains(.get) { methods.insert(.head) }
            for route in here {
                guard route.handler != nil else { continue }
                router.on(route.routerPath, method: route.method) { request, context in
                    try await answer(route, request, Self.routingContext(route, context), page)
                }
                guard route.method == .get else { continue }
                router.on(route.routerPath, method: .head) { request, context in
                    try await answer(route, request, Self.routingContext(route, context), page)
                        .createHeadResponse()
                }
            }
            guard here.allSatisfy({ $0.handler != nil }), let route = here.first else { continue }
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods where !methods.contains(method) {
                router.on(route.routerPath, method: method) { request, _ in
                    var problem = Problem(
                        .wrongMethod,
                        LocalizedText(
                            "\(method.rawValue) is not possible here; expected \(allowed)",
                            "여기서는 \(method.rawValue)을(를) 쓸 수 없습니다. 가능한 메서드: \(allowed)"))
                    problem.headers[.allow] = allowed
                    return try Self.refusal(problem, route, request, nil, page)
                }
            }
        }
    }

    private static let methods: [HTTPRequest.Method] =
        [
            .get, .head, .put, .post, .delete, .patch, .options, .trace,
        ] + ["QUERY", "PROPFIND"].compactMap { HTTPRequest.Method(rawValue: $0) }

    /// The parts of a request that only the router's context has.
    private struct RoutingContext: Sendable {
        let pathValues: [String: String]
        let peer: String?
    }

    private static func routingContext(_ route: RouteDeclaration, _ context: some RequestContext)
        -> RoutingContext
    {
        var values: [String: String] = [:]
        for parameter in route.parameters where parameter.place == .path {
            values[parameter.name] = context.parameters.get(parameter.name)
        }
        let peer = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
        return RoutingContext(pathValues: values, peer: peer)
    }

    private func answer(
        _ route: RouteDeclaration, _ request: Request, _ routing: RoutingContext, _ page: ProblemPage
    ) async throws -> Response {
        let address = address(request, routing.peer)
        var rateLimit: RateLimitState?
        var caller: Access?
        var response: Response
        do {
            caller = try await identified(route, request, address, &rateLimit)
            try Self.checkPermission(of: caller, for: route)
            response = try await perform(route, request, routing, caller, address)
        } catch let problem as Problem {
            response = try Self.refusal(problem, route, request, caller, page)
        } catch let error as CancellationError {
            throw error
        } catch {
            onError(error, "\(route.method.rawValue) \(route.path)")
            response = try Self.refusal(Self.problem(cause(error)), route, request, caller, page)
        }
        if let rateLimit { response.headers.add(rateLimit) }
        return response
    }

    private static func refusal(
        _ problem: Problem, _ route: RouteDeclaration, _ request: Request, _ caller: Access?,
        _ page: ProblemPage
    ) throws -> Response {
        guard route.audience == .browser else {
            return try problem.answer(in: Language(accepting: request.headers[.acceptLanguage]))
        }
        var response = page(problem, route, caller)
        for field in problem.allHeaders { response.headers[field.name] = field.value }
        return response
    }

    /// The caller, after counting the request; `nil` only for open routes.
    private func identified(
        _ route: RouteDeclaration, _ request: Request, _ address: String?,
        _ rateLimit: inout RateLimitState?
    ) async throws -> Access? {
        guard route.entry != .open else { return nil }
        // Browsers send cookies with requests of other sites too: a cookie suffices for reading, and for forms, whose CSRF
        // token is checked in `perform`.
        let mayBeCookie =
            route.method == .get || route.audience == .browser || request.headers[.authorization] != nil
        guard mayBeCookie else { throw Problem.unauthorized }
        // A text without a token's form needs no look-up and is not counted. Of well-formed wrong ones each is counted, and
        // beyond the limit none is looked up.
        let hasWellFormedCredential = authenticator.hasWellFormedCredential(request)
        if hasWellFormedCredential, let refused = limits.refusalForFailures(address) {
            rateLimit = refused
            throw Problem.tooMany(seconds: refused.reset)
        }
        guard let caller = try await authenticator.access(request, address, now()) else {
            if hasWellFormedCredential { limits.countFailure(address) }
            throw Problem.unauthorized
        }
        let counted = limits.count(caller)
        rateLimit = counted
        guard !counted.isRefused else { throw Problem.tooMany(seconds: counted.reset) }
        return caller
    }

    private static func checkPermission(of caller: Access?, for route: RouteDeclaration) throws {
        guard case .permission(let permission) = route.entry, let caller, !caller.may(permission) else {
            return
        }
        throw Problem(
            .forbidden,
            LocalizedText(
                "the role \(caller.role.rawValue) does not include \(permission.rawValue)",
                "\(caller.role.korean) 역할에는 \(permission.rawValue) 권한이 없습니다"))
    }

    private func perform(
        _ route: RouteDeclaration, _ request: Request, _ routing: RoutingContext, _ caller: Access?,
        _ address: String?
    ) async throws -> Response {
        guard let handler = route.handler else { throw Problem.unknownPath }
        let values = try route.values(of: request, pathValues: routing.pathValues)
        let body = try await route.readBody(of: request)
        if case .form(let form) = body, caller != nil {
            guard authenticator.passesCSRFCheck(request, form.fields["key"]) else {
                throw Problem.failedCSRFCheck
            }
        }
        let now = now()
        let operation = OperationRequest(
            operation: route.id, caller: caller, now: now, address: address,
            language: Language(accepting: request.headers[.acceptLanguage]), content: body,
            request: request, values: values)
        let answer = try await withPermit(of: route.isLong ? nil : caller) { try await handler(operation) }
        let response = answer.conditional(on: request)
        if let reads = answer.reads, let caller {
            try await record(
                AccessLogEntry(
                    at: now, by: caller, from: address, builds: reads.builds, caseID: reads.caseID,
                    task: route.id,
                    query: values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                        separator: "&"),
                    rows: reads.rows, purpose: values["purpose"], status: response.status.code))
        }
        return response
    }

    /// Runs `body` with one of the caller's permits; without a caller, as for long polls, it runs at once.
    private func withPermit(
        of caller: Access?, _ body: () async throws -> OperationAnswer
    ) async throws -> OperationAnswer {
        guard let caller else { return try await body() }
        let permit: KeyedSemaphore<Int64>.Permit
        do {
            permit = try await limits.operations.acquire(caller.tokenID)
        } catch SemaphoreError.full {
            throw Problem.tooMany(seconds: 1)
        }
        defer { permit.release() }
        return try await body()
    }

    private static func problem(_ cause: Cause) -> Problem {
        switch cause {
        case .outOfTime:
            Problem(
                .tookTooLong,
                LocalizedText(
                    "the answer took too long to find; ask for less, or try again",
                    "답을 찾는 데 시간이 너무 걸렸습니다. 범위를 줄이거나 다시 시도하십시오"))
        case .away:
            Problem(
                .unavailable,
                LocalizedText("the database is away; try again in a while", "데이터베이스에 닿지 않습니다. 잠시 뒤 다시 시도하십시오")
            )
        case .failure: .failure
        }
    }
}

extension HTTPFields {
    /// The headers of draft-ietf-httpapi-ratelimit-headers.
    fileprivate mutating func add(_ rateLimit: RateLimitState) {
        guard let policy = HTTPField.Name("RateLimit-Policy"), let limit = HTTPField.Name("RateLimit") else {
            return
        }
        self[policy] = "\"token\";q=\(rateLimit.quota);w=\(RequestLimits.seconds)"
        self[limit] = "\"token\";r=\(rateLimit.remaining);t=\(rateLimit.reset)"
    }
}
