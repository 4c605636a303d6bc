import Contract
import Domain
import HTTPTypes
import Hummingbird
import Render
import Storage

/// Whether the service lives, and whether it can keep what arrives.
struct HealthView: Encodable, Sendable {
    let status: String
    let reason: Nullable<String>

    static let schema = Schema.named(
        "Health",
        .object([
            .init("status", .values(["live", "ready", "not ready"])),
            .init("reason", Schema.text.orNull, "why it is not ready"),
        ]))
}

extension WebRoutes {
    /// Health, and the contract itself: open to everybody.
    var serviceOperations: [Operation] {
        [
            Operation(
                "getLiveness", .get, "/health/live", .service, .open, LocalizedText("Is it alive", "작동 여부"),
                LocalizedText("Answers as long as the process does.", "프로세스가 살아 있으면 답합니다."),
                answers: [.init(.ok, HealthView.schema, "it lives")]
            ) { _ in try .json(HealthView(status: "live", reason: Nullable(nil))) },
            Operation(
                "getReadiness", .get, "/health/ready", .service, .open,
                LocalizedText("Can it keep records", "수신 준비 여부"),
                LocalizedText(
                    "Whether what arrives now could be kept: writes, where it is asked.",
                    "지금 도착하는 기록을 보관할 수 있는지 실제로 써서 확인합니다."),
                answers: [
                    .init(.ok, HealthView.schema, "it is ready"),
                    .init(.serviceUnavailable, HealthView.schema, "nothing could be kept"),
                ]
            ) { _ in try await readiness() },
            Operation(
                "getContract", .get, "/openapi.json", .service, .open, LocalizedText("This contract", "이 문서"),
                LocalizedText("The OpenAPI 3.1 document of this interface.", "이 인터페이스의 OpenAPI 3.1 문서."),
                answers: [.init(.ok, .map(of: .anything), "the document")]
            ) { _ in
                .bytes(
                    try OpenAPIDocument(operations, publicURL: publicURL, version: version).tree.bytes,
                    type: "application/json")
            },
        ]
    }

    static let docsLanguage = Parameter<String>.text("lang")

    /// `GET /docs`: the contract for reading; `lang` chooses the language where the browser's is not wanted.
    func docsPage(_ request: OperationRequest) -> OperationAnswer {
        let language = request[Self.docsLanguage].flatMap(Language.init(rawValue:)) ?? request.language
        return .page(
            templates.html(
                DocsPage(
                    operations, frame: frame(nil, request.now), language: language, publicURL: publicURL)),
            language: language)
    }

    private func readiness() async throws -> OperationAnswer {
        do {
            try await checkReadiness()
            return try .json(HealthView(status: "ready", reason: Nullable(nil)))
        } catch let error as CancellationError {
            throw error
        } catch {
            onError(error, "GET /health/ready")
            return try .json(
                HealthView(
                    status: "not ready",
                    reason: Nullable("nothing can be stored at the moment; see the server's log")),
                status: .serviceUnavailable)
        }
    }
}
