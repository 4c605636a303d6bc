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

    init(_ row: borrowing RowReader) throws {
        firstUse = try row.optionalDay("first_use")
        first = try row.optionalDay("first_sign")
        earlier = try row.optionalDay("earlier_sign")
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
            (try row.int64("build_id"), try BuildSigns(row))
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

    /// Build days of ranges, by build; the ranges of one build must not overlap.
    func usageDays(
        _ ranges: [ReadRange], asOf: Timestamp?, in session: borrowing Session
    ) throws -> [Int64: ReadDays] {
        let parameters: [Parameter] = [
            .intArray(ranges.map(\.build)), .days(ranges.map(\.days.lowerBound)),
            .days(ranges.map(\.days.upperBound)), .textArray(ranges.map { $0.withSlots ? "t" : "f" }),
        ]
        let found = try session.rows(
            asOf == nil ? .usageDays("usage_days") : .usageDays("usage_days_as_of"),
            asOf.map { parameters + [.time($0)] } ?? parameters, isBinary: true)
        return found.reduce(into: [:]) { days, row in
            days[row.build, default: ReadDays()].append(row.usage, row.slots)
        }
    }

    /// Distinct pseudonyms of each window, in the order of the windows.
    ///
    /// Days that are not over on `today` do not count, as in every KPI.
    func users(
        of asked: [AskedWindow], today: Day, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [DistinctUsers] {
        var byWindow = [[Int]](repeating: [], count: asked.count)
        let counts = try session.rows(
            Query(reading: "distinct_users") {
                (window: try $0.int("ordinal") - 1, users: try $0.int("users"))
            },
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

extension Query where Row == (build: Int64, usage: UsageDay, slots: DaySlots?) {
    /// - Parameter name: `usage_days`, `usage_days_as_of` or `status_days`, in binary format.
    static func usageDays(_ name: String) -> Self {
        Query(reading: name) { row in
            var actions = SIMD8<Int32>.zero
            for (place, count) in try row.binaryIntegers("actions").prefix(8).enumerated() {
                actions[place] = count
            }
            return (
                build: Int64(try row.binaryInt("build_id")),
                usage: UsageDay(
                    day: try row.binaryDay("day"), receipts: try row.binaryInt("receipts"),
                    distinctTuples: try row.binaryInt("distinct_tuples"),
                    implausible: try row.binaryInt("implausible"), arrived: try row.binaryInt("arrived"),
                    late: try row.binaryInt("late"), rejected: try row.binaryInt("rejected"),
                    slots: try row.binaryInt("slot_count"), users: try row.binaryInt("users"),
                    actions: actions,
                    logInUsers: try row.binaryInt("log_in_users"),
                    logInPairs: try row.binaryInt("log_in_pairs"),
                    lag: max(0, try row.optionalBinaryInt("lag") ?? 0)),
                slots: try row.optionalBinaryBits("slots").map(DaySlots.init(bytes:))
            )
        }
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
