package import Domain
import Postgres

/// A company with what it is to projects in somebody's scope.
package struct CompanyListing: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
        package let role: PartyRole
        package let projectCode: String
        /// `nil` where the registry names the company by its site alone.
        package let from: Day?
        package let to: Day?
    }

    /// Ten digits.
    package let number: String
    package let name: String
    package let parts: [Part]
}

/// A programme and support type with how much of it there is in somebody's scope.
package struct ProgrammeListing: Sendable, Equatable {
    package let code: String
    package let year: Int
    package let group: String?
    package let name: String
    package let supportType: String?
    package let capKRW: Int64?
    package let sharePercent: Double?
    package let months: Int?
    package let extensionMonthsMax: Int?
    package let entryLevel: String?
    package let agency: String?
    package let isMonitorable: Bool
    /// Length of its 집중AS phase.
    package let asMonths: Int
    package let source: String
    package let projects: Int
    package let builds: Int
}

/// An export as it was made.
package struct ExportListing: Sendable, Equatable {
    package let id: Int64
    package let quarter: String
    package let revision: Int
    package let asOf: Timestamp
    package let madeBy: String
    /// A JSON object, as the export wrote it: names of files with their hashes.
    package let filesJSON: String
}

extension FleetStore {
    /// Companies in the order of their numbers with their parts in the projects of the scope.
    ///
    /// In a supplier's scope only parts that are in force today.
    /// - Parameter after: companies with a greater number.
    package func companies(
        for visibility: Visibility, number: String? = nil, after: String? = nil, limit: Int, now: Timestamp
    ) async throws -> [CompanyListing] {
        guard let scope = visibility.scope else { return [] }
        let rows = try await read { session in
            try session.rows(
                Query(reading: "company_list") { row in
                    let role: PartyRole = try row.value("role")
                    return (
                        number: try row.string("number"), name: try row.string("name"),
                        part: CompanyListing.Part(
                            role: role, projectCode: try row.string("project"),
                            from: try row.optionalDay("valid_from"),
                            to: try row.optionalDay("valid_to"))
                    )
                },
                [
                    .text(number), codes(scope.programmeCodes), .text(scope.supplierNumber),
                    codes(scope.regionCodes), .text(after), .int(Int64(limit)), .day(now.day),
                ])
        }
        var listed: [CompanyListing] = []
        for row in rows {
            if let last = listed.last, last.number == row.number {
                listed[listed.count - 1] = CompanyListing(
                    number: last.number, name: last.name, parts: last.parts + [row.part])
            } else {
                listed.append(CompanyListing(number: row.number, name: row.name, parts: [row.part]))
            }
        }
        return listed
    }

    /// Programmes, the newest year first, with how many projects and builds of each lie in the scope.
    package func programmes(
        for visibility: Visibility, now: Timestamp
    ) async throws -> [ProgrammeListing] {
        guard let scope = visibility.scope else { return [] }
        return try await read { session in
            try session.rows(
                Query(reading: "programme_list", readProgramme),
                [
                    codes(scope.programmeCodes), .text(scope.supplierNumber), codes(scope.regionCodes),
                    .day(now.day),
                ])
        }
    }
}

/// `nil` bounds nothing.
func codes(_ codes: Set<String>?) -> Parameter {
    codes.map { .textArray($0.sorted()) } ?? .text(nil)
}

private func readProgramme(_ row: borrowing RowReader) throws -> ProgrammeListing {
    ProgrammeListing(
        code: try row.string("code"), year: try row.int("year"), group: try row.optionalText("group_ko"),
        name: try row.string("name_ko"),
        supportType: try row.optionalText("support_type_ko"), capKRW: try row.optionalInt("cap_krw"),
        sharePercent: try row.optionalDouble("share_percent"),
        months: try row.optionalInt("months").map(Int.init),
        extensionMonthsMax: try row.optionalInt("extension_months_max").map(Int.init),
        entryLevel: try row.optionalText("entry_level"),
        agency: try row.optionalText("agency_ko"), isMonitorable: try row.bool("monitorable"),
        asMonths: try row.int("as_months"),
        source: try row.string("source"), projects: try row.int("projects"), builds: try row.int("builds"))
}
