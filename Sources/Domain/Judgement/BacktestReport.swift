/// A rule that stands raised for a build at the end of a quarter, under a draft, the active policy, or both.
package struct BacktestVerdict: Sendable {
    /// What the report groups by.
    package struct Facts: Sendable {
        package let buildID: Int64
        package let code: String
        package let programme: String
        package let size: String
        package let region: String
        package let supplier: String
        /// Whole years since completion.
        package let year: Int

        package init(_ facts: BuildFacts, month: Int) {
            buildID = facts.id
            code = facts.code
            programme = facts.programmeName
            size = facts.sizeClass.flatMap(SizeClass.init(parsing:))?.korean ?? "-"
            region = facts.region ?? "-"
            supplier = facts.supplierName ?? "-"
            year = month / 12
        }
    }

    package let quarter: Quarter
    package let facts: Facts
    package let rule: RuleKind
    package let isRaisedByDraft: Bool
    package let isRaisedByActive: Bool

    package init(
        quarter: Quarter, facts: Facts, rule: RuleKind, isRaisedByDraft: Bool, isRaisedByActive: Bool
    ) {
        self.quarter = quarter
        self.facts = facts
        self.rule = rule
        self.isRaisedByDraft = isRaisedByDraft
        self.isRaisedByActive = isRaisedByActive
    }
}

/// What a draft would have done to the fleet, beside the active policy.
package struct BacktestReport: Sendable {
    package let draft: Policy
    package let active: Policy?
    package let quarters: [Quarter]
    /// Builds that were looked at.
    package var builds: Int
    package var verdicts: [BacktestVerdict]

    package init(
        draft: Policy, active: Policy?, quarters: [Quarter], builds: Int, verdicts: [BacktestVerdict]
    ) {
        self.draft = draft
        self.active = active
        self.quarters = quarters
        self.builds = builds
        self.verdicts = verdicts
    }

    /// A line of a table: how often a group is raised by each of the two policies.
    package struct Line: Sendable, Equatable {
        package let group: String
        package let draft: Int
        package let active: Int
        /// Raised by the draft alone.
        package let added: Int
        /// Raised by the active policy alone.
        package let dropped: Int
    }

    /// What the lines are grouped by.
    package enum Grouping: String, CaseIterable, Sendable {
        case quarter, rule, programme, size, region, supplier, age

        func group(_ verdict: BacktestVerdict) -> String {
            switch self {
            case .quarter: verdict.quarter.description
            case .rule: verdict.rule.rawValue
            case .programme: verdict.facts.programme
            case .size: verdict.facts.size
            case .region: verdict.facts.region
            case .supplier: verdict.facts.supplier
            case .age: "\(verdict.facts.year + 1)년차"
            }
        }
    }

    /// One line a group: quarters in their order, all others by how much the two policies differ.
    package func lines(by grouping: Grouping) -> [Line] {
        let lines = Dictionary(grouping: verdicts, by: grouping.group).map { group, verdicts in
            Line(
                group: group, draft: verdicts.count(where: \.isRaisedByDraft),
                active: verdicts.count(where: \.isRaisedByActive),
                added: verdicts.count { $0.isRaisedByDraft && !$0.isRaisedByActive },
                dropped: verdicts.count { !$0.isRaisedByDraft && $0.isRaisedByActive })
        }
        return lines.sorted { one, other in
            if grouping == .quarter { return one.group < other.group }
            let changes = (one.added + one.dropped, other.added + other.dropped)
            return changes.0 == changes.1 ? one.group < other.group : changes.0 > changes.1
        }
    }
}
