extension BuildCalendar {
    /// Whether the site divides its day into shifts, so that figures need the slots of each day.
    package var hasShifts: Bool { ShiftPattern(site.shifts) != nil }
}

/// A day that a site divides into equal shifts, as its `2교대` or `4조3교대` says.
struct ShiftPattern: Equatable {
    /// 2 to 4 of them, of 24 hours together.
    let shifts: Int

    /// Reads the number before `교대`; `nil` for one shift, and where the text says nothing of the kind.
    init?(_ text: String) {
        let characters = Array(text.filter { $0 != " " })
        for place in characters.indices.dropFirst()
        where characters[place...].starts(with: "교대") {
            guard let shifts = characters[place - 1].wholeNumberValue, (2...4).contains(shifts) else {
                continue
            }
            self.shifts = shifts
            return
        }
        return nil
    }

    /// The hour at which the first shift usually begins: two shifts change at eight, more at six.
    var usualStart: Int { shifts == 2 ? 8 : 6 }

    private var length: Int { 24 / shifts }

    /// How many shifts have use, where the first begins at `start`.
    func count(of slots: DaySlots, from start: Int) -> Int { count(of: slots.hours, from: start) }

    /// How many shifts have use at most, wherever the first begins.
    func best(of slots: DaySlots) -> Int {
        let hours = slots.hours
        return (0..<length).reduce(0) { max($0, count(of: hours, from: $1)) }
    }

    /// - Parameter hours: with use, one bit an hour.
    private func count(of hours: UInt32, from start: Int) -> Int {
        let turned = hours >> UInt32(start) | hours << UInt32(24 - start)
        let shift: UInt32 = 1 << UInt32(length) - 1
        return (0..<shifts).count { turned >> UInt32($0 * length) & shift != 0 }
    }
}
