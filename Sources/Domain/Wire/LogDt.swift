/// `logDt` as clients write it, read as an instant.
///
/// The guide's form is `YYYY-MM-DD HH:MM:SS.mmm` in Korean time. Everything that can be read without guessing
/// is read, with a repair that says how it differs; a date or time that does not exist is not.
struct LogDt {
    let instant: Timestamp
    let repairs: Repairs
    /// Whether the text is exactly the guide's form.
    let isCanonical: Bool

    /// `bytes` without blanks around them.
    init?(_ bytes: ArraySlice<UInt8>) {
        if let instant = Self.canonical(bytes) {
            self.instant = instant
            repairs = []
            isCanonical = true
            return
        }
        var reading = LogDtReading(bytes)
        guard let instant = reading.read() else { return nil }
        self.instant = instant
        repairs = reading.repairs
        isCanonical = false
    }

    private static func canonical(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
        guard bytes.count == 23 else { return nil }
        let start = bytes.startIndex
        var isClean = true
        func number(_ from: Int, _ count: Int) -> Int {
            var value = 0
            for byte in bytes[start + from..<start + from + count] {
                if byte < 48 || byte > 57 { isClean = false }
                value = value * 10 + Int(byte) - 48
            }
            return value
        }
        guard bytes[start + 4] == 45, bytes[start + 7] == 45, bytes[start + 10] == 32,
            bytes[start + 13] == 58,
            bytes[start + 16] == 58, bytes[start + 19] == 46
        else { return nil }
        let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2))
        let (hour, minute, second, millisecond) = (number(11, 2), number(14, 2), number(17, 2), number(20, 3))
        guard isClean, hour < 24, minute < 60, second < 60, let date = Day(year: year, month: month, day: day)
        else {
            return nil
        }
        return Timestamp(
            day: date, hour: hour, minute: minute, second: second, microsecond: millisecond * 1_000)
    }
}

/// One pass over a `logDt` that is not in the guide's form.
private struct LogDtReading {
    private let bytes: ArraySlice<UInt8>
    private var at: Int
    private(set) var repairs: Repairs = []
    /// A fraction without separator is only read after a compact time.
    private var isCompactTime = false

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    mutating func read() -> Timestamp? {
        guard bytes.count <= 64, let day = date(), separator() else { return nil }
        var half = halfOfDay()
        guard let (hour, minute, second) = clock(), let microsecond = fraction() else { return nil }
        skipBlanks()
        if half == nil { half = halfOfDay() }
        guard let hour = hourOfDay(hour, half), let offset = zone(), at == bytes.endIndex else { return nil }
        return Timestamp(day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
            .adding(seconds: 32_400 - offset)
    }

    private mutating func date() -> Day? {
        guard let year = digits(4...4) else { return nil }
        guard let mark = peek, !isDigit(mark) else {
            repairs.insert(.logdtOtherDateForm)
            guard let month = digits(2...2), let day = digits(2...2) else { return nil }
            return Day(year: year, month: month, day: day)
        }
        guard mark == 45 || mark == 47 || mark == 46 else { return nil }
        if mark != 45 { repairs.insert(.logdtOtherDateForm) }
        at += 1
        guard let month = padded(), take(mark), let day = padded() else { return nil }
        return Day(year: year, month: month, day: day)
    }

    /// What stands between date and time.
    ///
    /// Nothing is right only where the date is compact as well.
    private mutating func separator() -> Bool {
        let start = at
        skipBlanks()
        if at == start + 1, bytes[start] == 32 { return true }
        repairs.insert(.logdtOtherSeparator)
        if at > start { return true }
        // A `+` is a blank that was encoded once too often.
        if take(84) || take(116) || take(43) { return true }
        return repairs.contains(.logdtOtherDateForm) && peek.map(isDigit) == true
            && at == bytes.startIndex + 8
    }

    private mutating func clock() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = padded() else { return nil }
        var parts = (hour: hour, minute: 0, second: 0)
        if take(58) {
            guard let minute = padded() else { return nil }
            parts.minute = minute
            if take(58) {
                guard let second = padded() else { return nil }
                parts.second = second
            } else {
                repairs.insert(.logdtWithoutSeconds)
            }
        } else {
            isCompactTime = true
            guard let minute = digits(2...2) else { return nil }
            parts.minute = minute
            if let second = digits(2...2) {
                parts.second = second
            } else {
                repairs.insert(.logdtWithoutSeconds)
            }
            repairs.insert(.logdtOtherSeparator)
        }
        return parts.hour < 24 && parts.minute < 60 && parts.second < 60 ? parts : nil
    }

    private mutating func fraction() -> Int? {
        let hasColon = peek == 58
        if hasColon || peek == 46 || peek == 44 {
            guard !repairs.contains(.logdtWithoutSeconds) else { return nil }
            at += 1
        } else if !isCompactTime || peek.map(isDigit) != true {
            repairs.insert(.logdtWithoutFraction)
            return 0
        }
        let start = at
        var microsecond = 0
        var scale = 100_000
        while let byte = peek, isDigit(byte) {
            microsecond += Int(byte - 48) * scale
            scale /= 10
            at += 1
        }
        switch at - start {
        case 0:
            guard !hasColon else { return nil }
            repairs.insert(.logdtWithoutFraction)
        case 1, 2: repairs.insert(.logdtFractionPadded)
        case 3: break
        case 4...9: repairs.insert(.logdtFractionLong)
        default: return nil
        }
        if hasColon { repairs.insert(.logdtColonBeforeMs) }
        return microsecond
    }

    /// `true` for the half after noon.
    private mutating func halfOfDay() -> Bool? {
        for (word, isAfternoon) in [("오전", false), ("오후", true), ("AM", false), ("PM", true)]
        where bytes[at...].starts(with: word.utf8) {
            at += word.utf8.count
            skipBlanks()
            repairs.insert(.logdtTwelveHour)
            return isAfternoon
        }
        return nil
    }

    private func hourOfDay(_ hour: Int, _ isAfternoon: Bool?) -> Int? {
        guard let isAfternoon else { return hour }
        guard (0...12).contains(hour) else { return nil }
        return hour % 12 + (isAfternoon ? 12 : 0)
    }

    /// Seconds east of Greenwich; Korea where nothing is said.
    private mutating func zone() -> Int64? {
        if at == bytes.endIndex { return 32_400 }
        repairs.insert(.logdtWithZone)
        for (word, offset) in [("Z", Int64(0)), ("z", 0), ("UTC", 0), ("GMT", 0), ("KST", 32_400)]
        where bytes[at...].elementsEqual(word.utf8) {
            at = bytes.endIndex
            return offset
        }
        let isWest = peek == 45
        guard take(45) || take(43), let hours = digits(2...2), hours < 24 else { return nil }
        var minutes = 0
        if at < bytes.endIndex {
            _ = take(58)
            guard let value = digits(2...2), value < 60 else { return nil }
            minutes = value
        }
        return (isWest ? -1 : 1) * Int64(hours * 3_600 + minutes * 60)
    }

    /// One or two digits; two in a compact text.
    private mutating func padded() -> Int? {
        let start = at
        guard let value = digits(1...2) else { return nil }
        if at == start + 1 { repairs.insert(.logdtUnpadded) }
        return value
    }

    /// Takes nothing when fewer digits are there.
    private mutating func digits(_ count: ClosedRange<Int>) -> Int? {
        let start = at
        var value = 0
        while at - start < count.upperBound, let byte = peek, isDigit(byte) {
            value = value * 10 + Int(byte - 48)
            at += 1
        }
        guard at - start >= count.lowerBound else {
            at = start
            return nil
        }
        return value
    }

    private var peek: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, isBlank(byte) { at += 1 }
    }
}
