/// To which of the official groups a declared figure belongs.
package enum PlanClass: String, CaseIterable, Hashable, Sendable {
    case productivity = "P"
    case quality = "Q"
    case cost = "C"
    case delivery = "D"
    case safety = "S"
    case environment = "E"

    package var korean: String {
        switch self {
        case .productivity: "생산성"
        case .quality: "품질"
        case .cost: "원가"
        case .delivery: "납기"
        case .safety: "안전"
        case .environment: "환경"
        }
    }
}

extension PlanClass {
    fileprivate var place: Int {
        switch self {
        case .productivity: 0
        case .quality: 1
        case .cost: 2
        case .delivery: 3
        case .safety: 4
        case .environment: 5
        }
    }
}

/// Which way a declared figure gets better.
package enum PlanDirection: String, CaseIterable, Hashable, Sendable {
    case higher, lower

    package var korean: String {
        switch self {
        case .higher: "증가"
        case .lower: "감소"
        }
    }
}

/// A figure that a project declared in its plan (사업계획서) and, at its end, a result of it.
///
/// None of it is measured by Afterbuild: it comes from the firm's own papers and is labelled so wherever it stands.
package struct PlanTarget: Hashable, Sendable {
    /// How every declared figure is labelled.
    package static let label = "사업계획서 신고값 (Afterbuild가 측정한 값이 아님)"

    package let projectCode: String
    package let planClass: PlanClass
    package let name: String
    package let unit: String
    package let direction: PlanDirection
    /// Before the build.
    package let base: Double
    package let target: Double
    /// Percent; those of one project sum to 100.
    package let weight: Double
    /// `nil` until the final evaluation.
    package let result: Double?
    /// When the result was measured; given exactly where there is a result.
    package let measuredOn: Day?

    package init(
        projectCode: String, planClass: PlanClass, name: String, unit: String, direction: PlanDirection,
        base: Double, target: Double, weight: Double, result: Double? = nil, measuredOn: Day? = nil
    ) {
        self.projectCode = projectCode
        self.planClass = planClass
        self.name = name
        self.unit = unit
        self.direction = direction
        self.base = base
        self.target = target
        self.weight = weight
        self.result = result
        self.measuredOn = measuredOn
    }

    /// 달성률: how much of the way from base to target the result went, (result − base) ÷ (target − base).
    ///
    /// Safe for both directions: 1 is the target, more is beyond it, less than 0 is worse than before. `nil` without a
    /// result, and where the target is to keep the base.
    package var achievement: Double? {
        guard let result, target != base else { return nil }
        return (result - base) / (target - base)
    }

    /// 개선율 in percent, (after − before) ÷ before × 100 as the programme's own KPI feed has it.
    ///
    /// The sign follows the direction (증가·감소 특성): more than 0 is better than before. `nil` without a result, and where
    /// the base is 0.
    package var improvement: Double? {
        guard let result, base != 0 else { return nil }
        let change = (result - base) / base.magnitude * 100
        return direction == .higher ? change : -change
    }

    /// What one project has once: its class and its name.
    package var key: Key { Key(projectCode: projectCode, planClass: planClass, name: name) }

    /// In the order of the projects, the classes and the names.
    package struct Key: Hashable, Comparable, Sendable {
        package let projectCode: String
        package let planClass: PlanClass
        package let name: String

        package static func < (left: Key, right: Key) -> Bool {
            (left.projectCode, left.planClass.place, left.name)
                < (right.projectCode, right.planClass.place, right.name)
        }
    }

    /// Whether `other` differs from this by nothing but a result that this one has not.
    package func isCompleted(by other: PlanTarget) -> Bool {
        result == nil && other.result != nil
            && self
                == PlanTarget(
                    projectCode: other.projectCode, planClass: other.planClass, name: other.name,
                    unit: other.unit, direction: other.direction, base: other.base, target: other.target,
                    weight: other.weight)
    }
}
