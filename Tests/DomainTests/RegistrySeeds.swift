import Foundation

@testable import Domain

/// The seed files as they are shipped.
enum Seeds {
    static func text(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "sql/seed/\(name)"), encoding: .utf8)
    }

    static func catalogue() throws -> ProgrammeCatalogue {
        try ProgrammeCatalogue(csv: text("programmes.csv"))
    }
    static func holidays() throws -> HolidayTable { try HolidayTable(csv: text("holidays.csv")) }
    static func regions() throws -> RegionTable { try RegionTable(csv: text("regions.csv")) }
    static func industries() throws -> IndustryTable { try IndustryTable(csv: text("ksic.csv")) }

    static func reader() throws -> RegistryReader {
        RegistryReader(catalogue: try catalogue(), regions: try regions(), industries: try industries())
    }
}

/// A registry line that is right, of which a test changes what it is about.
struct Line {
    private var values: [String: String] = [
        "build_code": "B-1", "project_code": "2022-S22-001-000001", "programme": "2022-GEN-ADV1",
        "solution": "가나 MES", "adopter_number": "111-11-11119", "adopter_name": "가상정밀", "region": "41",
        "agreed_on": "2022-05-02", "build_from": "2022-05-02", "build_to": "2023-01-31",
        "total_cost": "400000000", "grant": "200000000", "firm_money": "200000000", "local_money": "0",
    ]

    init(_ changes: [String: String] = [:]) {
        values.merge(changes) { $1 }
    }

    /// A whole file of such lines, in English headers.
    static func file(_ lines: [Line]) -> String {
        let codes = RegistryColumn.allCases.map(\.code)
        var csv = CSVText()
        csv.append(codes)
        for line in lines { csv.append(codes.map { line.values[$0] ?? "" }) }
        return csv.text
    }
}
