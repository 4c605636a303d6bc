import HTTPTypes
import Hummingbird

/// An error answer in the form of RFC 9457; `about:blank` says that the status tells the kind.
struct Problem: Encodable, Sendable {
    let type = "about:blank"
    let title: String
    let status: Int
    let detail: String

    static let unauthorized = Problem(
        .unauthorized,
        "no valid token or session; send “Authorization: Bearer abt_…” with a token made by “afterbuild token issue”"
    )
    static let unknownBuild = Problem(
        .notFound, "there is no such build, or it is not yours to see; GET /v1/builds lists those that are")
    static let unknownCase = Problem(
        .notFound, "there is no such case, or it is not yours to see; GET /v1/cases lists those that are")
    static let unknownPath = Problem(
        .notFound, "there is nothing under this address; try /v1/builds or /v1/builds/{code}/status")
    static let failure = Problem(
        .internalServerError,
        "the request could not be carried out; try again, and tell the operator if it stays so")

    static func badQuery(_ detail: String) -> Problem { Problem(.badRequest, detail) }

    private enum CodingKeys: CodingKey { case type, title, status, detail }

    private let httpStatus: HTTPResponse.Status

    private init(_ status: HTTPResponse.Status, _ detail: String) {
        httpStatus = status
        title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
    }

    func answer() throws -> Response {
        var response = try jsonAnswer(self, status: httpStatus, type: "application/problem+json")
        if httpStatus == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer realm=\"afterbuild\"" }
        return response
    }
}
