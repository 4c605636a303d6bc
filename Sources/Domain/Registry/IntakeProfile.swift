/// How much of what happened reaches us: a dated column of the build, set by people and never guessed.
package enum IntakeProfile: String, CaseIterable, Hashable, Sendable {
    /// Every record that the client sends.
    case full = "FULL"
    /// A feed that keeps one record per key and 10 minutes: counts of records and users are lower bounds.
    case legacy10min = "LEGACY_10MIN"

    package var code: String { rawValue }

    /// The Korean form in which it is written in files and shown to staff.
    package var korean: String {
        switch self {
        case .full: "전체"
        case .legacy10min: "10분"
        }
    }

    /// Reads the Korean form or the code.
    package init?(parsing text: String) {
        guard let found = Self.allCases.first(where: { $0.korean == text || $0.code == text.uppercased() })
        else {
            return nil
        }
        self = found
    }
}
