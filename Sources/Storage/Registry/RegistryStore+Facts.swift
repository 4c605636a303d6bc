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
            let ids = try session.rows(
                Query(reading: "build_named") { try $0.int64("build_id") }, [.text(code)])
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

func readFacts(_ row: borrowing RowReader) throws -> BuildFacts {
    let site = SiteCalendar(
        workdaysText: try row.string("workdays"), worksOnHolidays: try row.bool("works_on_holidays"),
        shutdownsText: try row.string("shutdowns"),
        shifts: try row.optionalText("shifts") ?? "")
    guard let site else { throw UnexpectedRow(query: "build_facts", column: "workdays") }
    return BuildFacts(
        id: try row.int64("build_id"), code: try row.string("code"),
        projectCode: try row.string("project_code"),
        programmeCode: try row.string("programme_code"), programmeName: try row.string("programme_name"),
        adopterName: try row.string("adopter_name"),
        adopterNumber: try row.string("adopter_number"), supplierName: try row.optionalText("supplier_name"),
        supplierNumber: try row.optionalText("supplier_number"),
        siteName: try row.optionalText("site_name"), region: try row.optionalText("region_name"),
        ksic: try row.optionalText("ksic"),
        sizeClass: try row.optionalText("size_class"), solution: try row.optionalText("solution"),
        targetLevel: try row.optionalText("target_level"),
        confirmedLevel: try row.optionalText("confirmed_level"),
        intakeProfile: IntakeProfile(parsing: try row.string("intake_profile")) ?? .full,
        collectFrom: try row.optionalDay("collect_from"),
        collectingFrom: try row.optionalDay("collecting_from"),
        phases: PhaseDates(
            buildFrom: try row.optionalDay("build_from"), buildTo: try row.optionalDay("build_to"),
            completedOn: try row.optionalDay("completed_on"), asTo: try row.optionalDay("as_to"),
            finalEvaluatedOn: try row.optionalDay("final_evaluated_on"),
            collectTo: try row.optionalDay("collect_to")),
        site: site, regionCode: try row.optionalText("region_code"),
        supportType: try row.optionalText("support_type"))
}
