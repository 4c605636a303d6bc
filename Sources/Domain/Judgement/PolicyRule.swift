/// One rule with what a policy says about it.
package struct PolicyRule: Sendable, Equatable {
    /// The days over which a rate is taken.
    package enum Window: String, CaseIterable, Sendable {
        /// The 집중AS phase so far; outside it the rule keeps silent.
        case intensiveAS = "intensive_as"
        case last28
        case last91

        package var korean: String {
            switch self {
            case .intensiveAS: "집중AS기간"
            case .last28: "최근 28일"
            case .last91: "최근 91일"
            }
        }
    }

    /// Another threshold from an age on: what is normal in the first months is not in the second year.
    package struct AgeStep: Sendable, Equatable {
        /// Whole months since completion, from which the threshold holds.
        package let fromMonth: Int
        package let threshold: Double

        package init(fromMonth: Int, threshold: Double) {
            self.fromMonth = fromMonth
            self.threshold = threshold
        }
    }

    package let kind: RuleKind
    /// Working days for `silent` and `never_started`, a ratio 0 to 1 for rates and shares, a percentile 0 to 100 for
    /// `below_peers`, reasons for `evidence_poor`, levels for `level_shortfall`.
    package let threshold: Double
    /// The value that clears what was raised; the threshold itself where a policy says nothing.
    ///
    /// A distance between the two keeps a build near the threshold from being raised and cleared every day.
    package let clearThreshold: Double
    /// Expected days that must have passed before the rule may speak at all.
    package let minimumExpectedDays: Int
    /// Share of the days of work in the window, 0 to 1, of which our own collector must have missed nothing.
    package let minimumCoverage: Double
    package let window: Window
    package let severity: Severity
    /// Comparable builds that there must be; `below_peers` only.
    package let minimumPeers: Int
    /// In ascending order of months.
    package let ageSteps: [AgeStep]
    /// The Korean sentence that states the reason, with `{value}` and other places to fill; `nil` for the usual one.
    package let template: String?

    package init(
        kind: RuleKind, threshold: Double, minimumExpectedDays: Int, clearThreshold: Double? = nil,
        minimumCoverage: Double = 0, window: Window? = nil, severity: Severity = .review,
        minimumPeers: Int = 10, ageSteps: [AgeStep] = [], template: String? = nil
    ) {
        self.kind = kind
        self.threshold = threshold
        self.clearThreshold = clearThreshold ?? threshold
        self.minimumExpectedDays = minimumExpectedDays
        self.minimumCoverage = minimumCoverage
        self.window = window ?? Self.usualWindow(of: kind)
        self.severity = severity
        self.minimumPeers = minimumPeers
        self.ageSteps = ageSteps
        self.template = template
    }

    package static func usualWindow(of kind: RuleKind) -> Window {
        kind == .lowActiveDayRate ? .intensiveAS : .last28
    }

    /// The threshold for a build completed this many whole months ago.
    package func threshold(atMonth month: Int) -> Double {
        ageSteps.last { $0.fromMonth <= month }?.threshold ?? threshold
    }

    /// The clearing value at that age, as far from the threshold as the policy has put it.
    package func clearThreshold(atMonth month: Int) -> Double {
        threshold(atMonth: month) + (clearThreshold - threshold)
    }
}
