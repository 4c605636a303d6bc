import Domain
import Postgres

/// Reads of builds, their days and their users, inside one transaction: all figures of an answer see one state.
extension RegistryStore {
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
            let ids = try session.rows(Query(reading: "build_named") { try $0.int64(0) }, [.text(code)])
            return try facts(of: ids.filter { $0 > after }, today: today, in: session)
        }
        let parameters: [Parameter] = [
            .day(today), .text(code), .int(after), .int(Int64(limit)),
        ]
        guard let asOf else {
            return try withDeclarations(
                try session.rows(Query(reading: "build_facts", readFacts), parameters), today: today,
                asOf: nil, in: session)
        }
        let facts = try session.rows(
            Query(reading: "build_facts_as_of", readFacts), parameters + [.time(asOf)])
        let contracts = try database.builds.contracts(of: facts.map(\.id), asOf: asOf, in: session)
        return try withDeclarations(
            facts.map { $0.supplied(by: contracts[$0.id]?.inForce(on: today)) }, today: today, asOf: asOf,
            in: session)
    }

    /// Facts of builds that are named by their ids, in the order of the ids as they are given.
    func facts(of ids: [Int64], today: Day, in session: borrowing Session) throws -> [BuildFacts] {
        guard !ids.isEmpty else { return [] }
        let found = try session.rows(
            Query(reading: "build_facts_of", readFacts), [.day(today), .intArray(ids)])
        let facts = Dictionary(
            uniqueKeysWithValues: try withDeclarations(found, today: today, asOf: nil, in: session)
                .map { ($0.id, $0) })
        return ids.compactMap { facts[$0] }
    }
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
