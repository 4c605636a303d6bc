/// A key that an installed client already uses, and the build that it belongs to.
package struct KeyFileRow: Hashable, Sendable {
    /// The 1-based line of the file.
    package let line: Int
    package let buildCode: String
    package let key: KeyText
    /// The first day on which it existed; `nil`: from the opening of the collection window of its build.
    package let since: Day?
}

/// What a key file says.
///
/// Problems never repeat a key.
package struct KeyFile: Sendable {
    /// Lines without problem, in the order of the file.
    ///
    /// A build may have several keys.
    package let rows: [KeyFileRow]
    package let problems: [RegistryProblem]
}

/// Reads the file of `key import`: the columns build_code 구축건코드 and key 인증키, and where it is known since when a key
/// exists, since 사용시작일; in any order and either language.
package enum KeyFileReader {
    package static let buildCode = ColumnName(code: "build_code", korean: "구축건코드")
    package static let key = ColumnName(code: "key", korean: "인증키")
    package static let since = ColumnName(code: "since", korean: "사용시작일")

    /// Never throws: whatever is wrong is a problem with its line.
    ///
    /// Whether the builds exist is not known here.
    package static func read(_ text: String) -> KeyFile {
        let table: CSVTable
        do { table = try CSVTable(text) } catch {
            return KeyFile(
                rows: [],
                problems: [RegistryProblem(line: error.line, column: nil, value: nil, reason: error.reason)])
        }
        var problems: [RegistryProblem] = []
        func optionalPosition(_ column: ColumnName) -> Int? {
            table.header.firstIndex { $0 == column.korean || $0.lowercased() == column.code }
        }
        func position(_ column: ColumnName) -> Int? {
            let found = optionalPosition(column)
            if found == nil {
                problems.append(
                    RegistryProblem(
                        line: table.headerLine, column: column, value: nil,
                        reason:
                            "the column is missing; the first line must be “\(buildCode.code),\(key.code)” "
                            + "or “\(buildCode.korean),\(key.korean)”"))
            }
            return found
        }
        let buildPosition = position(buildCode)
        let keyPosition = position(key)
        let sincePosition = optionalPosition(since)
        guard let buildPosition, let keyPosition else { return KeyFile(rows: [], problems: problems) }
        var rows: [KeyFileRow] = []
        var lines: [KeyText: Int] = [:]
        for row in table.rows {
            func report(_ column: ColumnName?, _ value: String?, _ reason: String) {
                problems.append(RegistryProblem(line: row.line, column: column, value: value, reason: reason))
            }
            guard row.fields.count == table.header.count else {
                report(nil, nil, "\(row.fields.count) fields, but the header has \(table.header.count)")
                continue
            }
            let code = trimmed(row.fields[buildPosition])
            let isCode = BuildCode.isValid(code)
            if !isCode { report(buildCode, code.isEmpty ? nil : code, "expected \(BuildCode.rule)") }
            let sinceText = sincePosition.map { trimmed(row.fields[$0]) } ?? ""
            let since = Day(parsing: sinceText).flatMap { (2010...2100).contains($0.year) ? $0 : nil }
            let isSince = since != nil || sinceText.isEmpty
            if !isSince {
                report(
                    Self.since, sinceText,
                    "is no day; expected YYYY-MM-DD between 2010 and 2100, such as 2026-05-07, or nothing")
            }
            do {
                let key = try KeyText(trimmed(row.fields[keyPosition]))
                if let earlier = lines[key] {
                    report(
                        Self.key, nil,
                        "the same key is already on line \(earlier); a key belongs to one build")
                } else {
                    lines[key] = row.line
                    if isCode, isSince {
                        rows.append(KeyFileRow(line: row.line, buildCode: code, key: key, since: since))
                    }
                }
            } catch {
                report(
                    Self.key, nil, "\(error); expected \(KeyText.prefix) and 43 characters of . / 0-9 A-Z a-z"
                )
            }
        }
        return KeyFile(rows: rows, problems: problems)
    }
}
