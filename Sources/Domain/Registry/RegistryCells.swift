/// The cells of one line, read by type.
///
/// A cell that cannot be read becomes a problem and `nil`.
struct RegistryCells {
    let line: Int
    private let fields: [String]
    private let header: RegistryHeader
    private(set) var problems: [RegistryProblem] = []

    init(_ row: CSVTable.Row, header: RegistryHeader) {
        line = row.line
        fields = row.fields
        self.header = header
        if fields.count != header.width {
            problems.append(
                RegistryProblem(
                    line: line, column: nil, value: nil,
                    reason: "\(fields.count) fields, but the header has \(header.width); "
                        + "a field with a comma in it must stand in quotation marks"))
        }
    }

    mutating func report(_ column: RegistryColumn, _ reason: String) {
        problems.append(RegistryProblem(line: line, column: column.name, value: raw(column), reason: reason))
    }

    /// The trimmed cell; `nil` when it is empty, and a problem besides when it is required.
    mutating func text(_ column: RegistryColumn) -> String? {
        guard let value = raw(column) else {
            if column.isRequired { report(column, "is empty; expected \(column.description)") }
            return nil
        }
        return value
    }

    /// A text that people will read: one line of at most 200 characters.
    mutating func name(_ column: RegistryColumn) -> String? {
        guard let value = text(column) else { return nil }
        if value.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
            report(column, "contains a line break or control character; write it on one line")
            return nil
        }
        if value.utf8.count > 200, value.count > 200 {
            report(column, "is \(value.count) characters long; at most 200")
            return nil
        }
        return value
    }

    mutating func day(_ column: RegistryColumn) -> Day? {
        guard let value = text(column) else { return nil }
        guard let day = Day(parsing: value), (2010...2100).contains(day.year) else {
            report(column, "is no day; expected YYYY-MM-DD between 2010 and 2100, such as 2026-05-07")
            return nil
        }
        return day
    }

    mutating func number(_ column: RegistryColumn, _ range: ClosedRange<Int>, like example: String) -> Int? {
        guard let value = text(column) else { return nil }
        guard let number = wholeNumber(value), range.contains(number) else {
            report(
                column,
                "expected a whole number from \(grouped(range.lowerBound)) to \(grouped(range.upperBound)), "
                    + "such as \(example)")
            return nil
        }
        return number
    }

    /// Won.
    mutating func money(_ column: RegistryColumn) -> Int? {
        number(column, 0...1_000_000_000_000, like: "200000000 or \"200,000,000\" (won)")
    }

    mutating func company(_ column: RegistryColumn) -> BusinessNumber? {
        guard let value = text(column) else { return nil }
        do { return try BusinessNumber(value) } catch {
            report(column, error.description)
            return nil
        }
    }

    mutating func level(_ column: RegistryColumn) -> Level? {
        guard let value = text(column) else { return nil }
        guard let level = Level(parsing: value) else {
            report(column, "is no level; expected 기초, 중간1, 중간2 or 고도 (KS X 9001-1)")
            return nil
        }
        guard level.scale == .builtSystem else {
            report(
                column, "is of the scale \(level.scale.rawValue); expected 기초, 중간1, 중간2 or 고도 (KS X 9001-1)")
            return nil
        }
        return level
    }

    mutating func yesOrNo(_ column: RegistryColumn) -> Bool? {
        guard let value = text(column) else { return nil }
        switch value {
        case "Y", "y": return true
        case "N", "n": return false
        default:
            report(column, "expected Y or N")
            return nil
        }
    }

    mutating func one<Choice>(_ column: RegistryColumn, _ read: (String) -> Choice?) -> Choice? {
        guard let value = text(column) else { return nil }
        guard let choice = read(value) else {
            report(column, "expected \(column.description)")
            return nil
        }
        return choice
    }

    private func raw(_ column: RegistryColumn) -> String? {
        guard let position = header.position(of: column), position < fields.count else { return nil }
        let value = trimmed(fields[position])
        return value.isEmpty ? nil : value
    }
}
