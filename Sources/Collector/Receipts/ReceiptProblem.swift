import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// An error answer of the batch endpoint, in the form of RFC 9457; `about:blank` says that the status tells the kind.
struct ReceiptProblem: Error, Equatable {
    let status: HTTPResponse.Status
    let detail: String

    static let unauthorized = ReceiptProblem(
        status: .unauthorized,
        detail: "no live key; send “Authorization: Bearer ” and the build's crtfcKey as it was issued")
    static let unknownRecord = ReceiptProblem(
        status: .notFound,
        detail: "this build has no such record; GET /v1/receipts lists what arrived, newest first")
    static let notStored = ReceiptProblem(
        status: .serviceUnavailable,
        detail: "nothing of this was stored; send it again after the time in Retry-After")
    static let away = ReceiptProblem(
        status: .serviceUnavailable, detail: "the database is away; ask again after the time in Retry-After")

    static let failure = ReceiptProblem(
        status: .internalServerError,
        detail: "the request could not be carried out; try again, and tell the operator if it stays so")

    static func badRequest(_ detail: String) -> ReceiptProblem {
        ReceiptProblem(status: .badRequest, detail: detail)
    }

    static func tooLarge(_ detail: String) -> ReceiptProblem {
        ReceiptProblem(status: .contentTooLarge, detail: detail)
    }

    init(status: HTTPResponse.Status, detail: String) {
        self.status = status
        self.detail = detail
    }

    init(_ problem: FileProblem) {
        switch problem.kind {
        case .unreadable: self = .badRequest(problem.description)
        case .tooLarge: self = .tooLarge(problem.description)
        }
    }

    /// Seconds after which to try again.
    private static let retryAfter = "30"

    func answer() -> Response {
        var answer = jsonResponse(
            jsonObject([
                ("detail", jsonText(detail)), ("status", "\(status.code)"),
                ("title", jsonText(status.reasonPhrase)),
                ("type", "\"about:blank\""),
            ]), status: status, type: "application/problem+json")
        if status == .unauthorized { answer.headers[.wwwAuthenticate] = "Bearer realm=\"afterbuild\"" }
        if status == .serviceUnavailable { answer.headers[.retryAfter] = Self.retryAfter }
        return answer
    }
}

/// A JSON object of members whose values are JSON already; in the given order.
func jsonObject(_ members: [(name: String, value: String)]) -> String {
    "{" + members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
}

func jsonArray(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }

/// `null` where there is no text.
func jsonText(orNull text: String?) -> String { text.map(jsonText) ?? "null" }

func jsonResponse(
    _ json: String, status: HTTPResponse.Status = .ok, type: String = "application/json"
) -> Response {
    Response(
        status: status, headers: [.contentType: type, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: json + "\n")))
}
