import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// What a request for an operation passes through: who asks, how much, whether it may, what it wants; then the handler,
/// the access log, and the entity tag.
struct OperationDesk: Sendable {
    /// Bytes of a body.
    static let bodyLimit = 64 * 1_024

    let access: @Sendable (Request, _ address: String?, Timestamp) async throws -> Access?
    /// Whether a request without a valid token brings one that had to be looked up.
    let isGuess: @Sendable (Request) -> Bool
    /// The address of the asker, as the connection or a trusted proxy says.
    let address: @Sendable (Request, _ peer: String?) -> String?
    /// Throws where the read could not be recorded: then nothing is answered.
    let record: @Sendable (AccessLogEntry) async throws -> Void
    let limits: RequestLimits
    private let places = OperationPlaces()
    let now: @Sendable () -> Timestamp
    let onError: @Sendable (any Error, String) -> Void

    /// Adds a route for every operation, and a refusal for every other method of its path.
    func add<Context: RequestContext>(_ operations: [Operation], to router: Router<Context>) {
        let byPath = Dictionary(grouping: operations, by: \.path)
        for (_, here) in byPath {
            var methods = Set(here.map(\.method))
            if methods.contains(.get) { methods.insert(.head) }
            for operation in here {
                guard operation.handler != nil else { continue }
                router.on(operation.route, method: operation.method) { request, context in
                    try await answer(operation, request, Self.asked(operation, context))
                }
                guard operation.method == .get else { continue }
                router.on(operation.route, method: .head) { request, context in
                    try await answer(operation, request, Self.asked(operation, context))
                        .createHeadResponse()
                }
            }
            guard here.allSatisfy({ $0.handler != nil }), let route = here.first?.route else { continue }
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods where !methods.contains(method) {
                router.on(route, method: method) { request, _ in
                    var problem = Problem(
                        .wrongMethod,
                        Words(
                            "\(method.rawValue) is not possible here; expected \(allowed)",
                            "여기서는 \(method.rawValue)을(를) 쓸 수 없습니다. 가능한 메서드: \(allowed)"))
                    problem.headers[.allow] = allowed
                    return try problem.answer(in: Language(accepting: request.headers[.acceptLanguage]))
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

    private static func asked(_ operation: Operation, _ context: some RequestContext) -> Asked {
        var values: [String: String] = [:]
        for parameter in operation.parameters where parameter.place == .path {
            values[parameter.name] = context.parameters.get(parameter.name)
        }
        let peer = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
        return Asked(pathValues: values, peer: peer)
    }

    private func answer(_ operation: Operation, _ request: Request, _ asked: Asked) async throws -> Response {
        let language = Language(accepting: request.headers[.acceptLanguage])
        let address = address(request, asked.peer)
        var standing: RequestLimits.Standing?
        var response: Response
        do {
            let caller = try await caller(operation, request, address, &standing)
            response = try await carryOut(operation, request, asked, caller, address, language)
        } catch let problem as Problem {
            response = try problem.answer(in: language)
        } catch let error as CancellationError {
            throw error
        } catch {
            onError(error, "\(operation.method.rawValue) \(operation.path)")
            response = try Self.problem(of: error).answer(in: language)
        }
        if let standing { response.headers.add(standing) }
        return response
    }

    /// Whoever asks, if it may.
    private func caller(
        _ operation: Operation, _ request: Request, _ address: String?,
        _ standing: inout RequestLimits.Standing?
    ) async throws -> Access? {
        guard operation.entry != .open else { return nil }
        // A cookie goes along with whatever a page of others sends: only reading is done on its word.
        let mayBeCookie = operation.method == .get || request.headers[.authorization] != nil
        guard mayBeCookie else { throw Problem.unauthorized }
        // What cannot be a token costs nothing: only guesses are counted, and none is looked up when they are too many.
        let isGuess = isGuess(request)
        if isGuess, let refused = limits.refusalOfGuess(address) {
            standing = refused
            throw Self.tooMany(refused.reset)
        }
        guard let caller = try await access(request, address, now()) else {
            if isGuess { limits.countFailure(address) }
            throw Problem.unauthorized
        }
        let counted = limits.count(caller)
        standing = counted
        guard !counted.isRefused else { throw Self.tooMany(counted.reset) }
        if case .permission(let permission) = operation.entry, !caller.may(permission) {
            throw Problem(
                .forbidden,
                Words(
                    "the role \(caller.role.rawValue) does not include \(permission.rawValue)",
                    "\(caller.role.korean) 역할에는 \(permission.rawValue) 권한이 없습니다"))
        }
        return caller
    }

    private func carryOut(
        _ operation: Operation, _ request: Request, _ asked: Asked, _ caller: Access?, _ address: String?,
        _ language: Language
    ) async throws -> Response {
        guard let handler = operation.handler else { throw Problem.unknownPath }
        let values = try operation.values(of: request, pathValues: asked.pathValues)
        let body = try await operation.readBody(of: request)
        let now = now()
        let asked = OperationRequest(
            operation: operation.id, caller: caller, now: now, address: address, language: language,
            body: body, headers: request.headers, values: values)
        let answer = try await inPlace(of: operation.isLong ? nil : caller) { try await handler(asked) }
        let response = answer.conditional(on: request)
        if let reads = answer.reads, let caller {
            try await record(
                AccessLogEntry(
                    at: now, by: caller, from: address, builds: reads.builds, caseID: reads.caseID,
                    task: operation.id,
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
        guard await places.enter(caller.tokenID) else { throw Self.tooMany(1) }
        defer { places.leave(caller.tokenID) }
        return try await body()
    }

    private static func tooMany(_ seconds: Int) -> Problem {
        var problem = Problem(
            .tooManyRequests,
            Words("too many requests; try again in \(seconds) s", "요청이 너무 많습니다. \(seconds)초 뒤에 다시 시도하십시오"))
        problem.headers[.retryAfter] = "\(seconds)"
        return problem
    }

    private static func problem(of error: any Error) -> Problem {
        if Database.isOutOfTime(error) {
            return Problem(
                .tookTooLong,
                Words(
                    "the answer took too long to find; ask for less, or try again",
                    "답을 찾는 데 시간이 너무 걸렸습니다. 범위를 줄이거나 다시 시도하십시오"))
        }
        if Database.isAway(error) || error is AccessJournal.NotRecorded {
            return Problem(
                .unavailable,
                Words("the database is away; try again in a while", "데이터베이스에 닿지 않습니다. 잠시 뒤 다시 시도하십시오"))
        }
        return .failure
    }
}

extension HTTPFields {
    /// The headers of draft-ietf-httpapi-ratelimit-headers.
    fileprivate mutating func add(_ standing: RequestLimits.Standing) {
        guard let policy = HTTPField.Name("RateLimit-Policy"), let limit = HTTPField.Name("RateLimit") else {
            return
        }
        self[policy] = "\"token\";q=\(standing.quota);w=\(RequestLimits.seconds)"
        self[limit] = "\"token\";r=\(standing.remaining);t=\(standing.reset)"
    }
}
