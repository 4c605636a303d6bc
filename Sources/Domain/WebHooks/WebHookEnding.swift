/// Why a subscription was disabled; the raw value is what is stored and published.
package enum WebHookEnding: String, CaseIterable, Sendable {
    /// The receiver answered 410.
    case gone
    /// No delivery succeeded for as long as one is tried.
    case failing
    /// The token that subscribed was revoked or is expired.
    case tokenEnded = "token_ended"

    /// Whether waiting deliveries are cancelled, because the receiver or the right to subscribe is gone.
    package var isFinal: Bool { self != .failing }

    package var korean: String {
        switch self {
        case .gone: "수신 서버가 더 이상 받지 않는다고 응답하였습니다(410 Gone)."
        case .failing: "48시간 동안 전달이 한 번도 성공하지 못하였습니다."
        case .tokenEnded: "구독을 등록한 토큰이 폐기되었거나 만료되었습니다."
        }
    }
}
