package import Domain
package import Storage

/// What the lines of one file have in common.
package struct FileSession {
    package let entry: KeyEntry
    /// One time for all lines.
    package let receivedAt: Timestamp
    let isCollecting: Bool
    var people: PersonCache
    /// Lines of this file, by the day that they claim.
    private(set) var newLines: [Day: Int] = [:]
    /// Lines of earlier files of today, by the day that they claim.
    private let lines: [Day: Int]
    /// Lines that one day may have; `nil` for any number.
    private let linesADayMax: Int?

    init(
        entry: KeyEntry, receivedAt: Timestamp, isCollecting: Bool, linesADayMax: Int?, lines: [Day: Int],
        secrets: CollectorSecrets
    ) {
        self.entry = entry
        self.receivedAt = receivedAt
        self.isCollecting = isCollecting
        self.linesADayMax = linesADayMax
        self.lines = lines
        people = PersonCache(secrets: secrets)
    }

    /// Counts one more line of this day, of the day of arrival where it claims none.
    ///
    /// - Returns: whether that is one too many.
    mutating func isOverLimit(claiming day: Day?) -> Bool {
        guard let linesADayMax else { return false }
        let day = day ?? receivedAt.day
        let count = newLines[day, default: 0] + 1
        newLines[day] = count
        return count + lines[day, default: 0] > linesADayMax
    }
}
