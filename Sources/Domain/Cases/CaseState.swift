/// How far the human review of a build has come.
///
/// The agency's service owns the states up to the referral; what follows is decided elsewhere, by persons, and only
/// recorded here.
package enum CaseState: String, CaseIterable, Sendable {
    case observation, signal
    case qualityCheck = "quality_check"
    case explanationRequested = "explanation_requested"
    case improvement
    case siteVisitNotified = "site_visit_notified"
    case siteVisit = "site_visit"
    case referral
    case priorNotice = "prior_notice"
    case opinionReview = "opinion_review"
    case decision
    case decisionNotice = "decision_notice"
    case objection, appeal, payment, dunning
    case enforcedCollection = "enforced_collection"
    case ministryReport = "ministry_report"
    case closed

    /// The states in which a case may begin.
    package static let first: Set<CaseState> = [.observation, .signal]

    /// The states that may follow, where their conditions are met.
    ///
    /// A state that opens a window may follow itself: it is issued anew, with a window of its own.
    package var next: Set<CaseState> {
        switch self {
        case .observation: [.signal, .closed]
        case .signal: [.qualityCheck, .closed]
        case .qualityCheck: [.explanationRequested, .siteVisitNotified, .closed]
        case .explanationRequested, .improvement:
            [.qualityCheck, .explanationRequested, .improvement, .siteVisitNotified, .closed]
        case .siteVisitNotified: [self, .siteVisit, .closed]
        case .siteVisit:
            [.referral, .qualityCheck, .explanationRequested, .improvement, .siteVisitNotified, .closed]
        case .referral: [.priorNotice, .closed]
        case .priorNotice: [self, .opinionReview, .closed]
        case .opinionReview: [.priorNotice, .decision, .closed]
        case .decision: [.decisionNotice, .closed]
        case .decisionNotice: [self, .objection, .appeal, .payment, .dunning, .closed]
        case .objection: [.decision, .appeal, .payment, .dunning, .closed]
        case .appeal: [.decision, .payment, .dunning, .closed]
        case .payment: [.objection, .appeal, .ministryReport, .closed]
        case .dunning: [.objection, .appeal, .payment, .enforcedCollection, .closed]
        case .enforcedCollection: [.appeal, .payment, .ministryReport, .closed]
        case .ministryReport: [.closed]
        case .closed: []
        }
    }

    /// Whether the decision about it is taken elsewhere and only recorded here.
    package var isOnlyRecorded: Bool {
        switch self {
        case .observation, .signal, .qualityCheck, .explanationRequested, .improvement, .siteVisitNotified,
            .siteVisit, .referral, .closed:
            false
        case .priorNotice, .opinionReview, .decision, .decisionNotice, .objection, .appeal, .payment,
            .dunning,
            .enforcedCollection, .ministryReport:
            true
        }
    }

    /// The least days of the window that the state opens; `nil` for states that open none.
    ///
    /// - Parameter answerDays: what the policy gives for an explanation, ten or more.
    package func leastDays(answerDays: Int) -> Int? {
        switch self {
        case .explanationRequested: answerDays
        case .improvement: 1
        // 행정조사기본법 §17.
        case .siteVisitNotified: 7
        // 행정절차법 §21.
        case .priorNotice: 10
        // 공공재정환수법 시행령 §4: the day of payment.
        case .decisionNotice: 30
        default: nil
        }
    }

    /// Whether it may not begin while the agency holds the case.
    var waitsForHold: Bool {
        switch self {
        case .referral, .priorNotice, .decision, .decisionNotice, .dunning, .enforcedCollection: true
        default: false
        }
    }

    /// For the agency's own people.
    package var korean: String {
        switch self {
        case .observation: "관찰"
        case .signal: "신호"
        case .qualityCheck: "자료품질 확인"
        case .explanationRequested: "소명요청"
        case .improvement: "AS·개선기간"
        case .siteVisitNotified: "현장점검 통지"
        case .siteVisit: "현장점검"
        case .referral: "평가위원회 심의"
        case .priorNotice: "사전통지"
        case .opinionReview: "의견검토"
        case .decision: "처분결정"
        case .decisionNotice: "처분통지"
        case .objection: "이의신청"
        case .appeal: "행정심판·소송"
        case .payment: "수납"
        case .dunning: "독촉"
        case .enforcedCollection: "강제징수"
        case .ministryReport: "중기부 보고·국고반납"
        case .closed: "종결"
        }
    }

    /// For adopters and suppliers: it neither accuses nor threatens.
    package var koreanForFirms: String {
        switch self {
        case .observation, .signal, .qualityCheck: "이용 현황 확인"
        case .explanationRequested: "설명 요청"
        case .improvement: "AS·개선기간"
        case .siteVisitNotified: "현장방문 안내"
        case .siteVisit: "현장방문"
        case .referral: "평가위원회 심의"
        case .priorNotice: "사전통지"
        case .opinionReview: "의견 검토"
        case .decision: "결정"
        case .decisionNotice: "결정 통지"
        case .objection: "이의신청"
        case .appeal: "행정심판·소송"
        case .payment: "납부"
        case .dunning: "납부 안내"
        case .enforcedCollection: "납부 절차"
        case .ministryReport: "결과 보고"
        case .closed: "종결"
        }
    }
}
