/// An innocent explanation that is tested before a rule may speak.
package enum InnocentExplanation: String, CaseIterable, Sendable {
    case collectorOutage = "collector_outage"
    case commonCause = "common_cause"
    case transportBroken = "transport_broken"
    case keyEnded = "key_ended"
    case hostMoved = "host_moved"
    case supplierChange = "supplier_change"
    case systemChange = "system_change"
    case addressMove = "address_move"
    case supplierClosed = "supplier_closed"
    case collectionEnded = "collection_ended"
    case restDays = "rest_days"
    case suspension
    case seasonOrShift = "season_or_shift"
    case merger
    case unattendedControl = "unattended_control"
    case serviceFeeEnded = "service_fee_ended"
    case sharedAccount = "shared_account"

    package var korean: String {
        switch self {
        case .collectorOutage: "수집 서비스의 장애"
        case .commonCause: "여러 사업장의 공통 원인"
        case .transportBroken: "전송 오류(보냈으나 거부됨)"
        case .keyEnded: "인증키 만료·폐기"
        case .hostMoved: "서버·망 이전"
        case .supplierChange: "공급기업 변경"
        case .systemChange: "시스템 변경"
        case .addressMove: "사업장 이전"
        case .supplierClosed: "공급기업 폐업"
        case .collectionEnded: "수집기간 종료"
        case .restDays: "공휴일·휴무·하계휴가"
        case .suspension: "휴업 신고"
        case .seasonOrShift: "계절 수주·교대 근무"
        case .merger: "합병·사업자번호 변경"
        case .unattendedControl: "무인 제어(고도화2)"
        case .serviceFeeEnded: "라이선스·클라우드 이용 종료"
        case .sharedAccount: "공용 계정"
        }
    }
}

/// What the test of an explanation found.
package struct TestedExplanation: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        /// It explains what the rule found: the rule does not speak.
        case applies
        /// The data speak against it, or it is accounted for in the figure already.
        case ruledOut = "ruled_out"
        /// Nothing here can tell: people ask.
        case open

        package var korean: String {
            switch self {
            case .applies: "해당"
            case .ruledOut: "해당 없음"
            case .open: "확인 필요"
            }
        }
    }

    package let explanation: InnocentExplanation
    package let outcome: Outcome
    /// One Korean sentence with the fact that decided.
    package let detail: String

    package init(_ explanation: InnocentExplanation, _ outcome: Outcome, _ detail: String) {
        self.explanation = explanation
        self.outcome = outcome
        self.detail = detail
    }
}
