import Domain
import Postgres

/// When a build was first used, when it first showed life, and when it last did before some day.
struct BuildSigns: Sendable {
    let firstUse: Day?
    let first: Day?
    let earlier: Day?

    static let none = BuildSigns(firstUse: nil, first: nil, earlier: nil)

    init(firstUse: Day?, first: Day?, earlier: Day?) {
        self.firstUse = firstUse
        self.first = first
        self.earlier = earlier
    }

    /// - Parameter column: the first of three, in the order of `usage_signs`.
    init(_ row: borrowing RowReader, from column: Int) throws {
        firstUse = try row.optionalDay(column)
        first = try row.optionalDay(column + 1)
        earlier = try row.optionalDay(column + 2)
    }
}

/// Build days of one build in ascending order, with their slots where they were asked.
struct ReadDays: Sendable {
    private(set) var days: [UsageDay] = []
    private(set) var slots: [Day: DaySlots] = [:]
    private var isSorted = true

    mutating func append(_ day: UsageDay, _ slots: DaySlots?) {
        if let last = days.last, last.day > day.day { isSorted = false }
        days.append(day)
        if let slots { self.slots[day.day] = slots }
    }

    func usage(_ signs: BuildSigns) -> BuildUsage {
        BuildUsage(
            days: isSorted ? days : days.sorted { $0.day < $1.day }, firstUse: signs.firstUse,
            firstSign: signs.first, earlierSign: signs.earlier, slots: slots)
    }
}

/// Build days of one build that are read.
struct ReadRange {
    let build: Int64
    let days: ClosedRange<Day>
    let withSlots: Bool
}

extension FigureStore {
    /// What the figures of windows are computed from, by build: one source for every answer.
    ///
    /// - Parameter asOf: what was known at this instant; `nil`: what is known.
    func usage(
        of asked: [AskedWindow], shared: SharedCalendar, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [Int64: BuildUsage] {
        let byBuild = Dictionary(grouping: asked, by: \.facts.id)
        let reach = byBuild.mapValues { windows in
            windows.map(\.firstDayRead).reduce(
                windows[0].firstDayRead, min)...windows.map(\.days.upperBound)
                .reduce(windows[0].days.upperBound, max)
        }
        let signs = try signs(of: reach.map { ($0.key, $0.value.lowerBound) }, asOf: asOf, in: session)
        var ranges: [ReadRange] = []
        for (build, windows) in byBuild {
            guard let reach = reach[build] else { continue }
            let calendar = windows[0].facts.calendar(shared)
            var days = [reach]
            if let start = calendar.ownStart(firstUse: signs[build]?.firstUse),
                windows.contains(where: { $0.kind.hasTrend && start.upperBound < $0.days.lowerBound })
            {
                days.append(start)
            }
            ranges += days.apart.map {
                ReadRange(build: build, days: $0, withSlots: calendar.hasShifts)
            }
        }
        let days = try usageDays(ranges, asOf: asOf, in: session)
        return byBuild.reduce(into: [:]) { found, entry in
            found[entry.key] = (days[entry.key] ?? ReadDays()).usage(signs[entry.key] ?? .none)
        }
    }

    /// First use and first sign of life of builds, and the last sign before a day of each.
    ///
    /// - Parameter withFirst: whether first signs are needed; rules and lists read none.
    func signs(
        of builds: [(build: Int64, before: Day)], withFirst: Bool = true, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> [Int64: BuildSigns] {
        let parameters: [Parameter] = [.intArray(builds.map(\.build)), .days(builds.map(\.before))]
        @Sendable func read(_ row: borrowing RowReader) throws -> (Int64, BuildSigns) {
            (try row.int64(0), try BuildSigns(row, from: 1))
        }
        let found =
            if let asOf {
                try session.rows(
                    Query(reading: "usage_signs_as_of") { try read($0) },
                    parameters + [.time(asOf)])
            } else {
                try session.rows(
                    Query(reading: "usage_signs") { try read($0) },
                    parameters + [.bool(withFirst)])
            }
        return Dictionary(uniqueKeysWithValues: found)
    }

    /// Build days of ranges, by build; those of one build must not overlap.
    func usageDays(
        _ ranges: [ReadRange], asOf: Timestamp?, in session: borrowing Session
    ) throws -> [Int64: ReadDays] {
        let parameters: [Parameter] = [
            .intArray(ranges.map(\.build)), .days(ranges.map(\.days.lowerBound)),
            .days(ranges.map(\.days.upperBound)), .textArray(ranges.map { $0.withSlots ? "t" : "f" }),
        ]
        let result = try session.execute(
            try session.statement(asOf == nil ? "usage_days" : "usage_days_as_of"),
            asOf.map { parameters + [.time($0)] } ?? parameters, isBinary: true)
        var days: [Int64: ReadDays] = [:]
        for row in 0..<result.count {
            let (build, usage, slots) = try readUsage(result, row)
            days[build, default: ReadDays()].append(usage, slots)
        }
        return days
    }

    /// Distinct pseudonyms of each window, in the order of the windows.
    ///
    /// Days that are not over on `today` do not count, as in every KPI.
    func users(
        of asked: [AskedWindow], today: Day, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [DistinctUsers] {
        var byWindow = [[Int]](repeating: [], count: asked.count)
        let counts = try session.rows(
            Query(reading: "distinct_users") { (window: try $0.int(0) - 1, users: try $0.int(2)) },
            [
                .intArray(asked.map(\.facts.id)), .days(asked.map(\.days.lowerBound)),
                .days(asked.map { min($0.days.upperBound, today.adding(days: -1)) }), .time(asOf),
            ])
        for count in counts { byWindow[count.window].append(count.users) }
        return byWindow.map(DistinctUsers.init(byEpoch:))
    }
}

extension [ClosedRange<Day>] {
    /// The same days in ranges that neither overlap nor touch, in ascending order.
    fileprivate var apart: [ClosedRange<Day>] {
        sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { ranges, next in
            if let last = ranges.last, next.lowerBound <= last.upperBound.adding(days: 1) {
                ranges[ranges.count - 1] = last.lowerBound...Swift.max(last.upperBound, next.upperBound)
            } else {
                ranges.append(next)
            }
        }
    }
}

/// A row of `usage_days`, `usage_days_as_of` or `status_days` in binary format.
func readUsage(
    _ result: borrowing ResultSet, _ row: Int
) throws -> (build: Int64, usage: UsageDay, slots: DaySlots?) {
    func number(_ column: Int) throws -> Int {
        guard let number = result.binaryInt(row, column) else {
            throw UnexpectedRow(query: "usage_days", column: column)
        }
        return number
    }
    guard let day = result.binaryDay(row, 1), let counts = result.binaryIntegers(row, 6) else {
        throw UnexpectedRow(query: "usage_days", column: 1)
    }
    var actions = SIMD8<Int32>.zero
    for (place, count) in counts.prefix(8).enumerated() { actions[place] = count }
    let usage = UsageDay(
        day: day, receipts: try number(2), distinctTuples: try number(3), implausible: try number(9),
        arrived: try number(10), late: try number(7), rejected: try number(8), slots: try number(4),
        users: try number(5), actions: actions, logInUsers: try number(11), logInPairs: try number(12),
        lag: max(0, result.binaryInt(row, 13) ?? 0))
    return (Int64(try number(0)), usage, result.binaryBits(row, 14).map(DaySlots.init(bytes:)))
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
