/// Why a case ended.
package enum ClosingReason: String, CaseIterable, Sendable {
    case businessClosed = "business_closed"
    case suspended
    case technicalFault = "technical_fault"
    case seasonOrShift = "season_or_shift"
    case diligent
    case falseAlarm = "false_alarm"
    case explained, improved, decided

    /// What the end says about the signals of the case.
    package enum Outcome: String, CaseIterable, Sendable {
        /// There was a good reason, or nothing at all.
        case innocent
        /// What the signals said was so: it was put right, or decided on.
        case confirmed
        /// Nobody will know: the firm is no more.
        case open
    }

    package var outcome: Outcome {
        switch self {
        case .suspended, .technicalFault, .seasonOrShift, .diligent, .falseAlarm, .explained: .innocent
        case .improved, .decided: .confirmed
        case .businessClosed: .open
        }
    }

    /// Whether two persons must want it: closing as unfounded is as grave as referring.
    package var needsFourEyes: Bool { self == .falseAlarm || self == .explained }

    /// For the agency's own people.
    package var korean: String {
        switch self {
        case .businessClosed: "폐업"
        case .suspended: "휴업"
        case .technicalFault: "기술장애"
        case .seasonOrShift: "계절·교대"
        case .diligent: "성실수행"
        case .falseAlarm: "오탐"
        case .explained: "소명인정"
        case .improved: "개선완료"
        case .decided: "처분완료"
        }
    }

    /// For adopters and suppliers.
    package var koreanForFirms: String {
        switch self {
        case .businessClosed: "폐업 확인"
        case .suspended: "휴업 확인"
        case .technicalFault: "기술적 장애 확인"
        case .seasonOrShift: "계절·교대 근무 확인"
        case .diligent: "성실수행 확인"
        case .falseAlarm: "이상 없음"
        case .explained: "설명 확인"
        case .improved: "개선 완료"
        case .decided: "절차 완료"
        }
    }
}
