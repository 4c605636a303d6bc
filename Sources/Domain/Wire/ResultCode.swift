/// The result codes of the old service that we send (`recptnRsltCd`).
///
/// Clients search the raw reply for `AP1002`, so no other code's text may hold it.
package enum ResultCode: String, CaseIterable, Sendable {
    /// Counted.
    case AP1002
    /// Not stored through a fault of ours.
    case AP1010
    /// No key, or none that can be read.
    case AP1011
    /// No `logDt`.
    case AP1012
    /// A `logDt` that is no time.
    case AP1014
    /// Broken JSON.
    case AP1023
    /// Broken in another way: XML without its closing tags, bytes without form.
    case AP1025
    /// Test code DO6999, kept apart from the statistics.
    case AP1028
    /// Within 10 minutes of the key's last success; only under the legacy limits.
    case AP1029
    /// Unknown key, or outside the build's collection window.
    case AP1030
    /// More requests in a day than the key may send.
    case AP1031
    /// More successes in a day than the key may have; only under the legacy limits.
    case AP1032
    /// A daily limit whose kind is not stated; only under the legacy limits.
    case AP1033

    /// `recptnRslt`.
    ///
    /// The texts of AP1002 to AP1025 are those of the old service as its clients quote them; of the others
    /// only the meaning is known, and the words are ours.
    package var korean: String {
        switch self {
        case .AP1002: "데이터 이관 완료"
        case .AP1010: "기타 오류"
        case .AP1011: "기타 오류 (API 인증키 데이터 없음)"
        case .AP1012: "기타 오류 (로그 일시 데이터 없음)"
        case .AP1014: "기타 오류 (로그 일시 데이터가 지정된 날짜 형식이 아님)"
        case .AP1023: "기타 오류 (JSON 데이터 형식 오류)"
        case .AP1025: "기타 오류 (데이터 전송 오류)"
        case .AP1028: "테스트 코드 수신 (통계 제외)"
        case .AP1029: "전송주기 10분 이내"
        case .AP1030: "수집 대상 아님"
        case .AP1031: "일일 요청 건수 초과"
        case .AP1032: "일일 전송 건수 초과"
        case .AP1033: "일일 한도 초과"
        }
    }
}
