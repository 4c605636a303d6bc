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
    private func usage(
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
        let found = try rows(
            Query(reading: "window_days") { (build: try $0.int64(0), day: try readUsage($0)) }, in: session,
            [
                .intArray(ranges.map(\.key)), .days(ranges.map(\.value.lowerBound)),
                .days(ranges.map(\.value.upperBound)),
                .textArray(ranges.map { withSlots.contains($0.key) ? "t" : "f" }),
            ])
        return Dictionary(grouping: found, by: \.build).mapValues { $0.map(\.day) }
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

private func readUsage(_ row: borrowing RowReader) throws -> (usage: UsageDay, slots: DaySlots?) {
    var actions = SIMD8<Int32>.zero
    for (place, count) in try row.integers(6).prefix(8).enumerated() {
        actions[place] = Int32(clamping: count)
    }
    let usage = UsageDay(
        day: try row.day(1), receipts: try row.int(2), distinctTuples: try row.int(3),
        implausible: try row.int(9), arrived: try row.int(10), late: try row.int(7),
        rejected: try row.int(8), slots: try row.int(4), users: try row.int(5), actions: actions,
        logInUsers: try row.int(11), logInPairs: try row.int(12))
    return (usage, row.optionalText(13).flatMap { DaySlots(bits: $0) })
}
