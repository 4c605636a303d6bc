import Domain
import Postgres

/// Reads of builds, their days and their users, inside one transaction: all figures of an answer see one state.
extension SQLFiles {
    /// National holidays, our outages as they were known at `now`, and what activated policies call late.
    ///
    /// - Parameter asOf: all as they were known at this instant; `nil`: holidays and policies as they are known.
    func sharedCalendar(
        now: Timestamp, asOf: Timestamp? = nil, in session: borrowing Session
    ) throws -> SharedCalendar {
        let outages = try outages(asOf: asOf ?? now, in: session)
        return SharedCalendar(
            holidays: try holidays(asOf: asOf, in: session),
            outages: OutageDays(outages.map { (began: $0.beganAt, ended: $0.endedAt) }),
            lateness: try rows(
                Query(reading: "policy_late_days") {
                    SharedCalendar.Lateness(from: try $0.day(0), days: try $0.int(1))
                }, in: session, [.time(asOf)]))
    }

    private func holidays(asOf: Timestamp?, in session: borrowing Session) throws -> HolidayTable {
        guard let asOf else {
            return HolidayTable(try rows(Query(reading: "holidays", readHoliday), in: session))
        }
        return HolidayTable(
            try rows(Query(reading: "holidays_as_of", readHoliday), in: session, [.time(asOf)]))
    }

    /// Facts of builds in the order of their ids, with their suspensions and changes.
    ///
    /// - Parameters:
    ///   - asOf: what was known at this instant; `nil`: what is known.
    ///   - code: one build; `nil` for all.
    ///   - after: builds with a greater id, for reading page by page.
    func facts(
        code: String?, after: Int64 = 0, limit: Int, today: Day, asOf: Timestamp? = nil,
        in session: borrowing Session
    ) throws -> [BuildFacts] {
        if let code, asOf == nil {
            // A statement that is for one build or for all is planned anew each time, which takes ten times as long.
            let ids = try rows(Query(reading: "build_named") { try $0.int64(0) }, in: session, [.text(code)])
            return try self.facts(of: ids.filter { $0 > after }, today: today, in: session)
        }
        let parameters: [Parameter] = [
            .day(today), .text(code), .int(after), .int(Int64(limit)),
        ]
        guard let asOf else {
            return try withDeclarations(
                try rows(Query(reading: "build_facts", readFacts), in: session, parameters), today: today,
                asOf: nil, in: session)
        }
        let facts = try rows(
            Query(reading: "build_facts_as_of", readFacts), in: session, parameters + [.time(asOf)])
        let contracts = try contracts(of: facts.map(\.id), asOf: asOf, in: session)
        return try withDeclarations(
            facts.map { $0.supplied(by: contracts[$0.id]?.inForce(on: today)) }, today: today, asOf: asOf,
            in: session)
    }

    /// The build days of one build in a range, in their order.
    func days(
        of build: Int64, _ range: ClosedRange<Day>, asOf: Timestamp? = nil, in session: borrowing Session
    ) throws -> [BuildDay] {
        let parameters: [Parameter] = [.int(build), .day(range.lowerBound), .day(range.upperBound)]
        return if let asOf {
            try rows(Query(reading: "build_days_as_of", readDay), in: session, parameters + [.time(asOf)])
        } else {
            try rows(Query(reading: "build_days", readDay), in: session, parameters)
        }
    }

    /// Signals of builds, newest first; open ones only, or those that ended as well.
    ///
    /// Open ones come without their evidence.
    func signals(
        of builds: [Int64], includingCleared: Bool, asOf: Timestamp? = nil, in session: borrowing Session
    ) throws -> [(build: Int64, signal: RaisedSignal)] {
        try rows(
            Query(reading: "signals_of_builds") { (build: try $0.int64(15), signal: try readSignal($0)) },
            in: session,
            [.intArray(builds), .bool(includingCleared), .time(asOf)])
    }
}

private func readHoliday(_ row: borrowing RowReader) throws -> Holiday {
    guard let kind = Holiday.Kind(rawValue: try row.string(2)) else {
        throw UnexpectedRow(query: "holidays", column: 2)
    }
    return Holiday(day: try row.day(0), name: try row.string(1), kind: kind)
}

extension BuildFacts {
    /// How many columns `build_facts` has: what a statement adds to them begins behind.
    static let columns = 33
}

func readFacts(_ row: borrowing RowReader) throws -> BuildFacts {
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
        collectFrom: try row.optionalDay(17), collectingFrom: try row.optionalDay(30),
        phases: PhaseDates(
            buildFrom: try row.optionalDay(26), buildTo: try row.optionalDay(27),
            completedOn: try row.optionalDay(19), asTo: try row.optionalDay(20),
            finalEvaluatedOn: try row.optionalDay(21), collectTo: try row.optionalDay(18)),
        site: site, regionCode: row.optionalText(28), supportType: row.optionalText(29))
}

private func readDay(_ row: borrowing RowReader) throws -> BuildDay {
    guard let slots = DaySlots(bits: try row.string(3)) else {
        throw UnexpectedRow(query: "build_days", column: 3)
    }
    return BuildDay(
        day: try row.day(0), receipts: try row.int(1), distinctTuples: try row.int(2), slots: slots,
        users: try row.int(4), actions: try row.integers(5), first: try row.optionalTimestamp(6),
        last: try row.optionalTimestamp(7), hours: try row.integers(8), late: try row.int(9),
        rejected: try row.int(10), implausible: try row.int(11), arrived: try row.int(12),
        logInUsers: try row.int(13), logInPairs: try row.int(14),
        lag: max(0, Int(try row.optionalInt(15) ?? 0)))
}

func readSignal(_ row: borrowing RowReader) throws -> RaisedSignal {
    guard let rule = RuleKind(rawValue: try row.string(2)),
        let severity = Severity(rawValue: try row.string(17))
    else { throw UnexpectedRow(query: "signals_of_builds", column: 2) }
    return RaisedSignal(
        id: try row.int64(0), buildCode: try row.string(1), rule: rule, raisedAt: try row.timestamp(3),
        clearedAt: try row.optionalTimestamp(4), window: try row.day(5)...(try row.day(6)),
        reason: try row.string(7), policyName: try row.string(8), policyVersion: try row.int(9),
        policyLabel: Policy.label(isOfficial: try row.bool(10)), threshold: try row.double(11),
        value: try row.optionalDouble(12), numerator: try row.optionalInt(13).map(Int.init),
        denominator: try row.optionalInt(14).map(Int.init), severity: severity,
        kpi: row.optionalText(16).flatMap(KPI.init(rawValue:)),
        evidence: row.optionalText(18).map(SignalEvidence.init) ?? .none)
}
