/// Which field of a row belongs to which column.
struct RegistryHeader {
    let problems: [RegistryProblem]
    let width: Int
    private let positions: [Int?]

    /// Columns may stand in any order under either name; letter case and blanks do not matter.
    init(_ table: CSVTable) {
        var positions: [Int?] = Array(repeating: nil, count: RegistryColumn.allCases.count)
        var problems: [RegistryProblem] = []
        func report(_ column: ColumnName?, _ value: String?, _ reason: String) {
            problems.append(
                RegistryProblem(line: table.headerLine, column: column, value: value, reason: reason))
        }
        for (position, title) in table.header.enumerated() {
            guard let column = Self.byTitle[Self.normal(title)] else {
                if title.isEmpty {
                    report(nil, nil, "column \(position + 1) has no name; name it or remove the column")
                } else {
                    report(
                        nil, title,
                        "unknown column; the nearest known one is \(Self.nearestColumn(title).name)")
                }
                continue
            }
            if let earlier = positions[column.rawValue] {
                report(
                    column.name, title, "this column is already number \(earlier + 1); remove one of the two")
            }
            positions[column.rawValue] = position
        }
        for column in RegistryColumn.allCases where column.isRequired && positions[column.rawValue] == nil {
            report(column.name, nil, "the required column is missing; `registry template` shows all of them")
        }
        self.problems = problems
        self.positions = positions
        width = table.header.count
    }

    /// `nil` when the file has no such column.
    func position(of column: RegistryColumn) -> Int? { positions[column.rawValue] }

    private static let byTitle: [String: RegistryColumn] = {
        var found: [String: RegistryColumn] = [:]
        for column in RegistryColumn.allCases {
            found[normal(column.code)] = column
            found[normal(column.korean)] = column
        }
        return found
    }()

    private static func normal(_ title: String) -> String { title.lowercased().filter { !$0.isWhitespace } }

    private static func nearestColumn(_ title: String) -> RegistryColumn {
        let titles = RegistryColumn.allCases.flatMap { [normal($0.korean), normal($0.code)] }
        return nearest(to: normal(title), among: titles).flatMap { byTitle[$0] } ?? .buildCode
    }
}
