package import Domain

/// What the agency sees of all builds together, above their list.
///
/// For roles that see signals only.
package struct FleetOverview: Sendable {
    /// Many builds that fell silent together, and have not been heard again in a number that ends it.
    package struct Incident: Sendable {
        let traitName: String
        let members: Int
        let sharing: Int
        let heardAgain: Int
        let lastSigns: ClosedRange<Day>
        let openedAt: Timestamp

        /// - Parameters:
        ///   - sharing: builds that share what its members have in common, when it was opened.
        ///   - lastSigns: when the first and the last of its builds were heard for the last time.
        package init(
            traitName: String, members: Int, sharing: Int, heardAgain: Int, lastSigns: ClosedRange<Day>,
            openedAt: Timestamp
        ) {
            self.traitName = traitName
            self.members = members
            self.sharing = sharing
            self.heardAgain = heardAgain
            self.lastSigns = lastSigns
            self.openedAt = openedAt
        }
    }

    /// What became of the observations of one rule.
    package struct RuleOutcomes: Sendable {
        let rule: RuleKind
        let raised: Int
        let examined: Int
        let innocent: Int
        let confirmed: Int

        /// - Parameters:
        ///   - examined: signals that a case is or was about.
        ///   - innocent: signals whose case ended with a good reason, or without a finding.
        ///   - confirmed: signals whose case confirmed them.
        package init(rule: RuleKind, raised: Int, examined: Int, innocent: Int, confirmed: Int) {
            self.rule = rule
            self.raised = raised
            self.examined = examined
            self.innocent = innocent
            self.confirmed = confirmed
        }
    }

    let incidents: [Incident]
    let openByRule: [RuleKind: Int]
    let outcomes: [RuleOutcomes]
    package let missingKeys: MissingKeys

    /// - Parameters:
    ///   - incidents: open ones, in the order in which they are shown.
    ///   - openByRule: how many observations are open; rules without any may be left out.
    package init(
        incidents: [Incident], openByRule: [RuleKind: Int], outcomes: [RuleOutcomes],
        missingKeys: MissingKeys
    ) {
        self.incidents = incidents
        self.openByRule = openByRule
        self.outcomes = outcomes
        self.missingKeys = missingKeys
    }
}
