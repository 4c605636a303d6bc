/// What a registry file says: the lines that can be imported, and every problem of the others.
package struct RegistryFile: Sendable {
    /// Lines without any problem, in the order of the file.
    package let rows: [RegistryRow]
    /// In the order of the file.
    ///
    /// A problem of the header or of the CSV itself leaves no rows.
    package let problems: [RegistryProblem]
    /// Lines with data, good and bad.
    package let lineCount: Int
}

/// Reads the registry file (one CSV line per build) and holds every value against its programme.
package struct RegistryReader: Sendable {
    package let catalogue: ProgrammeCatalogue
    package let regions: RegionTable
    package let industries: IndustryTable

    package init(catalogue: ProgrammeCatalogue, regions: RegionTable, industries: IndustryTable) {
        self.catalogue = catalogue
        self.regions = regions
        self.industries = industries
    }

    /// Never throws: whatever is wrong is a problem with its line.
    package func read(_ text: String) -> RegistryFile {
        let table: CSVTable
        do { table = try CSVTable(text) } catch {
            let problem = RegistryProblem(line: error.line, column: nil, value: nil, reason: error.reason)
            return RegistryFile(rows: [], problems: [problem], lineCount: 0)
        }
        let header = RegistryHeader(table)
        guard header.problems.isEmpty else {
            return RegistryFile(rows: [], problems: header.problems, lineCount: table.rows.count)
        }
        var reading = RegistryReading(reader: self)
        var agreement = RegistryAgreement()
        var rows: [RegistryRow] = []
        rows.reserveCapacity(table.rows.count)
        var problems: [RegistryProblem] = []
        for line in table.rows {
            var cells = RegistryCells(line, header: header)
            guard let row = reading.row(&cells), cells.problems.isEmpty else {
                problems += cells.problems
                continue
            }
            let conflicts = agreement.problems(of: row)
            if conflicts.isEmpty { rows.append(row) } else { problems += conflicts }
        }
        return RegistryFile(rows: rows, problems: problems, lineCount: table.rows.count)
    }
}
