/// What a file of changes says.
package struct ChangeFile: Sendable {
    /// Lines without problem, in the order of the file.
    package let rows: [(line: Int, draft: ChangeDraft)]
    package let problems: [RegistryProblem]
}

/// Reads the file of `change import`: a change a line, columns in any order under either name.
package enum ChangeFileReader {
    /// Never throws: whatever is wrong is a problem with its line.
    ///
    /// Whether builds and projects exist is not known here.
    package static func read(_ text: String) -> ChangeFile {
        let table: CSVTable
        do { table = try CSVTable(text) } catch {
            return ChangeFile(
                rows: [],
                problems: [RegistryProblem(line: error.line, column: nil, value: nil, reason: error.reason)])
        }
        var problems: [RegistryProblem] = []
        var positions: [ChangeColumn: Int] = [:]
        for (position, title) in table.header.enumerated() {
            let column = ChangeColumn.allCases.first {
                $0.name.korean == title || $0.rawValue == title.lowercased()
            }
            guard let column, positions.updateValue(position, forKey: column) == nil else {
                let known = ChangeColumn.allCases.map(\.rawValue).joined(separator: ", ")
                problems.append(
                    RegistryProblem(
                        line: table.headerLine, column: column?.name, value: title,
                        reason: column == nil
                            ? "unknown column; the columns are \(known)" : "this column is there twice"))
                continue
            }
        }
        guard problems.isEmpty else { return ChangeFile(rows: [], problems: problems) }
        var rows: [(line: Int, draft: ChangeDraft)] = []
        for row in table.rows {
            guard row.fields.count == table.header.count else {
                problems.append(
                    RegistryProblem(
                        line: row.line, column: nil, value: nil,
                        reason: "\(row.fields.count) fields, but the header has \(table.header.count)"))
                continue
            }
            do throws(ChangeProblem) {
                let draft = try ChangeDraft { column in
                    let value = positions[column].map { trimmed(row.fields[$0]) } ?? ""
                    return value.isEmpty ? nil : value
                }
                rows.append((row.line, draft))
            } catch {
                problems.append(
                    RegistryProblem(
                        line: row.line, column: error.column, value: error.value, reason: error.reason))
            }
        }
        return ChangeFile(rows: rows, problems: problems)
    }
}
