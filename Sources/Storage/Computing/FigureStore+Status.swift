import Domain
import Postgres

extension FigureStore {
    /// The status of one build, without its build days.
    ///
    /// What was known then is read piece by piece.
    func status(
        of code: String, now: Timestamp, asOf: Timestamp?, in session: borrowing Session
    ) throws -> BuildStatus? {
        guard let asOf else { return try presentStatus(of: code, now: now, in: session) }
        let facts = try database.registry.facts(code: code, limit: 1, today: now.day, asOf: asOf, in: session)
        guard let facts = facts.first else { return nil }
        let shared = try database.calendar.sharedCalendar(now: now, asOf: asOf, in: session)
        let asked = AskedWindow.ofStatus(facts, today: now.day)
        let signs = try signs(of: [(facts.id, now.day.adding(days: 3_660))], asOf: asOf, in: session)[
            facts.id]
        return BuildStatus(
            facts: facts, phase: facts.phases.phase(on: now.day), asOf: now,
            windows: try figures(asked, now: now, shared: shared, asOf: asOf, in: session), days: [],
            calendar: facts.calendar(shared), firstUse: signs?.firstUse, lastSign: signs?.earlier,
            signals: try database.signals.list(
                of: [facts.id], includingCleared: true, asOf: asOf, in: session
            )
            .map(\.signal),
            peers: try database.peers.comparisons(of: [facts.id], now: now, in: session)[facts.id])
    }

    /// The status of a build from one exchange, with which the snapshot ends; as far as the caller may know it, where
    /// the
    /// build is one of the caller's.
    ///
    /// - Returns: `nil` where that is not enough: for a code that was not asked for before, after a change of
    ///   holidays, outages
    ///   or policies, for a closed phase that is not kept yet, and for a phase that a declared change moved.
    func statusAtOnce(
        of code: String, for visibility: Visibility, now: Timestamp, in session: borrowing Session
    ) throws -> BuildStatus? {
        guard let id = database.knownBuilds.id(of: code) else { return nil }
        let (start, reading) = try readStatus(
            of: id, now: now, withContracts: visibility.isBoundByContracts, isLast: true, in: session)
        // A database that was set back under a running server may have given the id to another build.
        guard let start, start.facts.code == code,
            let shared = database.calendars.kept(start.calendarRevision, at: now)
        else { return nil }
        let made = MadeStatus(start, reading, shared, now: now)
        guard made.missing.isEmpty else { return nil }
        return made.status([]).showing(visibility.days(of: reading.contracts), visibility)
    }

    private func presentStatus(
        of code: String, now: Timestamp, in session: borrowing Session
    ) throws -> BuildStatus? {
        let id = try session.first(Query(reading: "build_named") { try $0.int64("build_id") }, [.text(code)])
        guard let id else { return nil }
        database.knownBuilds.add(id, code: code)
        let (start, reading) = try readStatus(
            of: id, now: now, withContracts: false, isLast: false, in: session)
        guard let start else { return nil }
        let shared = try database.calendars.calendar(
            start.calendarRevision, now: now, database.calendar, in: session)
        let made = MadeStatus(start, reading, shared, now: now)
        return made.status(
            try computedFigures(made.missing, now: now, shared: shared, asOf: nil, in: session))
    }

    /// - Parameter isLast: whether nothing more is asked of the snapshot.
    private func readStatus(
        of id: Int64, now: Timestamp, withContracts: Bool, isLast: Bool, in session: borrowing Session
    ) throws -> (StatusStart?, StatusReading) {
        let today = Parameter.day(now.day)
        let build = Parameter.int(id)
        let list = Parameter.intArray([id])
        var start: StatusStart?
        var reading = StatusReading()
        var requests = [
            Request(try session.statement("status_facts"), [today, build]),
            Request(try session.statement("status_windows"), [build]),
            Request(try session.statement("status_days"), [today, build], isBinary: true),
            Request(try session.statement("status_users"), [today, build], isBinary: true),
            Request(try session.statement("signals_of_builds"), [list, .bool(true), .time(nil)]),
            Request(try session.statement("peer_standings"), [list, today, .time(now)]),
            Request(try session.statement("suspensions_of_builds"), [list, .time(nil)]),
            Request(try session.statement("changes_of_builds"), [list, .time(nil)]),
            Request(try session.statement("incident_days"), [list, .time(nil)]),
        ]
        if withContracts {
            requests.append(Request(try session.statement("supplier_contracts"), [list, .time(nil)]))
        }
        try session.exchange(requests, isLast: isLast) { place, result in
            switch place {
            case 0: start = try Query(reading: "status_facts", readStart).rows(of: result).first
            case 1: reading.kept = try Query(reading: "status_windows", readKept).rows(of: result)
            case 2:
                for row in try Query.usageDays("status_days").rows(of: result) {
                    reading.days.append(row.usage, row.slots)
                }
            case 3: reading.users = try Query(reading: "status_users", readUser).rows(of: result)
            case 4: reading.signals = try Query(reading: "signals_of_builds", readSignal).rows(of: result)
            case 5:
                reading.peers = try Query(reading: "peer_standings", readComparison).rows(of: result).first?.1
            case 6:
                reading.declarations.suspensions = try Query.suspensions.rows(of: result).map(\.suspension)
            case 7: reading.declarations.changes = try Query.changes.rows(of: result).map(\.change)
            case 8:
                let days = database.incidents.incidentDays(
                    try Query.incidentDays.rows(of: result), today: now.day)
                reading.declarations.incidents = days[id] ?? []
            default: reading.contracts = try Query.contracts.rows(of: result).map(\.contract)
            }
        }
        return (start, reading)
    }
}

/// A status as far as one exchange makes it.
private struct MadeStatus {
    private let facts: BuildFacts
    private let calendar: BuildCalendar
    private let usage: BuildUsage
    private let reading: StatusReading
    private let now: Timestamp
    private let asked: [AskedWindow]
    private let windows: [WindowKPIs?]

    init(_ start: StatusStart, _ reading: StatusReading, _ shared: SharedCalendar, now: Timestamp) {
        let today = now.day
        let facts = reading.declarations.applied(to: start.facts, today: today)
        let usage = reading.days.usage(start.signs)
        asked = AskedWindow.ofStatus(facts, today: today)
        windows = asked.map { window in
            if window.isClosed(on: today) { return reading.kept.first { $0.days == window.days } }
            // A declared change may begin a phase before the days that were read.
            guard start.readFrom <= window.firstDayRead else { return nil }
            let users = reading.users(from: window.days.lowerBound)
            return window.kpis(usage, users, shared: shared, today: today)
                .adding(window.isRanked(on: today) ? reading.peers : nil)
        }
        calendar = facts.calendar(shared)
        self.facts = facts
        self.usage = usage
        self.reading = reading
        self.now = now
    }

    /// The windows that need more than was read.
    var missing: [AskedWindow] { zip(asked, windows).filter { $1 == nil }.map(\.0) }

    /// - Parameter computed: figures of the missing windows, in their order.
    func status(_ computed: [WindowKPIs]) -> BuildStatus {
        var rest = computed.makeIterator()
        return BuildStatus(
            facts: facts, phase: facts.phases.phase(on: now.day), asOf: now,
            windows: windows.compactMap { $0 ?? rest.next() }, days: [], calendar: calendar,
            firstUse: usage.firstUse, lastSign: usage.lastSign, signals: reading.signals,
            peers: reading.peers)
    }
}

extension AskedWindow {
    /// Yesterday, this week, the last 28 days, this month, this quarter, and the 집중AS phase once it has begun.
    fileprivate static func ofStatus(_ facts: BuildFacts, today: Day) -> [AskedWindow] {
        let yesterday = today.adding(days: -1)
        let phase = facts.phases.intensiveAS.flatMap { $0.lowerBound <= today ? $0 : nil }
        let windows: [(WindowKind, ClosedRange<Day>?)] = [
            (.day, yesterday...yesterday), (.week, Week(containing: today).days),
            (.last28, today.adding(days: -28)...yesterday), (.month, Month(containing: today).days),
            (.quarter, Quarter(containing: today).days), (.intensiveAS, phase),
        ]
        return windows.compactMap { kind, days in
            days.map { AskedWindow(facts: facts, kind: kind, days: $0) }
        }
    }
}

/// What a status begins with.
private struct StatusStart {
    let facts: BuildFacts
    /// The earlier sign is the last one before today.
    let signs: BuildSigns
    /// The day from which on all build days were read.
    let readFrom: Day
    /// Of holidays and outages.
    let calendarRevision: Int64
}

/// The rest of what one exchange reads of a build.
private struct StatusReading {
    var kept: [WindowKPIs] = []
    var days = ReadDays()
    /// The last day of each pseudonym until yesterday, with its epoch.
    var users: [(epoch: Int, last: Day)] = []
    var signals: [RaisedSignal] = []
    var peers: PeerComparison?
    var declarations = Declarations()
    /// Only where they bound what is shown.
    var contracts: [SupplierContract] = []

    /// Distinct pseudonyms from a day until yesterday.
    func users(from first: Day) -> DistinctUsers {
        var counts: [Int: Int] = [:]
        for user in users where user.last >= first { counts[user.epoch, default: 0] += 1 }
        return DistinctUsers(byEpoch: counts.sorted { $0.key < $1.key }.map(\.value))
    }
}

private func readStart(_ row: borrowing RowReader) throws -> StatusStart {
    StatusStart(
        facts: try readFacts(row), signs: try BuildSigns(row), readFrom: try row.day("from_day"),
        calendarRevision: try row.int64("calendar_revision"))
}

private func readKept(_ row: borrowing RowReader) throws -> WindowKPIs {
    try WindowKPIs(
        .intensiveAS, try row.day("window_from")...(try row.day("window_to")),
        excluded: try row.string("excluded"),
        figures: try row.string("figures"))
}

private func readUser(_ row: borrowing RowReader) throws -> (epoch: Int, last: Day) {
    (epoch: try row.binaryInt("user_epoch"), last: try row.binaryDay("last_day"))
}
