/// What must hold between the lines of one file: a build once, a project and a site described one way.
struct RegistryAgreement {
    private struct SiteKey: Hashable {
        let adopter: BusinessNumber
        let serial: Int
    }

    private var builds: [String: Int] = [:]
    private var projects: [String: (line: Int, project: RegistryProject)] = [:]
    private var sites: [SiteKey: (line: Int, site: RegistrySite)] = [:]

    /// The problems that this line has with earlier ones.
    ///
    /// A line with problems is not remembered.
    mutating func problems(of row: RegistryRow) -> [RegistryProblem] {
        var problems: [RegistryProblem] = []
        if let line = builds[row.buildCode] {
            problems.append(
                RegistryProblem(
                    line: row.line, column: RegistryColumn.buildCode.name, value: row.buildCode,
                    reason: "this build is already on line \(line); each build has one line"))
        }
        let known = projects[row.project.code]
        if let known, known.project != row.project {
            problems += Self.differences(
                of: row.project.texts, at: row.line, from: known.project.texts, at: known.line,
                owner: "project \(row.project.code)")
        }
        let key = SiteKey(adopter: row.adopter.number, serial: row.site.serial)
        let knownSite = sites[key]
        if let knownSite, knownSite.site != row.site {
            problems += Self.differences(
                of: row.site.texts, at: row.line, from: knownSite.site.texts, at: knownSite.line,
                owner: "site \(row.site.serial) of \(row.adopter.number) (another site needs another 사업장일련번호)"
            )
        }
        guard problems.isEmpty else { return problems }
        builds[row.buildCode] = row.line
        if known == nil { projects[row.project.code] = (row.line, row.project) }
        if knownSite == nil { sites[key] = (row.line, row.site) }
        return []
    }

    private static func differences(
        of texts: [(column: RegistryColumn, text: String)], at line: Int,
        from earlier: [(column: RegistryColumn, text: String)], at earlierLine: Int, owner: String
    ) -> [RegistryProblem] {
        zip(texts, earlier).filter { $0.text != $1.text }.map { found, first in
            RegistryProblem(
                line: line, column: found.column.name, value: found.text.isEmpty ? nil : found.text,
                reason:
                    "line \(earlierLine) says \(first.text.isEmpty ? "nothing" : "“\(first.text)”") for the same "
                    + "\(owner); both lines must agree")
        }
    }
}
