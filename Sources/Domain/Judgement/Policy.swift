/// The rules that exist.
///
/// Which of them apply, and from which threshold on, is policy: data, not code.
package enum RuleKind: String, CaseIterable, Sendable {
    /// No sign of life for at least N working days.
    case silent
    /// Active-day rate of the 집중AS phase below X.
    case lowActiveDayRate = "low_active_day_rate"

    package var korean: String {
        switch self {
        case .silent: "무신호"
        case .lowActiveDayRate: "사용일 비율 낮음"
        }
    }

    /// What would clear an observation of this rule.
    package var clearedBy: String {
        switch self {
        case .silent: "사용 기록이 한 건이라도 다시 수신되면 해제됩니다."
        case .lowActiveDayRate: "집중AS기간 사용일 비율이 기준 이상이 되면 해제됩니다."
        }
    }
}

/// One rule with the threshold that a policy gives it.
package struct PolicyRule: Sendable, Equatable {
    package let kind: RuleKind
    /// Working days for `silent` (raised at or above it); a ratio 0 to 1 for `low_active_day_rate` (raised below it).
    package let threshold: Double
    /// Expected days that must have passed before the rule may speak at all.
    package let minimumExpectedDays: Int

    package init(kind: RuleKind, threshold: Double, minimumExpectedDays: Int) {
        self.kind = kind
        self.threshold = threshold
        self.minimumExpectedDays = minimumExpectedDays
    }
}

/// A versioned set of rules (판정 기준).
///
/// No official threshold is published (domain note 2.5), so a policy says whether its values are official, and every
/// signal repeats it.
package struct Policy: Sendable, Equatable {
    package let name: String
    package let version: Int
    package let isOfficial: Bool
    package let author: String
    package let approver: String
    package let effectiveFrom: Day
    package let rules: [PolicyRule]

    package init(
        name: String, version: Int, isOfficial: Bool, author: String, approver: String, effectiveFrom: Day,
        rules: [PolicyRule]
    ) {
        self.name = name
        self.version = version
        self.isOfficial = isOfficial
        self.author = author
        self.approver = approver
        self.effectiveFrom = effectiveFrom
        self.rules = rules
    }

    /// Whether both say the same, in whatever order their rules stand.
    package func hasContent(of other: Policy) -> Bool {
        func sorted(_ rules: [PolicyRule]) -> [PolicyRule] {
            rules.sorted { $0.kind.rawValue < $1.kind.rawValue }
        }
        return (name, version, isOfficial, author, approver) == (
            other.name, other.version, other.isOfficial, other.author, other.approver
        ) && effectiveFrom == other.effectiveFrom && sorted(rules) == sorted(other.rules)
    }

    /// The sentence that accompanies every figure judged by this policy.
    package var label: String { Self.label(isOfficial: isOfficial) }

    package static func label(isOfficial: Bool) -> String {
        isOfficial ? "기관이 정한 공식 기준값" : "공식 기준값 없음: 기관이 정해야 하는 값"
    }
}
