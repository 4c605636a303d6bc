/// What a file of declared targets says.
package struct PlanFile: Sendable {
    /// Lines without problem, in the order of the file.
    package let rows: [(line: Int, target: PlanTarget)]
    package let problems: [RegistryProblem]
}

/// What is said of a declared target, by its name in files.
package enum PlanColumn: String, CaseIterable, Hashable, Sendable {
    case project
    case planClass = "class"
    case name, unit, direction, base, target, weight, result
    case measuredOn = "measured_on"

    package var columnName: ColumnName { ColumnName(code: rawValue, korean: korean) }

    package var korean: String {
        switch self {
        case .project: "과제코드"
        case .planClass: "구분"
        case .name: "지표명"
        case .unit: "단위"
        case .direction: "방향"
        case .base: "현재값"
        case .target: "목표값"
        case .weight: "가중치"
        case .result: "실적값"
        case .measuredOn: "측정일"
        }
    }

    /// Whether the column must be there; a result comes with the final evaluation.
    var isRequired: Bool { self != .result && self != .measuredOn }

    /// Cells of three invented targets that the reader accepts.
    fileprivate var examples: [String] {
        switch self {
        case .project: ["2026-S22-001-000001", "2026-S22-001-000001", "2026-S22-001-000001"]
        case .planClass: ["P", "Q", "D"]
        case .name: ["시간당 생산량", "공정불량률", "납기준수율"]
        case .unit: ["개/시간", "%", "%"]
        case .direction: ["증가", "감소", "증가"]
        case .base: ["120", "3.2", "91"]
        case .target: ["150", "1.5", "98"]
        case .weight: ["40", "35", "25"]
        case .result: ["156.5", "", ""]
        case .measuredOn: ["2026-11-20", "", ""]
        }
    }
}

/// The file of `plan import` as a newcomer gets it.
package enum PlanTemplate {
    package static let text: String = {
        var csv = CSVText()
        csv.append(PlanColumn.allCases.map(\.korean))
        for example in 0..<3 { csv.append(PlanColumn.allCases.map { $0.examples[example] }) }
        return csv.text
    }()
}

/// Reads the file of `plan import`: a target a line, columns in any order under either name.
///
/// A file says everything that its projects declare: a target that is missing there is taken back.
package enum PlanFileReader {
    /// Never throws: whatever is wrong is a problem with its line and column.
    ///
    /// Whether projects exist is not known here.
    package static func read(_ text: String) -> PlanFile {
        let table: CSVTable
        do { table = try CSVTable(text) } catch {
            return PlanFile(
                rows: [],
                problems: [RegistryProblem(line: error.line, column: nil, value: nil, reason: error.reason)])
        }
        let header = PlanHeader(table)
        guard header.problems.isEmpty else { return PlanFile(rows: [], problems: header.problems) }
        var problems: [RegistryProblem] = []
        var rows: [(line: Int, target: PlanTarget)] = []
        var lines: [PlanTarget.Key: Int] = [:]
        // Weights of lines that cannot be read count as well as they can: a second problem would only mislead.
        var weights: [String: (line: Int, hundredths: Int?)] = [:]
        for row in table.rows {
            var cells = PlanCells(row, header)
            let target = cells.target()
            problems += cells.problems
            if let project = cells.project {
                let so = weights[project] ?? (row.line, 0)
                weights[project] = (
                    so.line, so.hundredths.flatMap { sum in cells.hundredths.map { sum + $0 } }
                )
            }
            guard let target else { continue }
            if let earlier = lines[target.key] {
                problems.append(
                    RegistryProblem(
                        line: row.line, column: PlanColumn.name.columnName, value: target.name,
                        reason:
                            "stands on line \(earlier) already; a project declares a figure of one class once"
                    ))
            } else {
                lines[target.key] = row.line
                rows.append((row.line, target))
            }
        }
        for (project, sum) in weights.sorted(by: { $0.value.line < $1.value.line }) {
            guard let hundredths = sum.hundredths, hundredths != 10_000 else { continue }
            problems.append(
                RegistryProblem(
                    line: sum.line, column: PlanColumn.weight.columnName, value: nil,
                    reason:
                        "the weights of project \(project) sum to \(percentText(hundredths)); expected 100"))
        }
        return PlanFile(rows: rows, problems: problems.sorted { $0.line < $1.line })
    }
}

/// `37.5` of 3,750 hundredths.
private func percentText(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    if rest == 0 { return "\(hundredths / 100)" }
    return "\(hundredths / 100)." + (rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
}

private struct PlanHeader {
    let width: Int
    let positions: [PlanColumn: Int]
    let problems: [RegistryProblem]

    init(_ table: CSVTable) {
        var positions: [PlanColumn: Int] = [:]
        var problems: [RegistryProblem] = []
        for (position, title) in table.header.enumerated() {
            let column = PlanColumn.allCases.first {
                $0.korean == title || $0.rawValue == title.lowercased()
            }
            guard let column, positions.updateValue(position, forKey: column) == nil else {
                let known = PlanColumn.allCases.map(\.rawValue).joined(separator: ", ")
                problems.append(
                    RegistryProblem(
                        line: table.headerLine, column: column?.columnName, value: title,
                        reason: column == nil
                            ? "unknown column; the columns are \(known)" : "this column is there twice"))
                continue
            }
        }
        for column in PlanColumn.allCases where column.isRequired && positions[column] == nil {
            problems.append(
                RegistryProblem(
                    line: table.headerLine, column: column.columnName, value: nil,
                    reason: "the column is missing; afterbuild plan template prints all of them"))
        }
        width = table.header.count
        self.positions = positions
        self.problems = problems
    }
}

/// The cells of one line, read by type.
private struct PlanCells {
    private let row: CSVTable.Row
    private let header: PlanHeader
    private(set) var problems: [RegistryProblem] = []
    private(set) var project: String?
    private(set) var hundredths: Int?

    init(_ row: CSVTable.Row, _ header: PlanHeader) {
        self.row = row
        self.header = header
    }

    mutating func target() -> PlanTarget? {
        guard row.fields.count == header.width else {
            problems.append(
                RegistryProblem(
                    line: row.line, column: nil, value: nil,
                    reason: "\(row.fields.count) fields, but the header has \(header.width); "
                        + "a field with a comma in it must stand in quotation marks"))
            return nil
        }
        project = text(.project)
        let planClass = one(.planClass, "P, Q, C, D, S or E (or 생산성, 품질, 원가, 납기, 안전, 환경)") { text in
            PlanClass.allCases.first { $0.rawValue == text.uppercased() || $0.korean == text }
        }
        let name = text(.name)
        let unit = text(.unit)
        let direction = one(.direction, "증가 (higher) or 감소 (lower)") { text in
            PlanDirection.allCases.first { $0.rawValue == text.lowercased() || $0.korean == text }
        }
        let base = number(.base)
        let target = number(.target)
        hundredths = weight()
        let (result, measuredOn) = result()
        if let direction, let base, let target, direction == .higher ? target < base : target > base {
            report(
                .target,
                "is worse than 현재값 \(raw(.base) ?? "") where \(direction.korean) is better; "
                    + "mend the target or the direction")
        }
        guard problems.isEmpty, let project, let planClass, let name, let unit, let direction, let base,
            let target, let hundredths
        else { return nil }
        return PlanTarget(
            projectCode: project, planClass: planClass, name: name, unit: unit, direction: direction,
            base: base, target: target, weight: Double(hundredths) / 100, result: result,
            measuredOn: measuredOn)
    }

    private mutating func result() -> (Double?, Day?) {
        let result = raw(.result) == nil ? nil : number(.result)
        guard let written = raw(.measuredOn) else {
            if raw(.result) != nil {
                report(.measuredOn, "is empty; a result needs the day of its measurement")
            }
            return (result, nil)
        }
        guard let day = Day(parsing: written), (2010...2100).contains(day.year) else {
            report(.measuredOn, "is no day; expected YYYY-MM-DD between 2010 and 2100, such as 2026-05-07")
            return (result, nil)
        }
        if raw(.result) == nil { report(.measuredOn, "is given without a result; give both or neither") }
        return (result, day)
    }

    private mutating func weight() -> Int? {
        guard let number = number(.weight) else { return nil }
        let hundredths = (number * 100).rounded()
        guard (1...10_000).contains(hundredths), hundredths / 100 == number else {
            report(.weight, "expected percent above 0, at most 100, with at most two decimals, such as 12.5")
            return nil
        }
        return Int(hundredths)
    }

    private mutating func number(_ column: PlanColumn) -> Double? {
        guard let value = text(column) else { return nil }
        guard let number = decimalNumber(value) else {
            report(column, "is no number; expected digits with at most six decimals, such as 1250 or 3.2")
            return nil
        }
        return number
    }

    private mutating func one<Choice>(
        _ column: PlanColumn, _ expected: String, _ read: (String) -> Choice?
    ) -> Choice? {
        guard let value = text(column) else { return nil }
        guard let choice = read(value) else {
            report(column, "expected \(expected)")
            return nil
        }
        return choice
    }

    /// One line of at most 200 characters; a problem where it is empty.
    private mutating func text(_ column: PlanColumn) -> String? {
        guard let value = raw(column) else {
            report(column, "is empty")
            return nil
        }
        if value.utf8.contains(where: { $0 < 32 || $0 == 127 }) || value.count > 200 {
            report(column, "must be one line of at most 200 characters")
            return nil
        }
        return value
    }

    private func raw(_ column: PlanColumn) -> String? {
        guard let position = header.positions[column] else { return nil }
        let value = trimmed(row.fields[position])
        return value.isEmpty ? nil : value
    }

    private mutating func report(_ column: PlanColumn, _ reason: String) {
        problems.append(
            RegistryProblem(line: row.line, column: column.columnName, value: raw(column), reason: reason))
    }
}

/// `-1,250.5` and the like: at most twelve digits before the point and six after it.
private func decimalNumber(_ text: String) -> Double? {
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = wholeNumber(String(parts[0])), whole < 1_000_000_000_000 else {
        return nil
    }
    var digits = "\(whole)"
    if parts.count == 2 {
        guard (1...6).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        digits += ".\(parts[1])"
    }
    return Double(digits).map { isNegative ? -$0 : $0 }
}
