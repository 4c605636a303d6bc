import Domain

extension Fleet {
    /// The registry file of the fleet: a header and one line a build, as `afterbuild registry import` reads it.
    package var registryCSV: String {
        ([Self.registryColumns.joined(separator: ",")] + builds.map { Self.line(registryRow($0)) })
            .joined(separator: "\n") + "\n"
    }

    /// The keys of the fleet, as `afterbuild key import` reads them.
    package var keysCSV: String {
        (["build_code,key"] + builds.map { Self.line([$0.code, $0.key]) }).joined(separator: "\n") + "\n"
    }

    static let registryColumns = [
        "build_code", "project_code", "programme", "solution", "system_kind", "adopter_number",
        "adopter_name",
        "supplier_number", "supplier_name", "supplier_email", "site_serial", "site_name", "region", "ksic",
        "size_class", "headcount", "workdays", "shifts", "works_on_holidays", "shutdowns", "agreed_on",
        "build_from",
        "build_to", "completed_on", "collect_from", "collect_to", "total_cost", "grant", "firm_money",
        "target_level",
        "intake_profile",
    ]

    private func registryRow(_ build: SimulatedBuild) -> [String] {
        let company = build.company
        let project = build.project
        let calendar = build.calendar
        return [
            build.code, project.code, project.programme, project.solution, project.systemKind,
            company.adopterNumber,
            company.adopterName, company.supplierNumber, company.supplierName, company.supplierEmail,
            "\(company.siteSerial)", "\(company.adopterName) 제\(company.siteSerial)공장", company.region,
            company.ksic,
            company.sizeClass, "\(company.headcount)", String(calendar.workdays.map(\.korean)),
            "\(calendar.shifts.count)교대", calendar.worksOnHolidays ? "Y" : "N",
            calendar.shutdowns.map { "\($0.lowerBound)~\($0.upperBound)" }.joined(separator: ";"),
            "\(project.agreedOn)", "\(project.buildFrom)", "\(project.buildTo)", "\(project.completedOn)",
            "\(calendar.collectFrom)", "\(calendar.collectTo)", "\(project.totalCost)", "\(project.grant)",
            "\(project.totalCost - project.grant)", project.targetLevel, "FULL",
        ]
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { cell in
            cell.contains { "\",\n\r".contains($0) }
                ? "\""
                    + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                    + "\""
                : cell
        }.joined(separator: ",")
    }
}
