/// A versioned set of rules (판정 기준).
///
/// No official threshold is published, so a policy says whether its values are official, and every
/// signal repeats it.
package struct Policy: Sendable, Equatable {
    package let name: String
    package let version: Int
    package let isOfficial: Bool
    package let author: String
    /// Who activated it, another person than the author; `nil` for a draft, which judges no build.
    package let approver: String?
    /// The first day on which it judges.
    package let effectiveFrom: Day
    /// Days for which a recorded change of supplier, system or address explains a feed that stops or thins.
    package let changeDays: Int
    /// Days after completion from which a build without a key is listed as a task of the agency.
    package let keyDueDays: Int
    /// Days after which the first record of a day is late, 0 to 60.
    ///
    /// Such a day is left out of the bound of the active-day rate that harms the build.
    package let lateDays: Int
    /// `nil`: builds that fall silent together are judged one by one.
    package let commonCause: CommonCausePolicy?
    package let rules: [PolicyRule]

    /// Where a policy says nothing, or none is in force.
    package static let standardKeyDueDays = 14
    /// Where a policy does not say it.
    package static let standardLateDays = 7

    package init(
        name: String, version: Int, isOfficial: Bool, author: String, approver: String?, effectiveFrom: Day,
        changeDays: Int = 30, keyDueDays: Int = standardKeyDueDays, lateDays: Int = standardLateDays,
        commonCause: CommonCausePolicy? = nil,
        rules: [PolicyRule]
    ) {
        self.name = name
        self.version = version
        self.isOfficial = isOfficial
        self.author = author
        self.approver = approver
        self.effectiveFrom = effectiveFrom
        self.changeDays = changeDays
        self.keyDueDays = keyDueDays
        self.lateDays = lateDays
        self.commonCause = commonCause
        self.rules = rules
    }

    /// Whether both have the same content, regardless of the order of their rules and of their approvers.
    package func hasSameContent(as other: Policy) -> Bool {
        func sorted(_ rules: [PolicyRule]) -> [PolicyRule] {
            rules.sorted { $0.kind.rawValue < $1.kind.rawValue }
        }
        return (name, version, isOfficial, author) == (
            other.name, other.version, other.isOfficial, other.author
        )
            && (effectiveFrom, changeDays, keyDueDays, lateDays)
                == (other.effectiveFrom, other.changeDays, other.keyDueDays, other.lateDays)
            && commonCause == other.commonCause && sorted(rules) == sorted(other.rules)
    }

    /// The sentence that accompanies every figure judged by this policy.
    package var label: String { Self.label(isOfficial: isOfficial) }

    package static func label(isOfficial: Bool) -> String {
        isOfficial ? "기관이 정한 공식 기준값" : "공식 기준값 없음: 기관이 정해야 하는 값"
    }
}
