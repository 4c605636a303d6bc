/// Everything that is wrong with the settings, found in one go.
struct SettingsProblems: Error, Equatable {
    /// One setting that cannot be used.
    struct Problem: Equatable, CustomStringConvertible {
        /// The environment variable, whether the value came from it or from a flag.
        let name: String
        /// The value, or `(hidden)` when it may hold a password.
        let found: String
        /// What would be right.
        let right: String

        var description: String { "\(name): found \(found), expected \(right)" }
    }

    /// In the order of `Setting`, unknown names last.
    let problems: [Problem]
    /// Every setting as far as it was understood, for `afterbuild check`.
    var listing: [SettingLine] = []
}

extension SettingsProblems: CustomStringConvertible {
    /// One line for each problem.
    var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
