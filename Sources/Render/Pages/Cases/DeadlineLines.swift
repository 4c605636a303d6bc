import Domain

/// A window of a case: for whom, until when as it was announced, until when as it runs now, and why that moved.
struct DeadlineLine: Sendable {
    let ordinal: String
    let stateName: String
    let addressees: String
    let opened: String
    let days: String
    let announced: String
    let current: String
    let isMoved: Bool
    let moves: [String]
    let status: String
    let replied: String

    init(_ opened: CaseHistory.OpenedWindow, of reviewed: ReviewedCase) {
        let history = reviewed.history
        let last = history.lastDay(of: opened, today: reviewed.today, calendar: reviewed.calendar)
        let asked = opened.window.addressees.sorted()
        ordinal = "\(opened.ordinal)"
        stateName = opened.state.korean
        addressees = asked.map(\.korean).joined(separator: ", ")
        self.opened = dayText(opened.deadline.opened)
        days = "\(opened.window.days)일"
        announced = dayText(opened.window.dueOn)
        current = dayText(last)
        isMoved = last != opened.window.dueOn
        moves = deadlineMoves(
            opened.deadline, holds: history.holds(today: reviewed.today), calendar: reviewed.calendar)
        let missing = asked.filter { !opened.replied.contains($0) }
        replied = asked.filter(opened.replied.contains).map(\.korean).joined(separator: ", ")
        let left = last.days(since: reviewed.today)
        let timing = left < 0 ? "기한 지남" : left == 0 ? "오늘까지" : "\(grouped(left))일 남음"
        status = missing.isEmpty ? "모두 회신함 (\(timing))" : timing
    }
}

/// What moved the end of a period, in the order in which it moves it; empty where nothing did.
func deadlineMoves(
    _ deadline: Deadline, holds: [ClosedRange<Day>], calendar: SharedCalendar
) -> [String] {
    let counted = Deadline(opened: deadline.opened, days: deadline.days)
        .lastDay(calendar: calendar, holds: holds)
    let running = deadline.opened.adding(days: 1)...counted
    let lost = calendar.outages.lost.filter(running.contains).sorted()
    let held = running.filter { day in holds.contains { $0.contains(day) } }
    var moves: [String] = []
    if !lost.isEmpty { moves.append("수집 서비스의 장애로 세지 않은 날 \(lost.count)일: \(runsText(lost))") }
    if !held.isEmpty { moves.append("처리 보류로 세지 않은 날 \(held.count)일: \(runsText(held))") }
    var due = deadline.opened.adding(days: deadline.days)
    for stop in Set(lost + held).sorted() where stop <= due { due = due.adding(days: 1) }
    let free = due < counted ? (due..<counted).compactMap { freeDayText($0, calendar.holidays) } : []
    if !free.isEmpty { moves.append("쉬는 날이어서 다음 근무일로 넘김: \(free.joined(separator: ", "))") }
    if let announced = deadline.announced {
        if announced > counted { moves.append("고지한 날이 더 늦어 그날까지로 함") }
        if announced < counted { moves.append("고지한 뒤 \(counted.days(since: announced))일 늦춰짐") }
    }
    return moves
}

private func freeDayText(_ day: Day, _ holidays: HolidayTable) -> String? {
    if let holiday = holidays.holiday(on: day), holiday.kind.isPublic {
        return "\(dayText(day)) \(holiday.name)"
    }
    return day.weekday == .saturday || day.weekday == .sunday ? dayText(day) : nil
}
