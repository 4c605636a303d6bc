import HTTPTypes
package import Hummingbird

/// An error answer in the form of RFC 9457; handlers throw it.
package struct Problem: Error, Sendable {
    package let kind: ProblemKind
    package let detail: LocalizedText
    package let faults: [Fault]
    package var headers: HTTPFields = [:]

    /// One thing that was wrong: a parameter by its name or a place of the body by its JSON pointer.
    package struct Fault: Sendable {
        package let place: String
        package let found: String?
        package let expected: LocalizedText

        package init(_ place: String, found: String?, expected: LocalizedText) {
            self.place = place
            self.found = found
            self.expected = expected
        }
    }

    /// - Parameter detail: must be safe to show to every caller.
    package init(_ kind: ProblemKind, _ detail: LocalizedText, faults: [Fault] = []) {
        self.kind = kind
        self.detail = detail
        self.faults = faults
    }

    /// A problem of one parameter.
    package init(_ kind: ProblemKind, parameter: String, found: String?, expected: LocalizedText) {
        let shown = found.map { JSONTree.string($0).shortText }
        self.init(
            kind,
            LocalizedText(
                "\(parameter): expected \(expected.english)\(shown.map { ", found \($0)" } ?? "")",
                "\(parameter): \(expected.korean)이어야 합니다\(shown.map { " (받은 값: \($0))" } ?? "")"),
            faults: [Fault(parameter, found: shown, expected: expected)])
    }

    /// - Parameter seconds: after which the next request is answered.
    package static func tooMany(seconds: Int) -> Problem {
        var problem = Problem(
            .tooManyRequests,
            LocalizedText(
                "too many requests; try again in \(seconds) s", "요청이 너무 많습니다. \(seconds)초 뒤에 다시 시도하십시오"))
        problem.headers[.retryAfter] = "\(seconds)"
        return problem
    }

    /// A form that no page of ours has sent, or not in this session.
    package static let failedCSRFCheck = Problem(
        .failedCSRFCheck,
        LocalizedText("the form was not sent from a page of this session", "지금 로그인한 화면에서 보낸 요청이 아닙니다"))
    package static let unauthorized = Problem(
        .unauthorized,
        LocalizedText(
            "no valid token or session; send “Authorization: Bearer abt_…” with a token that the agency has issued",
            "유효한 토큰이나 로그인이 없습니다. 기관이 발급한 토큰을 “Authorization: Bearer abt_…”로 보내십시오"))
    package static let unknownBuild = Problem(
        .unknownBuild,
        LocalizedText(
            "there is no such build, or it is not yours to see; GET /v1/builds lists those that are",
            "구축 건이 없거나 볼 권한이 없습니다. GET /v1/builds에서 볼 수 있는 구축 건을 확인하십시오"))
    package static let unknownCase = Problem(
        .unknownCase,
        LocalizedText(
            "there is no such case, or it is not yours to see; GET /v1/cases lists those that are",
            "검토 건이 없거나 볼 권한이 없습니다. GET /v1/cases에서 확인하십시오"))
    package static let unknownPath = Problem(
        .unknownPath,
        LocalizedText(
            "there is nothing under this address; /openapi.json and /docs list what there is",
            "이 주소에는 아무것도 없습니다. /docs와 /openapi.json을 보십시오"))
    package static let failure = Problem(
        .failure,
        LocalizedText(
            "the request could not be carried out; try again, and tell the operator if it stays so",
            "요청을 처리하지 못했습니다. 다시 시도하고, 계속되면 운영자에게 알리십시오"))

    package func answer(in language: Language = .english) throws -> Response {
        let body = Body(
            type: kind.type, title: kind.title(language), status: kind.status.code, detail: detail(language),
            errors: faults.isEmpty
                ? nil
                : faults.map {
                    Body.Entry(place: $0.place, found: $0.found, expected: $0.expected(language))
                })
        var response = try jsonAnswer(body, status: kind.status, type: "application/problem+json")
        response.headers[.contentLanguage] = language.rawValue
        for field in allHeaders { response.headers[field.name] = field.value }
        return response
    }

    /// With what belongs to its kind.
    var allHeaders: HTTPFields {
        var headers = headers
        if kind == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"afterbuild\"" }
        return headers
    }

    private struct Body: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let errors: [Entry]?

        struct Entry: Encodable {
            let place: String
            let found: String?
            let expected: String
        }
    }

    package static let schema = Schema.named(
        "Problem",
        .object([
            .init("type", .values(ProblemKind.allCases.map(\.type)), "the kind of problem; stable"),
            .init("title", .text, "the kind in the language of Accept-Language"),
            .init("status", .integer(400...599), "the HTTP status"),
            .init("detail", .text, "what was wrong here, and what would be right"),
            .optional(
                "errors",
                .list(
                    of: .object([
                        .init("place", .text, "the name of the parameter, or a JSON pointer into the body"),
                        .optional("found", .text, "what was there; absent where nothing was"),
                        .init("expected", .text, "what would be right"),
                    ])), "each thing that was wrong; absent where the request itself was right"),
        ]))
}
