/// A seed file (`sql/seed/*.csv`) that cannot be read: the installation is broken, or the agency edited it wrongly.
package struct SeedProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let line: Int
    package let reason: String

    package var description: String { "line \(line): \(reason)" }
}

/// A CSV file with known columns in any order; other columns are ignored.
struct SeedTable {
    struct Row {
        let line: Int
        private let values: [String: String]

        init(line: Int, values: [String: String]) {
            self.line = line
            self.values = values
        }

        /// `nil` when the cell is empty.
        func text(_ column: String) -> String? {
            guard let value = values[column], !value.isEmpty else { return nil }
            return value
        }

        func required(_ column: String) throws(SeedProblem) -> String {
            guard let value = text(column) else { throw problem("\(column) is empty") }
            return value
        }

        func number(_ column: String) throws(SeedProblem) -> Int? {
            guard let value = text(column) else { return nil }
            guard let number = wholeNumber(value) else {
                throw problem("\(column) is “\(value)”; expected a whole number such as 50")
            }
            return number
        }

        func day(_ column: String) throws(SeedProblem) -> Day? {
            guard let value = text(column) else { return nil }
            guard let day = Day(parsing: value) else {
                throw problem("\(column) is “\(value)”; expected a day such as 2026-05-07")
            }
            return day
        }

        func problem(_ reason: String) -> SeedProblem { SeedProblem(line: line, reason: reason) }
    }

    let rows: [Row]

    init(_ csv: String, columns: [String]) throws(SeedProblem) {
        let table: CSVTable
        do { table = try CSVTable(csv) } catch { throw SeedProblem(line: error.line, reason: error.reason) }
        for column in columns where !table.header.contains(column) {
            throw SeedProblem(
                line: table.headerLine,
                reason: "column \(column) is missing; the columns are \(columns.joined(separator: ", "))")
        }
        var rows: [Row] = []
        for row in table.rows {
            guard row.fields.count == table.header.count else {
                throw SeedProblem(
                    line: row.line, reason: "\(row.fields.count) fields; the header has \(table.header.count)"
                )
            }
            var values: [String: String] = [:]
            for (column, field) in zip(table.header, row.fields) { values[column] = trimmed(field) }
            rows.append(Row(line: row.line, values: values))
        }
        self.rows = rows
    }
}
