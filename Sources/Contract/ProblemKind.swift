package import HTTPTypes

/// The kinds of error answers: their names are part of the contract and do not change.
package enum ProblemKind: String, CaseIterable, Sendable {
    case unknownParameter = "unknown-parameter"
    case repeatedParameter = "repeated-parameter"
    case missingParameter = "missing-parameter"
    case badParameter = "bad-parameter"
    case badCursor = "bad-cursor"
    case badBody = "bad-body"
    case contradiction
    case refusedValue = "refused-value"
    case unauthorized
    case forbidden
    case failedCSRFCheck = "foreign-form"
    case unknownBuild = "unknown-build"
    case unknownCase = "unknown-case"
    case unknownResource = "unknown-resource"
    case unknownPath = "unknown-path"
    case wrongMethod = "wrong-method"
    case notAcceptable = "not-acceptable"
    case conflict
    case expiredCursor = "expired-cursor"
    case bodyTooLarge = "body-too-large"
    case wrongMediaType = "wrong-media-type"
    case tooManyRequests = "too-many-requests"
    case failure
    case unavailable
    case tookTooLong = "took-too-long"

    /// Stable, and independent of the service's address.
    package var type: String { "urn:problem-type:afterbuild:\(rawValue)" }

    package var status: HTTPResponse.Status {
        switch self {
        case .unknownParameter, .repeatedParameter, .missingParameter, .badParameter, .badBody:
            .badRequest
        case .unauthorized: .unauthorized
        case .forbidden, .failedCSRFCheck: .forbidden
        case .unknownBuild, .unknownCase, .unknownResource, .unknownPath: .notFound
        case .wrongMethod: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .conflict: .conflict
        case .expiredCursor: .gone
        case .bodyTooLarge: .contentTooLarge
        case .wrongMediaType: .unsupportedMediaType
        case .contradiction, .badCursor, .refusedValue: .unprocessableContent
        case .tooManyRequests: .tooManyRequests
        case .failure: .internalServerError
        case .unavailable, .tookTooLong: .serviceUnavailable
        }
    }

    package var title: LocalizedText {
        switch self {
        case .unknownParameter: LocalizedText("Unknown parameter", "알 수 없는 매개변수")
        case .repeatedParameter: LocalizedText("Parameter given more than once", "매개변수가 두 번 이상 있음")
        case .missingParameter: LocalizedText("Missing parameter", "필요한 매개변수가 없음")
        case .badParameter: LocalizedText("Parameter of a wrong form", "매개변수의 형식이 잘못됨")
        case .badCursor: LocalizedText("Not a cursor of this list", "이 목록의 커서가 아님")
        case .badBody: LocalizedText("Body of a wrong form", "본문의 형식이 잘못됨")
        case .contradiction: LocalizedText("Values that do not fit together", "서로 맞지 않는 값")
        case .refusedValue: LocalizedText("Value not accepted here", "여기서 받을 수 없는 값")
        case .unauthorized: LocalizedText("No valid token", "유효한 토큰이 없음")
        case .forbidden: LocalizedText("Not permitted", "권한이 없음")
        case .failedCSRFCheck: LocalizedText("A form of another page", "다른 화면에서 보낸 양식")
        case .unknownBuild: LocalizedText("No such build", "구축 건이 없음")
        case .unknownCase: LocalizedText("No such case", "검토 건이 없음")
        case .unknownResource: LocalizedText("No such resource", "자원이 없음")
        case .unknownPath: LocalizedText("Nothing under this address", "이 주소에는 아무것도 없음")
        case .wrongMethod: LocalizedText("Method not allowed here", "여기서 쓸 수 없는 메서드")
        case .notAcceptable: LocalizedText("No such representation", "요청한 표현 형식이 없음")
        case .conflict: LocalizedText("Not possible in this state", "지금 상태에서는 할 수 없음")
        case .expiredCursor: LocalizedText("Cursor too old", "너무 오래된 커서")
        case .bodyTooLarge: LocalizedText("Body too large", "본문이 너무 큼")
        case .wrongMediaType: LocalizedText("Media type not understood", "지원하지 않는 본문 형식")
        case .tooManyRequests: LocalizedText("Too many requests", "요청이 너무 많음")
        case .failure: LocalizedText("The request failed here", "처리하지 못함")
        case .unavailable: LocalizedText("Not available at the moment", "지금은 이용할 수 없음")
        case .tookTooLong: LocalizedText("The answer took too long", "처리 시간이 너무 김")
        }
    }

    /// What it means and what to do, for the page that documents the interface.
    package var meaning: LocalizedText {
        switch self {
        case .unknownParameter:
            LocalizedText(
                "The operation has no parameter of that name; a name that is misspelt would otherwise be ignored.",
                "그 이름의 매개변수가 없습니다. 이름이 틀린 채 무시되지 않도록 알립니다.")
        case .repeatedParameter:
            LocalizedText(
                "Give each parameter once; lists are separated by commas.", "매개변수는 한 번만 쓰고, 여럿은 쉼표로 구분하십시오.")
        case .missingParameter: LocalizedText("The operation needs it.", "이 요청에 꼭 필요한 매개변수입니다.")
        case .badParameter:
            LocalizedText("`expected` says what would be right.", "`expected`가 올바른 형식을 알려 줍니다.")
        case .badCursor:
            LocalizedText(
                "Use `next` of an earlier answer with the same filters, unchanged.",
                "같은 조건으로 받은 답의 `next`를 그대로 쓰십시오.")
        case .badBody: LocalizedText("`errors` points at each place.", "`errors`가 잘못된 곳을 가리킵니다.")
        case .contradiction:
            LocalizedText(
                "Each value is right by itself; together they are not.", "각 값의 형식은 맞지만 함께 쓸 수 없습니다.")
        case .refusedValue:
            LocalizedText(
                "The form is right; `detail` says why the value is not.",
                "형식은 맞지만 받을 수 없는 값입니다. `detail`이 까닭을 알려 줍니다.")
        case .unauthorized:
            LocalizedText(
                "Send `Authorization: Bearer abt_…`. The token is unknown, expired or revoked, or used from a network that it does not allow.",
                "`Authorization: Bearer abt_…`를 보내십시오. 토큰이 없거나, 만료·폐기되었거나, 허용되지 않은 망에서 쓰였습니다.")
        case .forbidden: LocalizedText("The role of the token does not include this.", "토큰의 역할에 이 권한이 없습니다.")
        case .failedCSRFCheck:
            LocalizedText(
                "Of pages alone: load the page and send it again.", "화면에서만 생깁니다. 화면을 새로 연 뒤 다시 보내십시오.")
        case .unknownBuild:
            LocalizedText(
                "There is no such build, or it is not yours to see: the answer is the same.",
                "구축 건이 없거나 볼 권한이 없습니다. 두 경우의 답은 같습니다.")
        case .unknownCase:
            LocalizedText("There is no such case, or it is not yours to see.", "검토 건이 없거나 볼 권한이 없습니다.")
        case .unknownResource:
            LocalizedText("There is no such thing, or it is not yours to see.", "없거나 볼 권한이 없습니다.")
        case .unknownPath: LocalizedText("See the list of operations.", "요청 목록을 보십시오.")
        case .wrongMethod:
            LocalizedText("`Allow` lists the methods of this address.", "`Allow` 헤더가 쓸 수 있는 메서드를 알려 줍니다.")
        case .notAcceptable:
            LocalizedText("`Accept` excludes what there is.", "`Accept` 헤더가 가능한 형식을 모두 제외합니다.")
        case .conflict: LocalizedText("`detail` says what stands against it.", "`detail`이 까닭을 알려 줍니다.")
        case .expiredCursor:
            LocalizedText(
                "The feed no longer holds what follows the cursor: read the lists again, then start with `after=now`.",
                "커서 다음의 변경이 보관 기간을 지났습니다. 목록을 다시 읽고 `after=now`부터 시작하십시오.")
        case .bodyTooLarge: LocalizedText("Bodies have at most 64 KiB.", "본문은 64 KiB까지입니다.")
        case .wrongMediaType:
            LocalizedText(
                "Send `Content-Type: application/json`.", "`Content-Type: application/json`으로 보내십시오.")
        case .tooManyRequests:
            LocalizedText(
                "Wait as long as `Retry-After` says; nothing was done.",
                "`Retry-After` 초만큼 기다리십시오. 아무것도 처리되지 않았습니다.")
        case .failure:
            LocalizedText(
                "Our fault; the operator sees it in the log. Try again.", "저희 쪽 오류이며 운영자 기록에 남습니다. 다시 시도하십시오."
            )
        case .unavailable: LocalizedText("Our fault; try again in a while.", "저희 쪽 문제입니다. 잠시 뒤 다시 시도하십시오.")
        case .tookTooLong: LocalizedText("Ask for less, or try again.", "범위를 줄이거나 다시 시도하십시오.")
        }
    }
}
