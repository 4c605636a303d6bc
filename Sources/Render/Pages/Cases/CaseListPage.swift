package import Domain

/// A case in a list.
package struct ListedCase: Sendable {
    let id: Int64
    let buildCode: String
    let state: CaseState
    let enteredAt: Timestamp
    let dueOn: Day?
    let reason: ClosingReason?
    let signals: Int

    /// - Parameters:
    ///   - enteredAt: when it came into its state.
    ///   - dueOn: as announced, where the state opened a window.
    ///   - reason: why it was closed, where it was.
    package init(
        id: Int64, buildCode: String, state: CaseState, enteredAt: Timestamp, dueOn: Day?,
        reason: ClosingReason?, signals: Int
    ) {
        self.id = id
        self.buildCode = buildCode
        self.state = state
        self.enteredAt = enteredAt
        self.dueOn = dueOn
        self.reason = reason
        self.signals = signals
    }
}

/// The list of cases.
///
/// A supplier sees the cases of its builds in which it was asked, in the words for firms, without the steps.
package struct CaseListPage: Sendable {
    let frame: PageFrame
    let asOf: String
    let isForAgency: Bool
    let choices: [Choice]
    let resultText: String
    let rows: [Row]
    let hasRows: Bool

    struct Choice: Sendable {
        let value: String
        let choiceName: String
        let isSelected: Bool
    }

    struct Row: Sendable {
        let number: String
        let caseAddress: String?
        let code: String
        let buildAddress: String
        let stateName: String
        let reason: String?
        let due: String
        let timing: String?
        let isDue: Bool
        let entered: String
        let signals: String
    }

    /// - Parameters:
    ///   - state: the state that was asked for.
    ///   - includesClosed: whether closed cases were asked for.
    ///   - isForAgency: whether the agency's own words may be used.
    package init(
        _ cases: [ListedCase], state: CaseState?, includesClosed: Bool, isForAgency: Bool, now: Timestamp,
        frame: PageFrame
    ) {
        self.frame = frame
        self.isForAgency = isForAgency
        asOf = minuteText(now)
        choices =
            [
                Choice(value: "", choiceName: "진행 중인 모든 건", isSelected: state == nil && !includesClosed),
                Choice(value: "all", choiceName: "종결 포함 전체", isSelected: state == nil && includesClosed),
            ]
            + CaseState.allCases.map {
                Choice(value: $0.rawValue, choiceName: $0.korean, isSelected: $0 == state)
            }
        resultText = cases.isEmpty ? "조건에 맞는 건이 없습니다." : "\(grouped(cases.count))건 (기한이 가까운 순)"
        rows = cases.sorted(by: Self.isBefore).map { Self.row($0, isForAgency, now.day) }
        hasRows = !rows.isEmpty
    }

    /// Open deadlines first, the nearest of them before the others; then the newest.
    private static func isBefore(_ left: ListedCase, _ right: ListedCase) -> Bool {
        switch (left.dueOn, right.dueOn) {
        case (let left?, let right?) where left != right: left < right
        case (_?, nil): true
        case (nil, _?): false
        default: left.id > right.id
        }
    }

    private static func row(_ listed: ListedCase, _ isForAgency: Bool, _ today: Day) -> Row {
        let left = listed.dueOn.map { $0.days(since: today) }
        return Row(
            number: "\(listed.id)", caseAddress: isForAgency ? "/cases/\(listed.id)" : nil,
            code: listed.buildCode, buildAddress: "/builds/\(percentEncoded(listed.buildCode))",
            stateName: isForAgency ? listed.state.korean : listed.state.koreanForFirms,
            reason: isForAgency ? listed.reason?.korean : listed.reason?.koreanForFirms,
            due: listed.dueOn.map(dayText) ?? "–",
            timing: left.map { $0 < 0 ? "지남" : $0 == 0 ? "오늘" : "\(grouped($0))일 남음" },
            isDue: left.map { $0 <= 3 } ?? false, entered: "\(listed.enteredAt.day)",
            signals: "\(listed.signals)건")
    }
}
