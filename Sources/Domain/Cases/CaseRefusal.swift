/// Why a step was refused.
///
/// PostgreSQL refuses by the same codes, as states of class AB.
package struct CaseRefusal: Error, Sendable, Hashable {
    package let reason: Reason
    /// The day of which the sentence speaks, where it speaks of one.
    package let day: Day?

    package init(_ reason: Reason, _ day: Day? = nil) {
        self.reason = reason
        self.day = day
    }

    package enum Reason: String, CaseIterable, Sendable {
        case notOpen = "AB001"
        case stale = "AB002"
        case backwards = "AB003"
        /// Only PostgreSQL knows.
        case notNow = "AB004"
        case role = "AB005"
        /// Only PostgreSQL knows.
        case token = "AB006"
        case closed = "AB007"
        case unreachable = "AB008"
        case noWindowHere = "AB009"
        case noAddressee = "AB010"
        case windowTooShort = "AB011"
        case announcedTooEarly = "AB012"
        case documentMissing = "AB013"
        case reasonCode = "AB014"
        case qualityUnjudged = "AB015"
        case qualityNotSound = "AB016"
        case explanationNotRequested = "AB017"
        case answerRunning = "AB018"
        case noImprovement = "AB019"
        case improvementRunning = "AB020"
        case visitUnrecorded = "AB021"
        case visitTooEarly = "AB022"
        case held = "AB023"
        case notProposed = "AB024"
        case notApproved = "AB025"
        case samePerson = "AB026"
        case notApprover = "AB027"
        case nothingToApprove = "AB028"
        case opinionRunning = "AB029"
        case objectionLate = "AB030"
        case paymentRunning = "AB031"
        case heldAlready = "AB032"
        case notHeld = "AB033"
        case findingMisplaced = "AB034"
        case undecided = "AB035"
        case unreported = "AB036"
        case neverImproved = "AB037"
        /// Only PostgreSQL knows.
        case link = "AB038"
        case noSignal = "AB039"
        case textMissing = "AB040"
        case oneIsEnough = "AB041"
        case nothingToDecline = "AB042"
        /// Only PostgreSQL knows.
        case foreignSignal = "AB043"
        /// Only PostgreSQL knows.
        case signalTaken = "AB044"
        /// Only PostgreSQL knows.
        case linkMisplaced = "AB045"
    }
}

extension CaseRefusal: CustomStringConvertible {
    /// What was wrong, and what would be right.
    package var description: String { reason.english + (day.map { " (\($0))" } ?? "") }

    /// The same for the agency's people.
    package var korean: String { reason.korean + (day.map { " (\($0))" } ?? "") }
}

extension CaseRefusal.Reason {
    fileprivate var english: String {
        switch self {
        case .notOpen: "the case is not open yet; expected observation or signal as its first step"
        case .stale: "somebody else stepped first; look at the case again"
        case .backwards: "the step is earlier than the one before it; expected a later time"
        case .notNow: "the step is not of now; expected a time within five minutes of the database's clock"
        case .role: "this role cannot step; expected an officer or an approver"
        case .token: "the token is not good; expected a valid one of this role and name"
        case .closed: "the case is closed; expected a note or another case"
        case .unreachable: "that state cannot follow the present one; expected one of those that can"
        case .noWindowHere: "that state opens no window; expected neither addressees nor days"
        case .noAddressee: "it is for nobody; expected the adopter, the supplier or both"
        case .windowTooShort: "the window is too short; expected at least the days of law and policy"
        case .announcedTooEarly: "the announced day is too early; expected this day or a later one"
        case .documentMissing: "there is no document; expected its hash and name"
        case .reasonCode: "closing, and nothing else, has a reason code; expected one exactly there"
        case .qualityUnjudged:
            "the quality of the data is not judged yet; expected a finding, sound or unsound"
        case .qualityNotSound:
            "the data were not found sound; expected that finding of the last quality check"
        case .explanationNotRequested: "nobody was asked to explain; expected a request for explanation"
        case .answerRunning:
            "an explanation may still come; expected all replies, or a day after the last one"
        case .noImprovement: "no improvement period was offered; expected one"
        case .improvementRunning:
            "the improvement period is running; expected a day after its last, or that it was declined in writing"
        case .visitUnrecorded: "the result of the site visit is not recorded; expected a finding"
        case .visitTooEarly: "the site visit is too early; expected seven full days after its notice"
        case .held: "the agency holds the case; expected the end of the hold first"
        case .notProposed: "nobody proposed it; expected a proposal, and the approval of another person"
        case .notApproved: "it is proposed and not approved; expected the approval of another person"
        case .samePerson: "the same person proposed it; expected the approval of another one"
        case .notApprover: "this role cannot approve; expected an approver"
        case .nothingToApprove: "no such proposal waits for approval; expected a proposal first"
        case .opinionRunning: "an opinion may still come; expected it, or a day after the last one"
        case .objectionLate: "the objection is late; expected it within 30 days of the notice"
        case .paymentRunning: "the day of payment has not passed; expected a later day"
        case .heldAlready: "the agency holds the case already; expected the end of that hold first"
        case .notHeld: "the agency does not hold the case; expected the beginning of a hold first"
        case .findingMisplaced:
            "that is not found in the present state; expected the state that it belongs to"
        case .undecided: "nothing was decided; expected another reason code"
        case .unreported: "money is on its way; expected the report to the ministry first"
        case .neverImproved: "there was no improvement period; expected another reason code"
        case .link:
            "the link is not good for this reply; expected one of this case and firm that is still valid"
        case .noSignal: "the case names no signal; expected at least one"
        case .textMissing: "the step does not say why; expected a text"
        case .oneIsEnough: "one person may do that alone; expected a referral, or closing as unfounded"
        case .nothingToDecline: "no improvement period was offered to this firm; expected a plain reply"
        case .foreignSignal: "the signal is not of the case's build; expected one that is"
        case .signalTaken: "another open case is about this signal; expected one that no open case names"
        case .linkMisplaced: "the step does not ask this firm; expected a step that asks it"
        }
    }

    fileprivate var korean: String {
        switch self {
        case .notOpen: "아직 시작되지 않은 건입니다. 관찰 또는 신호로 시작하세요."
        case .stale: "다른 담당자가 먼저 처리했습니다. 건을 다시 확인하세요."
        case .backwards: "이전 단계보다 이른 시각입니다. 더 늦은 시각이어야 합니다."
        case .notNow: "현재 시각이 아닙니다. 데이터베이스 시각과 5분 이내여야 합니다."
        case .role: "처리할 권한이 없습니다. 담당자 또는 승인자여야 합니다."
        case .token: "유효하지 않은 토큰입니다. 해당 역할과 이름의 유효한 토큰이 필요합니다."
        case .closed: "종결된 건입니다. 메모를 남기거나 새 건을 시작하세요."
        case .unreachable: "현재 단계에서 갈 수 없는 단계입니다. 가능한 단계를 선택하세요."
        case .noWindowHere: "기한이 없는 단계입니다. 대상과 일수를 비워 두세요."
        case .noAddressee: "대상이 없습니다. 도입기업, 공급기업 또는 모두를 지정하세요."
        case .windowTooShort: "기간이 너무 짧습니다. 법령과 기준이 정한 일수 이상이어야 합니다."
        case .announcedTooEarly: "고지한 기한이 너무 이릅니다. 이 날 이후여야 합니다."
        case .documentMissing: "문서가 없습니다. 문서의 해시와 이름이 필요합니다."
        case .reasonCode: "사유 코드는 종결에만, 그리고 반드시 적습니다."
        case .qualityUnjudged: "자료품질 확인 결과가 없습니다. 먼저 결과를 기록하세요."
        case .qualityNotSound: "자료가 양호하지 않습니다. 마지막 자료품질 확인 결과가 양호여야 합니다."
        case .explanationNotRequested: "소명을 요청하지 않았습니다. 먼저 소명요청이 필요합니다."
        case .answerRunning: "소명 기간이 끝나지 않았습니다. 모든 회신을 받거나 기한이 지나야 합니다."
        case .noImprovement: "AS·개선기간을 주지 않았습니다. 먼저 개선기간이 필요합니다."
        case .improvementRunning: "AS·개선기간이 끝나지 않았습니다. 기한이 지나거나 서면으로 사양해야 합니다."
        case .visitUnrecorded: "현장점검 결과가 없습니다. 먼저 결과를 기록하세요."
        case .visitTooEarly: "현장점검이 너무 이릅니다. 통지 후 만 7일이 지나야 합니다."
        case .held: "처리가 보류 중입니다. 먼저 보류를 끝내세요."
        case .notProposed: "제안되지 않았습니다. 한 사람의 제안과 다른 사람의 승인이 필요합니다."
        case .notApproved: "승인되지 않았습니다. 제안자가 아닌 사람의 승인이 필요합니다."
        case .samePerson: "제안자 본인은 승인할 수 없습니다. 다른 사람의 승인이 필요합니다."
        case .notApprover: "승인할 권한이 없습니다. 승인자여야 합니다."
        case .nothingToApprove: "승인을 기다리는 제안이 없습니다. 먼저 제안이 필요합니다."
        case .opinionRunning: "의견제출 기간이 끝나지 않았습니다. 의견을 받거나 기한이 지나야 합니다."
        case .objectionLate: "이의신청 기간이 지났습니다. 통지 후 30일 이내여야 합니다."
        case .paymentRunning: "납부 기한이 지나지 않았습니다. 기한 다음 날부터 가능합니다."
        case .heldAlready: "이미 보류 중입니다. 먼저 그 보류를 끝내세요."
        case .notHeld: "보류 중이 아닙니다. 먼저 보류를 시작하세요."
        case .findingMisplaced: "현재 단계의 결과가 아닙니다. 해당 단계에서 기록하세요."
        case .undecided: "처분결정이 없습니다. 다른 사유 코드를 선택하세요."
        case .unreported: "수납이 진행 중입니다. 먼저 중기부 보고·국고반납이 필요합니다."
        case .neverImproved: "개선기간이 없었습니다. 다른 사유 코드를 선택하세요."
        case .link: "이 회신에 쓸 수 없는 링크입니다. 해당 건과 기업의 유효한 링크가 필요합니다."
        case .noSignal: "신호가 지정되지 않았습니다. 하나 이상 지정하세요."
        case .textMissing: "사유가 없습니다. 내용을 적으세요."
        case .oneIsEnough: "두 사람이 필요 없는 단계입니다. 심의 회부 또는 근거 없음 종결만 제안합니다."
        case .nothingToDecline: "이 기업에 개선기간을 주지 않았습니다. 일반 회신으로 기록하세요."
        case .foreignSignal: "이 구축의 신호가 아닙니다. 해당 구축의 신호를 지정하세요."
        case .signalTaken: "이미 다른 진행 중인 건의 신호입니다. 다른 신호를 지정하세요."
        case .linkMisplaced: "이 단계의 대상이 아닌 기업입니다. 대상 기업의 단계를 지정하세요."
        }
    }
}
