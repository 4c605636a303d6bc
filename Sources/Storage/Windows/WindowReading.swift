import Domain
import Postgres

/// Reads of windows that are over: as they are kept, or made from what they are made of.
extension SQLFiles {
    /// Closed windows as they are said: kept ones as they are kept, the others computed.
    ///
    /// - Parameter asOf: what was known at this instant; `nil`: what is known.
    func closedWindows(
        _ asked: [AskedWindow], shared: SharedCalendar, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [WindowKPIs] {
        var found = try keptWindows(asked, asOf: asOf, in: session)
        let missing = asked.indices.filter { found[$0] == nil }
        let computed = try computedWindows(
            missing.map { asked[$0] }, shared: shared, asOf: asOf, in: session)
        for (place, kpis) in zip(missing, computed) { found[place] = kpis }
        return found.compactMap(\.self)
    }

    /// The kept windows among those asked; `nil` where there is none.
    private func keptWindows(
        _ asked: [AskedWindow], asOf: Timestamp?, in session: borrowing Session
    ) throws -> [WindowKPIs?] {
        var found = [WindowKPIs?](repeating: nil, count: asked.count)
        let kept = asked.filter(\.kind.isKept)
        guard !kept.isEmpty else { return found }
        let rows = try rows(
            Query(reading: "window_versions_at") {
                (place: try $0.int(0) - 1, excluded: try $0.string(1), figures: try $0.string(2))
            }, in: session, kept.keys + [.time(asOf)])
        let places = asked.indices.filter { asked[$0].kind.isKept }
        for row in rows {
            let window = kept[row.place]
            found[places[row.place]] = try WindowKPIs(
                window.kind, window.days, excluded: row.excluded, figures: row.figures)
        }
        return found
    }

    /// The figures of windows that are over, each seen from the day after its last day.
    ///
    /// They are made of nothing that happened later, so that a window changes only when something becomes known of it.
    func computedWindows(
        _ asked: [AskedWindow], shared: SharedCalendar, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [WindowKPIs] {
        guard let latest = asked.map(\.days.upperBound).max() else { return [] }
        let signs = try signs(of: asked, asOf: asOf, in: session)
        let users = try users(
            in: asked.map { (build: $0.facts.id, days: $0.days) }, today: latest.adding(days: 1), asOf: asOf,
            in: session)
        var read: [Int64: ClosedRange<Day>] = [:]
        var starts: [Int64: ClosedRange<Day>] = [:]
        for (window, signs) in zip(asked, signs) {
            let days = window.kind.firstDayRead(of: window.days)...window.days.upperBound
            read[window.facts.id] = read[window.facts.id]?.joined(days) ?? days
            if let start = window.facts.calendar(shared).ownStart(firstUse: signs.firstUse),
                start.upperBound < window.days.lowerBound
            {
                starts[window.facts.id] = start
            }
        }
        let shifts = Set(asked.filter { $0.facts.calendar(shared).hasShifts }.map(\.facts.id))
        let days = try usage(in: read, withSlots: shifts, asOf: asOf, in: session)
        let startDays = try usage(in: starts, withSlots: [], asOf: asOf, in: session)
        return asked.indices.map { place in
            let window = asked[place]
            let calendar = window.facts.calendar(shared)
            let seen = window.kind.firstDayRead(of: window.days)...window.days.upperBound
            let inside = (days[window.facts.id] ?? []).filter { seen.contains($0.usage.day) }
            let usage = BuildUsage(
                days: inside.map(\.usage), firstUse: signs[place].firstUse, lastSign: signs[place].last,
                firstSign: signs[place].first, start: (startDays[window.facts.id] ?? []).map(\.usage),
                slots: Dictionary(
                    inside.compactMap { day in day.slots.map { (day.usage.day, $0) } }
                ) { first, _ in first })
            return kpis(
                window.kind, window.days, of: usage, users: users[place], calendar: calendar,
                today: window.days.upperBound.adding(days: 1))
        }
    }

    /// Build days of builds, of each within a range of its own, in any order.
    ///
    /// - Parameter withSlots: the builds of which the slots are read as well.
    func usage(
        in ranges: [Int64: ClosedRange<Day>], withSlots: Set<Int64>, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> [Int64: [(usage: UsageDay, slots: DaySlots?)]] {
        let ranges = ranges.sorted { $0.key < $1.key }
        if let asOf {
            return try days(in: ranges.map { (build: $0.key, days: $0.value) }, asOf: asOf, in: session)
                .map { build, days in
                    (build, days.map { ($0.usage, withSlots.contains(build) ? $0.slots : nil) })
                }.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let result = try session.execute(
            try statement("window_days"),
            [
                .intArray(ranges.map(\.key)), .days(ranges.map(\.value.lowerBound)),
                .days(ranges.map(\.value.upperBound)),
                .textArray(ranges.map { withSlots.contains($0.key) ? "t" : "f" }),
            ], isBinary: true)
        var days: [Int64: [(usage: UsageDay, slots: DaySlots?)]] = [:]
        for row in 0..<result.count {
            let (build, usage, slots) = try readUsage(result, row)
            days[build, default: []].append((usage, slots))
        }
        return days
    }

    /// First use, first and last sign of life as they are seen from the end of each window.
    private func signs(
        of asked: [AskedWindow], asOf: Timestamp?, in session: borrowing Session
    ) throws -> [BuildSigns] {
        let parameters: [Parameter] = [
            .intArray(asked.map(\.facts.id)), .days(asked.map(\.days.upperBound)),
        ]
        guard let asOf else {
            return try rows(Query(reading: "window_signs", readSigns), in: session, parameters)
        }
        return try rows(
            Query(reading: "window_signs_as_of", readSigns), in: session, parameters + [.time(asOf)])
    }
}

extension [AskedWindow] {
    /// Builds, kinds, first and last days, as parallel arrays.
    var keys: [Parameter] {
        [
            .intArray(map(\.facts.id)), .textArray(map(\.kind.rawValue)), .days(map(\.days.lowerBound)),
            .days(map(\.days.upperBound)),
        ]
    }
}

extension ClosedRange<Day> {
    fileprivate func joined(_ other: ClosedRange<Day>) -> ClosedRange<Day> {
        Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
    }
}

/// A row of `window_days` in binary format.
func readUsage(
    _ result: borrowing ResultSet, _ row: Int
) throws -> (build: Int64, usage: UsageDay, slots: DaySlots?) {
    func number(_ column: Int) throws -> Int {
        guard let number = result.binaryInt(row, column) else {
            throw UnexpectedRow(query: "window_days", column: column)
        }
        return number
    }
    guard let day = result.binaryDay(row, 1), let counts = result.binaryIntegers(row, 6) else {
        throw UnexpectedRow(query: "window_days", column: 1)
    }
    var actions = SIMD8<Int32>.zero
    for (place, count) in counts.prefix(8).enumerated() { actions[place] = count }
    let usage = UsageDay(
        day: day, receipts: try number(2), distinctTuples: try number(3), implausible: try number(9),
        arrived: try number(10), late: try number(7), rejected: try number(8), slots: try number(4),
        users: try number(5), actions: actions, logInUsers: try number(11), logInPairs: try number(12))
    return (Int64(try number(0)), usage, result.binaryBits(row, 13).map(DaySlots.init(bytes:)))
}

extension ResultSet {
    /// A `date` of a result in binary format.
    borrowing func binaryDay(_ row: Int, _ column: Int) -> Day? {
        // Days since 2000-01-01, and since 1970-01-01.
        binaryInt(row, column).map { Day(number: Int32($0) + 10_957) }
    }
}

extension DaySlots {
    /// - Parameter bytes: of `bit(144)`, slot 0 in the highest bit of the first.
    fileprivate init(bytes: [UInt8]) {
        var words = SIMD3<UInt64>.zero
        for slot in 0..<min(144, 8 * bytes.count) where bytes[slot / 8] & (0x80 >> (slot % 8)) != 0 {
            words[slot / 48] |= 1 << UInt64(slot % 48)
        }
        self.init(words: words)
    }
}
