import Domain
import Postgres

/// Reads of builds, their days and their users, inside one transaction: all figures of an answer see one state.
extension SQLFiles {
    /// National holidays, and our outages as they were known at `now`.
    func sharedCalendar(now: Timestamp, in session: borrowing Session) throws -> SharedCalendar {
        let outages = try outages(asOf: now, in: session).map { (began: $0.beganAt, ended: $0.endedAt) }
        return SharedCalendar(holidays: try holidays(in: session), outages: OutageDays(outages))
    }

    private func holidays(in session: borrowing Session) throws -> HolidayTable {
        HolidayTable(
            try rows(
                Query(reading: "holidays") { row in
                    guard let kind = Holiday.Kind(rawValue: try row.string(2)) else {
                        throw UnexpectedRow(query: "holidays", column: 2)
                    }
                    return Holiday(day: try row.day(0), name: try row.string(1), kind: kind)
                }, in: session))
    }

    /// Facts of builds in the order of their ids.
    ///
    /// - Parameters:
    ///   - code: one build; `nil` for all.
    ///   - supplier: only builds whose supplier today has this number.
    ///   - after: builds with a greater id, for reading page by page.
    func facts(
        code: String?, supplier: String?, after: Int64 = 0, limit: Int, today: Day,
        in session: borrowing Session
    ) throws -> [BuildFacts] {
        try rows(
            Query(reading: "build_facts", readFacts), in: session,
            [.day(today), .text(code), .text(supplier), .int(after), .int(Int64(limit))])
    }

    func days(
        of builds: [Int64], _ range: ClosedRange<Day>, in session: borrowing Session
    ) throws -> [Int64: [BuildDay]] {
        let found = try rows(
            Query(reading: "build_days") { (build: try $0.int64(0), day: try readDay($0)) }, in: session,
            [.intArray(builds), .day(range.lowerBound), .day(range.upperBound)])
        return Dictionary(grouping: found, by: \.build).mapValues { $0.map(\.day) }
    }

    /// First plausible use and last sign of life by build.
    func signs(of builds: [Int64], in session: borrowing Session) throws -> [Int64: (first: Day?, last: Day?)]
    {
        Dictionary(
            uniqueKeysWithValues: try rows(
                Query(reading: "build_signs") {
                    (try $0.int64(0), (first: try $0.optionalDay(1), last: try $0.optionalDay(2)))
                }, in: session, [.intArray(builds)]))
    }

    /// Distinct pseudonyms of each window, in the order of the windows.
    ///
    /// Days that are not over on `today` do not count, as in every KPI.
    func users(
        in windows: [(build: Int64, days: ClosedRange<Day>)], today: Day, in session: borrowing Session
    ) throws -> [DistinctUsers] {
        var byWindow = [[Int]](repeating: [], count: windows.count)
        let counts = try rows(
            Query(reading: "distinct_users") { (window: try $0.int(0) - 1, users: try $0.int(2)) },
            in: session,
            [
                .intArray(windows.map(\.build)), .days(windows.map(\.days.lowerBound)),
                .days(windows.map { min($0.days.upperBound, today.adding(days: -1)) }),
            ])
        for count in counts { byWindow[count.window].append(count.users) }
        return byWindow.map(DistinctUsers.init(byEpoch:))
    }

    /// Signals of builds, newest first; open ones only, or those that ended as well.
    func signals(
        of builds: [Int64], includingCleared: Bool, in session: borrowing Session
    ) throws -> [(build: Int64, signal: RaisedSignal)] {
        try rows(
            Query(reading: "signals_of_builds") { (build: try $0.int64(15), signal: try readSignal($0)) },
            in: session,
            [.intArray(builds), .bool(includingCleared)])
    }
}

private func readFacts(_ row: borrowing RowReader) throws -> BuildFacts {
    let site = SiteCalendar(
        workdaysText: try row.string(22), worksOnHolidays: try row.bool(23),
        shutdownsText: try row.string(24),
        shifts: row.optionalText(25) ?? "")
    guard let site else { throw UnexpectedRow(query: "build_facts", column: 22) }
    return BuildFacts(
        id: try row.int64(0), code: try row.string(1), projectCode: try row.string(2),
        programmeCode: try row.string(3), programmeName: try row.string(4), adopterName: try row.string(5),
        adopterNumber: try row.string(6), supplierName: row.optionalText(7),
        supplierNumber: row.optionalText(8),
        siteName: row.optionalText(9), region: row.optionalText(10), ksic: row.optionalText(11),
        sizeClass: row.optionalText(12), solution: row.optionalText(13), targetLevel: row.optionalText(14),
        confirmedLevel: row.optionalText(15),
        intakeProfile: IntakeProfile(parsing: try row.string(16)) ?? .full,
        collectFrom: try row.optionalDay(17),
        phases: PhaseDates(
            completedOn: try row.optionalDay(19), asTo: try row.optionalDay(20),
            finalEvaluatedOn: try row.optionalDay(21), collectTo: try row.optionalDay(18)),
        site: site)
}

private func readDay(_ row: borrowing RowReader) throws -> BuildDay {
    BuildDay(
        day: try row.day(1), receipts: try row.int(2), distinctTuples: try row.int(3),
        activeSlots: try row.int(4),
        users: try row.int(5), actions: try row.integers(6), first: try row.optionalTimestamp(7),
        last: try row.optionalTimestamp(8), hours: try row.integers(9), late: try row.int(10),
        rejected: try row.int(11), implausible: try row.int(12), arrived: try row.int(13))
}

private func readSignal(_ row: borrowing RowReader) throws -> RaisedSignal {
    guard let rule = RuleKind(rawValue: try row.string(2)) else {
        throw UnexpectedRow(query: "signals_of_builds", column: 2)
    }
    return RaisedSignal(
        id: try row.int64(0), buildCode: try row.string(1), rule: rule, raisedAt: try row.timestamp(3),
        clearedAt: try row.optionalTimestamp(4), window: try row.day(5)...(try row.day(6)),
        reason: try row.string(7), policyName: try row.string(8), policyVersion: try row.int(9),
        policyLabel: Policy.label(isOfficial: try row.bool(10)), threshold: try row.double(11),
        value: try row.optionalDouble(12), numerator: try row.optionalInt(13).map(Int.init),
        denominator: try row.optionalInt(14).map(Int.init))
}
