package import HTTPTypes

/// An operation of the interface (OpenAPI): its route, and its description for `/openapi.json` and `/docs`.
package struct Operation: Sendable {
    /// Under which heading the document shows it.
    package enum Topic: String, CaseIterable, Sendable {
        case builds, phases, signals, cases, changes, reference, exports, webhooks, access, receipts, service

        package var title: LocalizedText {
            switch self {
            case .builds: LocalizedText("Builds", "구축 건")
            case .phases: LocalizedText("Phases", "단계별 보기")
            case .signals: LocalizedText("Signals", "신호")
            case .cases: LocalizedText("Cases", "검토 건")
            case .changes: LocalizedText("Change feed", "변경 피드")
            case .reference: LocalizedText("Reference data", "기준 정보")
            case .exports: LocalizedText("Exports", "보고 파일")
            case .webhooks: LocalizedText("Web hooks", "웹훅")
            case .access: LocalizedText("Access", "접근 권한")
            case .receipts: LocalizedText("Receipts", "수신 기록")
            case .service: LocalizedText("Service", "서비스")
            }
        }
    }

    /// A good answer.
    package struct Success: Sendable {
        package let status: HTTPResponse.Status
        package let mediaType: String
        /// `nil` for an answer without a body, and for one that is no JSON.
        package let schema: Schema?
        package let words: String

        package init(
            _ status: HTTPResponse.Status = .ok, _ schema: Schema?, _ words: String,
            mediaType: String = "application/json"
        ) {
            self.status = status
            self.schema = schema
            self.words = words
            self.mediaType = mediaType
        }
    }

    /// The address, parameters, body and handler.
    package let route: RouteDeclaration
    package let topic: Topic
    package let summary: LocalizedText
    package let explanation: LocalizedText
    package let successes: [Success]
    /// Beyond those that every operation may answer.
    package let problems: [ProblemKind]

    package init(
        _ id: String, _ method: HTTPRequest.Method, _ path: String, _ topic: Topic,
        _ entry: RouteDeclaration.Entry, _ summary: LocalizedText, _ explanation: LocalizedText,
        parameters: [ParameterDeclaration] = [], body: Schema? = nil, answers: [Success],
        problems: [ProblemKind] = [], isLong: Bool = false, handler: RouteDeclaration.Handler?
    ) {
        route = RouteDeclaration(
            method, path, entry, id: id, for: .program, parameters: parameters,
            body: body.map { .json($0) } ?? .none, isLong: isLong,
            unknown: [Problem.unknownBuild, .unknownCase].first { problems.contains($0.kind) },
            handler: handler)
        self.topic = topic
        self.summary = summary
        self.explanation = explanation
        successes = answers
        self.problems = problems
    }

    package var id: String { route.id }
    package var method: HTTPRequest.Method { route.method }
    package var path: String { route.path }
    package var entry: RouteDeclaration.Entry { route.entry }
    package var parameters: [ParameterDeclaration] { route.parameters }

    package var body: Schema? {
        guard case .json(let schema) = route.body else { return nil }
        return schema
    }

    /// Every kind of problem that the operation may answer.
    package var allProblems: [ProblemKind] {
        var kinds: [ProblemKind] = [
            .unknownParameter, .repeatedParameter, .failure, .unavailable, .tookTooLong,
        ]
        if parameters.contains(where: \.isRequired) { kinds.append(.missingParameter) }
        if !parameters.isEmpty { kinds.append(.badParameter) }
        if body != nil { kinds += [.badBody, .bodyTooLarge, .wrongMediaType] }
        if entry != .open { kinds += [.unauthorized, .tooManyRequests] }
        if case .permission = entry { kinds.append(.forbidden) }
        return kinds + problems.filter { !kinds.contains($0) }
    }
}
