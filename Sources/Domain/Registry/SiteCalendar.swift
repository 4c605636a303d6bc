/// When a site works, as its firm declared it: the denominator of every usage KPI stands on it.
package struct SiteCalendar: Hashable, Sendable {
    package let workdays: Set<Weekday>
    /// Whether the site also works on national holidays that fall on its workdays.
    package let worksOnHolidays: Bool
    /// Declared closures such as the summer shut-down, both ends included, in order and without overlap.
    package let shutdowns: [ClosedRange<Day>]
    /// 교대 in the words of the file, such as `2교대`; shown, never computed with.
    package let shifts: String

    /// Monday to Friday, closed on national holidays: what is assumed of a site that declared nothing.
    package static let ordinary = SiteCalendar(
        workdays: weekdays, worksOnHolidays: false, shutdowns: [], shifts: "")

    package init(
        workdays: Set<Weekday>, worksOnHolidays: Bool, shutdowns: [ClosedRange<Day>], shifts: String
    ) {
        self.workdays = workdays
        self.worksOnHolidays = worksOnHolidays
        self.shutdowns = shutdowns
        self.shifts = shifts
    }

    /// Reads the cells of a registry file, which the database keeps as they are.
    ///
    /// `nil` where a cell is not of the form that this type writes.
    package init?(workdaysText: String, worksOnHolidays: Bool, shutdownsText: String, shifts: String) {
        guard let workdays = try? Self.workdays(workdaysText),
            let shutdowns = try? Self.shutdowns(shutdownsText)
        else { return nil }
        self.init(workdays: workdays, worksOnHolidays: worksOnHolidays, shutdowns: shutdowns, shifts: shifts)
    }

    /// `월화수목금`, in the order of the week.
    package var workdaysText: String {
        String(Weekday.allCases.filter(workdays.contains).map(\.korean))
    }

    /// `2026-07-27~2026-07-31;2026-12-31~2026-12-31`.
    package var shutdownsText: String {
        shutdowns.map { "\($0.lowerBound)~\($0.upperBound)" }.joined(separator: ";")
    }

    static let weekdays: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]

    /// Reads `월화수목금`; blanks and commas between the days are forgiven.
    static func workdays(_ text: String) throws(CellRefusal) -> Set<Weekday> {
        // Most sites; thousands are read at once.
        if text == "월화수목금" { return weekdays }
        var found: Set<Weekday> = []
        for character in text where character != " " && character != "," {
            guard let weekday = Weekday(korean: character) else {
                throw CellRefusal(reason: "“\(character)” is no day of the week; expected days such as 월화수목금")
            }
            guard found.insert(weekday).inserted else {
                throw CellRefusal(
                    reason: "“\(character)” stands there twice; name each day once, such as 월화수목금")
            }
        }
        guard !found.isEmpty else {
            throw CellRefusal(reason: "no day is named; expected days such as 월화수목금")
        }
        return found
    }

    /// Reads `2026-07-27~2026-07-31;2026-12-31~2026-12-31`; one day alone may stand without `~`.
    static func shutdowns(_ text: String) throws(CellRefusal) -> [ClosedRange<Day>] {
        var found: [ClosedRange<Day>] = []
        for part in text.split(separator: ";" as Character) {
            let range = trimmed(String(part))
            if range.isEmpty { continue }
            let ends = range.split(separator: "~" as Character, omittingEmptySubsequences: false)
                .map { Day(parsing: trimmed(String($0))) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else {
                throw CellRefusal(
                    reason: "“\(range)” is no period; expected 2026-07-27~2026-07-31, several separated by ;")
            }
            guard first <= last else {
                throw CellRefusal(reason: "“\(range)” ends before it begins; write \(last)~\(first)")
            }
            guard last.days(since: first) < 366 else {
                throw CellRefusal(reason: "“\(range)” is longer than a year; a closed site is no shut-down")
            }
            found.append(first...last)
        }
        found.sort { $0.lowerBound < $1.lowerBound }
        for (earlier, later) in zip(found, found.dropFirst()) where later.lowerBound <= earlier.upperBound {
            throw CellRefusal(
                reason:
                    "the periods from \(earlier.lowerBound) and from \(later.lowerBound) overlap; join them")
        }
        return found
    }
}
