/// Where a record goes.
///
/// `counted` is the table `receipt`; all others are lanes of `quarantine`.
package enum Lane: String, CaseIterable, Sendable {
    case counted, test
    case unknownKey = "unknown_key"
    case malformed
    case notCollecting = "not_collecting"
    case overLimit = "over_limit"

    package var korean: String {
        switch self {
        case .counted: "집계"
        case .test: "시험"
        case .unknownKey: "미등록 인증키"
        case .malformed: "형식 오류"
        case .notCollecting: "수집 기간 밖"
        case .overLimit: "일일 한도 초과"
        }
    }

    /// Why records are there, and what to look at in the client; nothing for `counted`.
    package var advice: String {
        switch self {
        case .counted: ""
        case .test: "시험 코드(DO6999)로 왔습니다. 실제 사용 기록은 DO6001~DO6007로 보내십시오."
        case .unknownKey: "등록되지 않았거나 폐기된 인증키로 왔습니다. 설정된 인증키를 확인하십시오."
        case .malformed: "내용을 읽을 수 없었습니다. 인증키와 logDt, 본문 형식을 확인하십시오."
        case .notCollecting: "수집 대상 기간 밖에 도착했습니다. 수집 기간을 확인하십시오."
        case .overLimit: "하루에 받는 한도를 넘었습니다. 같은 기록을 거듭 보내는지 확인하십시오."
        }
    }
}

/// What the registry says of the key of a record, at the time of its arrival.
package enum KeyStatus: Sendable {
    case unknown
    /// `collecting`: within the build's collection window.
    ///
    /// `overLimit`: beyond the requests of its day.
    case registered(collecting: Bool, overLimit: Bool)
}

/// The lane and the answer of one record.
///
/// The first that applies decides: what could not be read, an unknown key, the test code, the collection
/// window, the daily limit.
package func triage(_ decoded: Decoded, key: KeyStatus) -> (lane: Lane, code: ResultCode) {
    if let failure = decoded.failure { return (.malformed, failure) }
    guard case .registered(let collecting, let overLimit) = key else { return (.unknownKey, .AP1030) }
    if decoded.record.action == .test { return (.test, .AP1028) }
    if !collecting { return (.notCollecting, .AP1030) }
    if overLimit { return (.overLimit, .AP1031) }
    return (.counted, .AP1002)
}

/// Whether a client's time cannot be true: more than a day ahead of its arrival, or more than 366 days behind
/// it.
///
/// Such a record is counted and flagged, for the build that sent it is alive.
package func isImplausible(occurredAt: Timestamp, receivedAt: Timestamp) -> Bool {
    let day: Int64 = 86_400
    return occurredAt > receivedAt.adding(seconds: day) || occurredAt < receivedAt.adding(seconds: -366 * day)
}
