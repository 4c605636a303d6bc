package import Domain
package import HTTPTypes
import Hummingbird

/// One thing that the interface can be asked.
///
/// The router, the document at `/openapi.json`, the page at `/docs`, the check of who may and the checks of parameters
/// all come from this one value: what is not declared here does not exist.
package struct Operation: Sendable {
    /// Who may ask.
    package enum Entry: Sendable, Equatable {
        /// Anybody, without a token.
        case open
        /// Whoever has a valid token or session.
        case signedIn
        case permission(Permission)
    }

    /// Under which heading the document shows it.
    package enum Topic: String, CaseIterable, Sendable {
        case builds, phases, signals, cases, changes, reference, exports, webhooks, access, receipts, service

        package var title: Words {
            switch self {
            case .builds: Words("Builds", "구축 건")
            case .phases: Words("Phases", "단계별 보기")
            case .signals: Words("Signals", "신호")
            case .cases: Words("Cases", "검토 건")
            case .changes: Words("Change feed", "변경 피드")
            case .reference: Words("Reference data", "기준 정보")
            case .exports: Words("Exports", "보고 파일")
            case .webhooks: Words("Web hooks", "웹훅")
            case .access: Words("Access", "접근 권한")
            case .receipts: Words("Receipts", "수신 기록")
            case .service: Words("Service", "서비스")
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

    package typealias Handler = @Sendable (OperationRequest) async throws -> OperationAnswer

    /// The `operationId`: the name in generated clients and in the access log.
    package let id: String
    package let method: HTTPRequest.Method
    /// With parameters in braces.
    package let path: String
    package let topic: Topic
    package let entry: Entry
    package let summary: Words
    package let explanation: Words
    package let parameters: [ParameterDeclaration]
    package let body: Schema?
    package let successes: [Success]
    /// Beyond those that every operation may answer.
    package let problems: [ProblemKind]
    /// Whether the answer may take as long as the asker wants to wait.
    package let isLong: Bool
    /// `nil` for what another part of the program answers, and which is only documented here.
    package let handler: Handler?

    package init(
        _ id: String, _ method: HTTPRequest.Method, _ path: String, _ topic: Topic, _ entry: Entry,
        _ summary: Words, _ explanation: Words, parameters: [ParameterDeclaration] = [], body: Schema? = nil,
        answers: [Success], problems: [ProblemKind] = [], isLong: Bool = false, handler: Handler?
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.topic = topic
        self.entry = entry
        self.summary = summary
        self.explanation = explanation
        self.parameters = parameters
        self.body = body
        successes = answers
        self.problems = problems
        self.isLong = isLong
        self.handler = handler
    }

    /// The path as the router writes it.
    var route: RouterPath {
        RouterPath(
            path.split(separator: "/").map { part in
                part.hasPrefix("{") ? ":\(part.dropFirst().dropLast())" : String(part)
            }.joined(separator: "/"))
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
