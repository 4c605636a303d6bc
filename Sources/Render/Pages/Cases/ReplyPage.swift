package import Domain

/// What a firm sees by its link: what is asked, the figures, until when, and a form; after it was sent, the receipt.
///
/// No word of it accuses or threatens, whatever was written for the agency.
package struct ReplyPage: Sendable {
    let frame: PageFrame
    let action: String
    let title: String
    let company: String
    let build: String
    let greeting: String
    let asked: String?
    let due: String
    let figures: [Figure]
    let hasFigures: Bool
    let offersDecline: Bool
    let limits: String
    let typedText: String
    let isDeclineChecked: Bool
    let problem: String?
    let receipt: StepLine?
    let earlier: [StepLine]
    let hasEarlier: Bool
    let expires: String

    struct Figure: Sendable {
        let name: String
        let days: String
        let figure: String?
        let reason: String?
        let cleared: String?
    }

    /// How much a reply may carry.
    package struct Limits: Sendable {
        package let files: Int
        package let megabytes: Int

        package init(files: Int, megabytes: Int) {
            self.files = files
            self.megabytes = megabytes
        }
    }

    /// A reply that was not taken, or the one that was.
    package enum Outcome: Sendable {
        case asking
        case refused(text: String, declines: Bool, message: String)
        case stored(CaseStep)
    }

    /// - Parameters:
    ///   - token: of the link.
    ///   - ordinal: the step that asks.
    ///   - linkID: replies that came by this link are shown again.
    ///   - signals: those that the case is about.
    package init(
        _ reviewed: ReviewedCase, token: String, ordinal: Int, linkID: Int64, party: CaseParty,
        companyName: String, adopterName: String, expiresAt: Timestamp, signals: [RaisedSignal],
        limits: Limits, outcome: Outcome, frame: PageFrame
    ) {
        self.frame = frame
        action = "/reply/\(token)"
        let opened = reviewed.history.windows.first { $0.ordinal == ordinal }
        let state = opened?.state ?? reviewed.state
        title = state.koreanForFirms
        company = "\(companyName) (\(party.korean))"
        build = "\(adopterName) · \(reviewed.buildCode)"
        greeting = Self.greeting(state)
        asked = reviewed.history.steps.first { $0.ordinal == ordinal }.map(\.text).flatMap {
            isFitForFirms($0) ? $0 : nil
        }
        due =
            opened.map {
                dayText(
                    reviewed.history.lastDay(of: $0, today: reviewed.today, calendar: reviewed.calendar))
            } ?? dayText(expiresAt.day)
        figures = signals.map(Self.figure)
        hasFigures = !figures.isEmpty
        offersDecline = reviewed.history.windows.contains {
            $0.state == .improvement && $0.window.addressees.contains(party)
        }
        self.limits = "파일은 \(limits.files)개까지, 모두 합해 \(limits.megabytes)MB까지 보낼 수 있습니다."
        var receipt: CaseStep?
        switch outcome {
        case .asking: (typedText, isDeclineChecked, problem) = ("", false, nil)
        case .refused(let text, let declines, let message):
            (typedText, isDeclineChecked, problem) = (text, declines, message)
        case .stored(let step):
            (typedText, isDeclineChecked, problem) = ("", false, nil)
            receipt = step
        }
        self.receipt = receipt.map(StepLine.init)
        earlier = reviewed.history.steps.filter { step in
            guard case .firm(_, _, linkID) = step.actor else { return false }
            return step.ordinal != receipt?.ordinal
        }.map(StepLine.init)
        hasEarlier = !earlier.isEmpty
        expires = minuteText(expiresAt)
    }

    private static func greeting(_ state: CaseState) -> String {
        switch state {
        case .explanationRequested:
            "도입하신 솔루션의 사용 기록을 살펴보다가 확인하고 싶은 점이 있어 설명을 부탁드립니다. 전송 장애, 서버나 사업장 이전, 휴업, 교대 근무처럼 기록만으로는 알 수 없는 사정이 있을 수 있습니다."
        case .improvement: "솔루션을 다시 쓰실 수 있도록 AS와 개선에 필요한 기간을 드립니다. 진행 상황이나 사정을 알려 주십시오."
        case .siteVisitNotified: "사업장을 방문하여 솔루션의 이용 상황을 함께 살펴보려고 합니다. 일정이 맞지 않으면 알려 주십시오."
        default: "아래 내용을 확인하시고 의견이나 사정을 알려 주십시오."
        }
    }

    private static func figure(_ signal: RaisedSignal) -> Figure {
        let observation = ObservationSection.observation(signal)
        return Figure(
            name: observation.title, days: observation.window, figure: observation.figure,
            reason: isFitForFirms(signal.reason) ? signal.reason : nil,
            cleared: isFitForFirms(observation.clearing) ? observation.clearing : nil)
    }
}
