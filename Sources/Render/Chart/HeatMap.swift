package import Domain

/// Half a year of one build as a calendar: weeks are columns, Monday to Sunday are rows.
///
/// Every state has a mark besides its colour (a number, a hatch, an outline), so that it can be read in grey, and by
/// people who do not see colours.
package struct HeatMap: Sendable {
    /// How a day is drawn.
    package enum Mark: Sendable, Equatable {
        /// Used, on a step of 1 to 5 by the number of active slots.
        case used(step: Int)
        /// Work was expected and nothing that counts as use arrived.
        case missing
        /// Not expected and not used.
        case excluded(Exclusion)
    }

    /// One day.
    package struct Cell: Sendable, Equatable {
        package let day: Day
        /// 0 is the oldest week.
        package let week: Int
        package let mark: Mark
        /// Why nothing is expected on this day; a day may be excluded and used.
        package let exclusion: ExcludedDay?
        package let receipts: Int
        package let distinctTuples: Int
        package let slots: Int
        package let users: Int
        package let implausible: Int
    }

    package let cells: [Cell]
    package let weeks: Int

    /// The smallest number of active 10-minute slots of each step; the first is 1, 3, 6 and 9 hours' worth begin the next.
    package static let steps = [1, 6, 18, 36, 54]

    /// The `weeks` weeks that end with the week of `today`.
    ///
    /// - Parameter days: build days in any order, at most one a day; those outside the range are ignored.
    package init(days: [BuildDay], calendar: BuildCalendar, today: Day, weeks: Int = 26) {
        precondition((1...106).contains(weeks), "\(weeks) weeks; a calendar shows 1 to 106")
        let monday = today.adding(days: -today.weekday.rawValue)
        let first = monday.adding(days: -7 * (weeks - 1))
        let byDay = Dictionary(days.map { ($0.day, $0) }, uniquingKeysWith: { _, later in later })
        self.weeks = weeks
        cells = (first...today).map { day in
            let used = byDay[day]
            let exclusion = calendar.exclusion(of: day, today: today)
            return Cell(
                day: day, week: day.days(since: first) / 7, mark: Self.mark(used, exclusion),
                exclusion: exclusion,
                receipts: used?.receipts ?? 0, distinctTuples: used?.distinctTuples ?? 0,
                slots: used?.activeSlots ?? 0, users: used?.users ?? 0, implausible: used?.implausible ?? 0)
        }
    }

    private static func mark(_ used: BuildDay?, _ exclusion: ExcludedDay?) -> Mark {
        if let used, used.isActive { return .used(step: step(ofSlots: used.activeSlots)) }
        return exclusion.map { .excluded($0.reason) } ?? .missing
    }

    static func step(ofSlots slots: Int) -> Int {
        max(1, steps.lastIndex { $0 <= slots }.map { $0 + 1 } ?? 1)
    }
}

extension HeatMap.Cell {
    /// `2026-05-07 (목): 수신 23건, 12구간`, with the reason where nothing was expected.
    package var title: String { "\(dayText(day)): \(stateText)" }

    /// The state in words: what the picture shows by number, hatch and outline.
    package var stateText: String {
        var parts: [String] = []
        switch mark {
        case .used: parts.append("수신 \(grouped(receipts))건, \(slots)구간")
        case .missing: parts.append("가동 예정일, 사용 기록 없음")
        case .excluded: break
        }
        if let exclusion { parts.append(exclusionText(exclusion)) }
        if implausible > 0 { parts.append("시각이 맞지 않는 기록 \(grouped(implausible))건") }
        return parts.joined(separator: ", ")
    }
}

/// `공휴일: 어린이날`.
package func exclusionText(_ excluded: ExcludedDay) -> String {
    excluded.name.map { "\(excluded.reason.korean): \($0)" } ?? excluded.reason.korean
}
