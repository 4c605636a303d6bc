import Concurrency
package import Domain
import HTTPTypes
package import Hummingbird

/// What every request to the interface and to the pages passes through: who asks, how much, whether it may, what it wants;
/// then the handler, the access log, and the entity tag.
package struct RequestPipeline: Sendable {
    /// Finds out who asks.
    package struct Authenticator: Sendable {
        /// The caller; `nil` where the request has no valid token or session.
        let access: @Sendable (Request, _ address: String?, Timestamp) async throws -> Access?
        /// Whether a request without a valid token brings one that had to be looked up.
        let isGuess: @Sendable (Request) -> Bool
        /// Whether a form with this key was sent from a page of ours, by the person whose session it is.
        let isOurForm: @Sendable (Request, _ key: String?) -> Bool

        package init(
            access: @escaping @Sendable (Request, _ address: String?, Timestamp) async throws -> Access?,
            isGuess: @escaping @Sendable (Request) -> Bool,
            isOurForm: @escaping @Sendable (Request, _ key: String?) -> Bool = { _, _ in false }
        ) {
            self.access = access
            self.isGuess = isGuess
            self.isOurForm = isOurForm
        }
    }

    /// The page that tells a browser of a problem; the caller is `nil` where it is not known.
    package typealias ProblemPage = @Sendable (Problem, RouteDeclaration, Access?) -> Response

    private let authenticator: Authenticator
    /// The address of the caller, as the connection or a trusted proxy says.
    private let address: @Sendable (Request, _ peer: String?) -> String?
    /// Throws where the read could not be recorded: then nothing is answered.
    private let record: @Sendable (AccessLogEntry) async throws -> Void
    private let limits: RequestLimits
    private let now: @Sendable () -> Timestamp
    private let cause: @Sendable (any Error) -> Cause
    private let onError: @Sendable (any Error, String) -> Void

    /// Why a request failed, as far as the caller is told.
    package enum Cause: Sendable {
        case outOfTime, away, failure
    }

    /// - Parameters:
    ///   - address: of an caller, from the request and the other end of its connection.
    ///   - record: keeps a line of the access log; what it throws keeps the answer back.
    ///   - now: asked once for each request.
    ///   - cause: of an error that no handler has turned into a problem.
    ///   - onError: told what failed and on which route; the caller is told neither.
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
                    try await answer(route, request, Self.asked(route, context), page)
                }
                guard route.method == .get else { continue }
                router.on(route.routerPath, method: .head) { request, context in
                    try await answer(route, request, Self.asked(route, context), page)
                        .createHeadResponse()
                }
            }
            guard here.allSatisfy({ $0.handler != nil }), let route = here.first else { continue }
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods where !methods.contains(method) {
                router.on(route.routerPath, method: method) { request, _ in
                    var problem = Problem(
                        .wrongMethod,
                        Words(
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

    /// What the router knows of a request.
    private struct Asked: Sendable {
        let pathValues: [String: String]
        let peer: String?
    }

    private static func asked(_ route: RouteDeclaration, _ context: some RequestContext) -> Asked {
        var values: [String: String] = [:]
        for parameter in route.parameters where parameter.place == .path {
            values[parameter.name] = context.parameters.get(parameter.name)
        }
        let peer = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
        return Asked(pathValues: values, peer: peer)
    }

    private func answer(
        _ route: RouteDeclaration, _ request: Request, _ asked: Asked, _ page: ProblemPage
    ) async throws -> Response {
        let address = address(request, asked.peer)
        var standing: RateLimitState?
        var caller: Access?
        var response: Response
        do {
            caller = try await identified(route, request, address, &standing)
            try Self.checkPermission(of: caller, for: route)
            response = try await carryOut(route, request, asked, caller, address)
        } catch let problem as Problem {
            response = try Self.refusal(problem, route, request, caller, page)
        } catch let error as CancellationError {
            throw error
        } catch {
            onError(error, "\(route.method.rawValue) \(route.path)")
            response = try Self.refusal(Self.problem(cause(error)), route, request, caller, page)
        }
        if let standing { response.headers.add(standing) }
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

    /// The caller, counted; `nil` only where everybody may ask.
    private func identified(
        _ route: RouteDeclaration, _ request: Request, _ address: String?,
        _ standing: inout RateLimitState?
    ) async throws -> Access? {
        guard route.entry != .open else { return nil }
        // A cookie goes along with whatever a page of others sends: on its word only reading is done, and what a form of
        // ours asks for, whose key is looked at below.
        let mayBeCookie =
            route.method == .get || route.audience == .browser || request.headers[.authorization] != nil
        guard mayBeCookie else { throw Problem.unauthorized }
        // What cannot be a token costs nothing: only guesses are counted, and none is looked up when they are too many.
        let isGuess = authenticator.isGuess(request)
        if isGuess, let refused = limits.refusalOfGuess(address) {
            standing = refused
            throw Problem.tooMany(seconds: refused.reset)
        }
        guard let caller = try await authenticator.access(request, address, now()) else {
            if isGuess { limits.countFailure(address) }
            throw Problem.unauthorized
        }
        let counted = limits.count(caller)
        standing = counted
        guard !counted.isRefused else { throw Problem.tooMany(seconds: counted.reset) }
        return caller
    }

    private static func checkPermission(of caller: Access?, for route: RouteDeclaration) throws {
        guard case .permission(let permission) = route.entry, let caller, !caller.may(permission) else {
            return
        }
        throw Problem(
            .forbidden,
            Words(
                "the role \(caller.role.rawValue) does not include \(permission.rawValue)",
                "\(caller.role.korean) 역할에는 \(permission.rawValue) 권한이 없습니다"))
    }

    private func carryOut(
        _ route: RouteDeclaration, _ request: Request, _ asked: Asked, _ caller: Access?, _ address: String?
    ) async throws -> Response {
        guard let handler = route.handler else { throw Problem.unknownPath }
        let values = try route.values(of: request, pathValues: asked.pathValues)
        let body = try await route.readBody(of: request)
        if case .form(let form) = body, caller != nil {
            guard authenticator.isOurForm(request, form.fields["key"]) else { throw Problem.foreignForm }
        }
        let now = now()
        let asked = OperationRequest(
            operation: route.id, caller: caller, now: now, address: address,
            language: Language(accepting: request.headers[.acceptLanguage]), content: body,
            request: request, values: values)
        let answer = try await inPlace(of: route.isLong ? nil : caller) { try await handler(asked) }
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

    /// Runs `body` in one of the caller's places; what waits for as long as it is asked to needs none.
    private func inPlace(
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
                Words(
                    "the answer took too long to find; ask for less, or try again",
                    "답을 찾는 데 시간이 너무 걸렸습니다. 범위를 줄이거나 다시 시도하십시오"))
        case .away:
            Problem(
                .unavailable,
                Words("the database is away; try again in a while", "데이터베이스에 닿지 않습니다. 잠시 뒤 다시 시도하십시오"))
        case .failure: .failure
        }
    }
}

extension HTTPFields {
    /// The headers of draft-ietf-httpapi-ratelimit-headers.
    fileprivate mutating func add(_ standing: RateLimitState) {
        guard let policy = HTTPField.Name("RateLimit-Policy"), let limit = HTTPField.Name("RateLimit") else {
            return
        }
        self[policy] = "\"token\";q=\(standing.quota);w=\(RequestLimits.seconds)"
        self[limit] = "\"token\";r=\(standing.remaining);t=\(standing.reset)"
    }
}
