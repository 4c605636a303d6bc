/// The two names of a column: the code for programs, the Korean one for people.
///
/// Files may use either.
package struct ColumnName: Hashable, Sendable, CustomStringConvertible {
    package let code: String
    package let korean: String

    package var description: String { "\(korean) (\(code))" }
}

/// Something in an import file that a person must put right, said so that they can.
package struct RegistryProblem: Error, Hashable, Sendable {
    /// The 1-based line of the file.
    package let line: Int
    /// `nil` when the whole line or file is meant.
    package let column: ColumnName?
    /// What stood there, cut after 80 characters; `nil` when nothing did, or when it is a secret.
    package let value: String?
    /// What is wrong and what would be right.
    package let reason: String

    init(line: Int, column: ColumnName?, value: String?, reason: String) {
        self.line = line
        self.column = column
        self.value = value.map { $0.utf8.count > 80 ? String($0.prefix(80)) : $0 }
        self.reason = reason
    }
}

extension RegistryProblem: CustomStringConvertible {
    /// `line 12, 지역코드 (region) “99”: …`.
    package var description: String {
        var place = "line \(line)"
        if let column { place += ", \(column)" }
        if let value { place += " “\(value)”" }
        return "\(place): \(reason)"
    }
}
