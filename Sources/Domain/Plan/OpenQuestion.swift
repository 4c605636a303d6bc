/// What an evaluator should ask about before or at a visit: facts without a judgement, and none of them a suspicion.
package enum OpenQuestion: Sendable, Equatable {
    /// Nothing came for a working week or longer.
    case silence(workingDays: Int, lastSign: Day)
    /// Nothing ever came.
    case neverUsed(workingDays: Int)
    /// Records of the last 28 days that were not counted.
    case refusedRecords(Int)
    /// Records of the last 28 days that arrived on a later day than they claim.
    case lateRecords(Int)
    /// The client speaks in another way since.
    case dialectChanged(Day)
    /// It sends from another class of networks since.
    case networkChanged(Day)
    /// No key can be used; when the last one ended.
    case noUsableKey(endedOn: Day?)
    /// The site declared no shifts, so that nothing can be said of use by shift.
    case noShift
    case evidence(EvidenceDoubt)

    /// A silence that is shorter is no question: one working week.
    package static let silentDays = 5

    package var code: String {
        switch self {
        case .silence: "silence"
        case .neverUsed: "never_used"
        case .refusedRecords: "refused_records"
        case .lateRecords: "late_records"
        case .dialectChanged: "dialect_changed"
        case .networkChanged: "network_changed"
        case .noUsableKey: "no_usable_key"
        case .noShift: "no_shift"
        case .evidence(let doubt): doubt.rawValue
        }
    }

    package var korean: String {
        switch self {
        case .silence(let days, let lastSign): "마지막 신호 \(lastSign) 이후 근무일 \(days)일 동안 기록 없음"
        case .neverUsed(let days): "구축완료 후 근무일 \(days)일 동안 기록이 한 번도 없음"
        case .refusedRecords(let count): "최근 28일 동안 집계하지 못한 기록 \(grouped(count))건"
        case .lateRecords(let count): "최근 28일 동안 늦게 도착한 기록 \(grouped(count))건"
        case .dialectChanged(let day): "\(day)부터 다른 전송 방식으로 수신됨"
        case .networkChanged(let day): "\(day)부터 다른 망에서 수신됨"
        case .noUsableKey(let day): day.map { "사용할 수 있는 인증키가 없음 (\($0) 종료)" } ?? "발급된 인증키가 없음"
        case .noShift: "교대 정보가 신고되지 않음"
        case .evidence(let doubt): doubt.korean
        }
    }

    /// Whether only those who see signals may read it: it says something about how much a feed can be believed.
    package var isForAgency: Bool {
        if case .evidence = self { true } else { false }
    }
}

extension PhaseReview {
    /// The questions that a build's feed and days leave open on `today`.
    static func questions(
        _ facts: BuildFacts, _ usage: BuildUsage, calendar: BuildCalendar, feed: FeedNotes, today: Day
    ) -> [OpenQuestion] {
        var questions: [OpenQuestion] = []
        let from = today.adding(days: -28)
        let window = from...today.adding(days: -1)
        let recent = usage.days.inside(window)
        let silence = calendar.silence(after: usage.lastSign, today: today)
        let days = Int(silence.favourable ?? 0)
        if days >= OpenQuestion.silentDays {
            questions.append(
                usage.lastSign.map { .silence(workingDays: days, lastSign: $0) }
                    ?? .neverUsed(workingDays: days))
        }
        let refused = recent.reduce(0) { $0 + $1.rejected }
        if refused > 0 { questions.append(.refusedRecords(refused)) }
        let late = recent.reduce(0) { $0 + $1.late }
        if late > 0 { questions.append(.lateRecords(late)) }
        if let day = feed.dialectChangedOn, day >= from { questions.append(.dialectChanged(day)) }
        if let day = feed.networkChangedOn, day >= from { questions.append(.networkChanged(day)) }
        if feed.usableKeys == 0 { questions.append(.noUsableKey(endedOn: feed.keyEndedOn)) }
        if facts.site.shifts.isEmpty { questions.append(.noShift) }
        questions += evidenceDoubts(recent, window) { calendar.exclusion(of: $0, today: today) == nil }
            .map { .evidence($0) }
        return questions
    }
}
