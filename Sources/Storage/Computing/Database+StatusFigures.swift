package import Domain
import Postgres

extension Database {
    /// The same as `status`, figure by figure, without build days: for answers that show none.
    ///
    /// Asked hundreds of times a second: two exchanges with the database on one state of it.
    /// - Parameter asOf: what was said at this instant; `nil`: what is said.
    package func statusFigures(
        of code: String, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        guard asOf == nil else {
            return try await status(of: code, now: now, asOf: asOf)?.withoutDays
        }
        return try await look { session in
            try files.statusFigures(of: code, now: now, calendars, in: session)
        }
    }
}

/// What a status begins with.
private struct StatusStart {
    let facts: BuildFacts
    let signs: BuildSigns
    /// Whether anything was declared of the build beside the registry file.
    let isDeclared: Bool
    /// Of holidays and outages.
    let calendarRevision: Int64
}

/// What figures of one build are made of.
private struct StatusReading {
    /// Where the days begin that open windows see.
    var seenFrom: Day
    var days: [UsageDay] = []
    var slots: [Day: DaySlots] = [:]
    /// The last day of each pseudonym until yesterday, with its epoch.
    var users: [(epoch: Int, last: Day)] = []
    var signals: [RaisedSignal] = []
    var peers: PeerStanding?
    /// As they are seen from the end of the closed window.
    var closedSigns: BuildSigns?
    var closedUsers: [Int] = []
}

extension SQLFiles {
    fileprivate func statusFigures(
        of code: String, now: Timestamp, _ calendars: SharedCalendarCache, in session: borrowing Session
    ) throws -> BuildStatus? {
        let today = now.day
        var start: StatusStart?
        var kept: [WindowKPIs] = []
        try session.exchange([
            Request(try statement("status_facts"), [.day(today), .text(code)]),
            Request(try statement("status_windows"), [.text(code)]),
        ]) { place, result in
            switch place {
            case 0: start = try read(result, Query(reading: "status_facts", readStart)).first
            default: kept = try read(result, Query(reading: "status_windows", readKept))
            }
        }
        guard let start else { return nil }
        let shared = try calendars.calendar(start.calendarRevision, now: now, self, in: session)
        let facts =
            start.isDeclared
            ? try withDeclarations([start.facts], today: today, asOf: nil, in: session).first ?? start.facts
            : start.facts
        let calendar = facts.calendar(shared)
        let asked = statusWindows(facts, today: today).map {
            AskedWindow(facts: facts, kind: $0.kind, days: $0.days)
        }
        let open = asked.filter { !$0.isClosed(on: today) }
        let closed = asked.filter { $0.isClosed(on: today) }
        let missing = closed.filter { window in !kept.contains { $0.days == window.days } }
        let ownStart = calendar.ownStart(firstUse: start.signs.firstUse)
        let reading = try readFigures(
            of: facts, asked, open: open, missing: missing, ownStart: ownStart, withSlots: calendar.hasShifts,
            now: now, in: session)
        return status(
            start, facts, asked, kept: kept, reading, ownStart: ownStart, calendar: calendar, now: now)
    }

    private func readFigures(
        of facts: BuildFacts, _ asked: [AskedWindow], open: [AskedWindow], missing: [AskedWindow],
        ownStart: ClosedRange<Day>?,
        withSlots: Bool, now: Timestamp, in session: borrowing Session
    ) throws -> StatusReading {
        let today = now.day
        let yesterday = today.adding(days: -1)
        // Shifts are said where there are slots of any day that is read, and `status` reads further back.
        let seen = withSlots ? asked : open
        let earliest = seen.map { $0.kind.firstDayRead(of: $0.days) }
            .reduce(withSlots ? today.adding(days: -190) : today, min)
        var ranges = [earliest...today] + missing.map(\.days)
        if let ownStart { ranges.append(ownStart) }
        ranges = ranges.apart
        let firstOfUsers = open.map(\.days.lowerBound).reduce(today, min)
        var reading = StatusReading(seenFrom: earliest)
        var requests = [
            Request(
                try statement("window_days"),
                [
                    .intArray(ranges.map { _ in facts.id }), .days(ranges.map(\.lowerBound)),
                    .days(ranges.map(\.upperBound)), .textArray(ranges.map { _ in withSlots ? "t" : "f" }),
                ], isBinary: true),
            Request(
                try statement("status_users"), [.int(facts.id), .day(firstOfUsers), .day(yesterday)],
                isBinary: true),
            Request(
                try statement("signals_of_builds"), [.intArray([facts.id]), .bool(true), .time(nil)]),
            Request(
                try statement("peer_standings"), [.intArray([facts.id]), .day(today), .time(now)]),
        ]
        if let window = missing.first {
            let (build, first, last) = (
                Parameter.intArray([facts.id]), Parameter.days([window.days.lowerBound]),
                Parameter.days([window.days.upperBound])
            )
            requests.append(Request(try statement("window_signs"), [build, last]))
            requests.append(Request(try statement("distinct_users"), [build, first, last, .time(nil)]))
        }
        try session.exchange(requests, isLast: true) { place, result in
            switch place {
            case 0:
                reading.days.reserveCapacity(result.count)
                for row in 0..<result.count {
                    let (_, day, slots) = try readUsage(result, row)
                    reading.days.append(day)
                    if let slots { reading.slots[day.day] = slots }
                }
            case 1: reading.users = try (0..<result.count).map { try readUser(result, $0) }
            case 2: reading.signals = try read(result, Query(reading: "signals_of_builds", readSignal))
            case 3: reading.peers = try read(result, Query(reading: "peer_standings", readStanding)).first?.1
            case 4: reading.closedSigns = try read(result, Query(reading: "window_signs", readSigns)).first
            default:
                reading.closedUsers = try read(result, Query(reading: "distinct_users") { try $0.int(2) })
            }
        }
        return reading
    }

    private func status(
        _ start: StatusStart, _ facts: BuildFacts, _ asked: [AskedWindow], kept: [WindowKPIs],
        _ reading: StatusReading, ownStart: ClosedRange<Day>?, calendar: BuildCalendar, now: Timestamp
    ) -> BuildStatus {
        let today = now.day
        let usage = BuildUsage(
            days: reading.days, firstUse: start.signs.firstUse, lastSign: start.signs.last,
            firstSign: start.signs.first,
            start: ownStart.map { range in reading.days.filter { range.contains($0.day) } } ?? [],
            slots: reading.slots.filter { $0.key >= reading.seenFrom })
        let windows = asked.map { window in
            guard window.isClosed(on: today) else {
                let figures = kpis(
                    window.kind, window.days, of: usage, users: reading.users(from: window.days.lowerBound),
                    calendar: calendar, today: today)
                guard window.kind == .last28, let standing = reading.peers else { return figures }
                return figures.adding(standing.value)
            }
            if let window = kept.first(where: { $0.days == window.days }) { return window }
            return kpis(
                window.kind, window.days,
                of: BuildUsage(
                    days: reading.days.filter { window.days.contains($0.day) },
                    firstUse: reading.closedSigns?.firstUse, lastSign: reading.closedSigns?.last,
                    firstSign: reading.closedSigns?.first,
                    slots: reading.slots.filter { window.days.contains($0.key) }),
                users: DistinctUsers(byEpoch: reading.closedUsers), calendar: calendar,
                today: window.days.upperBound.adding(days: 1))
        }
        return BuildStatus(
            facts: facts, phase: facts.phases.phase(on: today), asOf: now, windows: windows, days: [],
            calendar: calendar, firstUse: usage.firstUse, lastSign: usage.lastSign, signals: reading.signals,
            peers: reading.peers)
    }
}

extension StatusReading {
    /// Distinct pseudonyms from a day until yesterday.
    fileprivate func users(from first: Day) -> DistinctUsers {
        var counts: [Int: Int] = [:]
        for user in users where user.last >= first { counts[user.epoch, default: 0] += 1 }
        return DistinctUsers(byEpoch: counts.sorted { $0.key < $1.key }.map(\.value))
    }
}

extension [ClosedRange<Day>] {
    /// The same days in ranges that neither overlap nor touch.
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

extension BuildStatus {
    fileprivate var withoutDays: BuildStatus {
        BuildStatus(
            facts: facts, phase: phase, asOf: asOf, windows: windows, days: [], calendar: calendar,
            firstUse: firstUse, lastSign: lastSign, signals: signals, peers: peers)
    }
}

private func readStart(_ row: borrowing RowReader) throws -> StatusStart {
    StatusStart(
        facts: try readFacts(row), signs: try readSigns(row, from: 31), isDeclared: try row.bool(34),
        calendarRevision: try row.int64(35))
}

private func readKept(_ row: borrowing RowReader) throws -> WindowKPIs {
    try WindowKPIs(
        .intensiveAS, try row.day(0)...(try row.day(1)), excluded: try row.string(2),
        figures: try row.string(3))
}

private func readUser(_ result: borrowing ResultSet, _ row: Int) throws -> (epoch: Int, last: Day) {
    guard let epoch = result.binaryInt(row, 0), let last = result.binaryDay(row, 1) else {
        throw UnexpectedRow(query: "status_users", column: 0)
    }
    return (epoch, last)
}
