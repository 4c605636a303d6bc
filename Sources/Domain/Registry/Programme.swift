/// A subsidy programme and support type of one year (지원사업), as its notice describes it.
///
/// What a notice does not say is `nil` and is not checked; nothing is carried over from another year.
package struct Programme: Hashable, Sendable {
    /// Our stable name of it, such as `2022-GEN-ADV1`.
    package let code: String
    package let year: Int
    package let group: String?
    package let name: String
    /// 기초, 고도화1, 고도화2 ...; `nil` where the programme has one type only.
    package let supportType: String?
    /// The largest grant in won.
    package let cap: Int?
    /// The largest grant in percent of the total cost.
    package let sharePercent: Int?
    /// What the lead firm of a 상생형 project pays at least, in percent of the total cost.
    package let leadShareMin: Int?
    /// What the adopter of a 상생형 project pays at most, in percent of the total cost.
    package let adopterShareMax: Int?
    /// Length of the build before any extension.
    package let months: Int?
    package let extensionMonthsMax: Int?
    package let entryLevel: Level?
    /// The body that manages it (관리기관).
    package let agency: String?
    /// Whether it builds something that can send usage logs; training and consulting do not.
    package let isMonitorable: Bool
    /// Length of the intensive-AS phase (집중AS기간) after completion.
    package let asMonths: Int?
    /// Budget of the year in won; stands in the first row of a programme with several support types.
    package let budget: Int?
    package let note: String?
    /// The document that says all this.
    package let source: String

    /// `스마트공장 구축 및 고도화 고도화1`.
    package var title: String { supportType.map { "\(name) \($0)" } ?? name }
}

/// The programmes that this installation knows: `sql/seed/programmes.csv` and what the agency added.
package struct ProgrammeCatalogue: Sendable {
    /// In the order of the file.
    package let all: [Programme]
    private let byCode: [String: Programme]

    package init(csv: String) throws(SeedProblem) {
        let table = try SeedTable(csv, columns: Self.columns)
        var all: [Programme] = []
        var byCode: [String: Programme] = [:]
        for row in table.rows {
            let programme = try Self.programme(row)
            guard byCode.updateValue(programme, forKey: programme.code) == nil else {
                throw row.problem("programme \(programme.code) stands in the file twice")
            }
            all.append(programme)
        }
        self.all = all
        self.byCode = byCode
    }

    package subscript(code: String) -> Programme? { byCode[code] }

    private static let columns = [
        "code", "year", "group_ko", "name_ko", "support_type_ko", "cap_krw", "share_percent",
        "lead_share_min",
        "adopter_share_max", "months", "extension_months_max", "entry_level", "agency_ko", "monitorable",
        "as_months",
        "budget_krw", "note", "source",
    ]

    private static func programme(_ row: SeedTable.Row) throws(SeedProblem) -> Programme {
        guard let year = try row.number("year"), (2014...2100).contains(year) else {
            throw row.problem("year is missing or not between 2014 and 2100")
        }
        for column in ["share_percent", "lead_share_min", "adopter_share_max"] {
            if let share = try row.number(column), share > 100 {
                throw row.problem("\(column) is \(share); a share is at most 100 percent")
            }
        }
        var entryLevel: Level?
        if let text = row.text("entry_level") {
            guard let level = Level(parsing: text), level.scale == .builtSystem else {
                throw row.problem("entry_level is “\(text)”; expected 기초, 중간1, 중간2 or 고도")
            }
            entryLevel = level
        }
        let monitorable = try row.required("monitorable")
        guard monitorable == "true" || monitorable == "false" else {
            throw row.problem("monitorable is “\(monitorable)”; expected true or false")
        }
        return Programme(
            code: try row.required("code"), year: year, group: row.text("group_ko"),
            name: try row.required("name_ko"),
            supportType: row.text("support_type_ko"), cap: try row.number("cap_krw"),
            sharePercent: try row.number("share_percent"), leadShareMin: try row.number("lead_share_min"),
            adopterShareMax: try row.number("adopter_share_max"), months: try row.number("months"),
            extensionMonthsMax: try row.number("extension_months_max"), entryLevel: entryLevel,
            agency: row.text("agency_ko"), isMonitorable: monitorable == "true",
            asMonths: try row.number("as_months"), budget: try row.number("budget_krw"),
            note: row.text("note"),
            source: try row.required("source"))
    }
}
