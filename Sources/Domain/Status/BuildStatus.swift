/// What the registry says of one build, as pages, answers and reports need it.
package struct BuildFacts: Sendable, Equatable {
    package let id: Int64
    package let code: String
    package let projectCode: String
    package let programmeCode: String
    /// Programme and support type in Korean.
    package let programmeName: String
    /// 지원유형 as the programme's catalogue has it, such as 고도화1; `nil` where the programme has none.
    package let supportType: String?
    package let adopterName: String
    /// Ten digits.
    package let adopterNumber: String
    package private(set) var supplierName: String?
    package private(set) var supplierNumber: String?
    package let siteName: String?
    /// Korean name of the province or city.
    package let region: String?
    /// The two digits of the 시도.
    package let regionCode: String?
    package let ksic: String?
    package let sizeClass: String?
    package let solution: String?
    package let targetLevel: String?
    package let confirmedLevel: String?
    package let intakeProfile: IntakeProfile
    package let collectFrom: Day?
    /// The first day on which a key existed and the collection window was open; `nil` where there is no key.
    package let collectingFrom: Day?
    /// With the changes of period that are in force.
    package private(set) var phases: PhaseDates
    package let site: SiteCalendar
    /// Declared suspensions of business (휴업) that were not withdrawn.
    package private(set) var suspensions: [Suspension] = []
    /// Changes that were not withdrawn, those to come included, in the order of the days on which they take effect.
    package private(set) var changes: [ChangeEvent] = []
    /// Days on which it was silent together with many other builds.
    package private(set) var incidents: [ClosedRange<Day>] = []

    package init(
        id: Int64, code: String, projectCode: String, programmeCode: String, programmeName: String,
        adopterName: String, adopterNumber: String, supplierName: String?, supplierNumber: String?,
        siteName: String?, region: String?, ksic: String?, sizeClass: String?, solution: String?,
        targetLevel: String?, confirmedLevel: String?, intakeProfile: IntakeProfile, collectFrom: Day?,
        collectingFrom: Day?, phases: PhaseDates, site: SiteCalendar, regionCode: String? = nil,
        supportType: String? = nil
    ) {
        self.regionCode = regionCode
        self.supportType = supportType
        self.id = id
        self.code = code
        self.projectCode = projectCode
        self.programmeCode = programmeCode
        self.programmeName = programmeName
        self.adopterName = adopterName
        self.adopterNumber = adopterNumber
        self.supplierName = supplierName
        self.supplierNumber = supplierNumber
        self.siteName = siteName
        self.region = region
        self.ksic = ksic
        self.sizeClass = sizeClass
        self.solution = solution
        self.targetLevel = targetLevel
        self.confirmedLevel = confirmedLevel
        self.intakeProfile = intakeProfile
        self.collectFrom = collectFrom
        self.collectingFrom = collectingFrom
        self.phases = phases
        self.site = site
    }

    /// The same build with what was declared of it beside the registry file.
    ///
    /// - Parameter today: changes of period move its dates from the day on which they take effect.
    package func declaring(
        suspensions: [Suspension], changes: [ChangeEvent], incidents: [ClosedRange<Day>] = [], today: Day
    ) -> BuildFacts {
        var facts = self
        facts.suspensions = suspensions
        facts.changes = changes
        facts.incidents = incidents
        facts.phases = phases.following(changes, today: today)
        return facts
    }

    /// The same with the declarations that a caller may see; its dates stay as they are.
    func declaring(
        suspensions: [Suspension], changes: [ChangeEvent], incidents: [ClosedRange<Day>]
    ) -> BuildFacts {
        var facts = self
        facts.suspensions = suspensions
        facts.changes = changes
        facts.incidents = incidents
        return facts
    }

    /// The same build with the supplier of a contract; `nil`: without one.
    package func supplied(by contract: SupplierContract?) -> BuildFacts {
        var facts = self
        facts.supplierName = contract?.name
        facts.supplierNumber = contract?.number
        return facts
    }

    /// Changes that took effect in the window and may be why records are missing.
    package func changesExplainingSilence(in window: ClosedRange<Day>) -> [ChangeEvent] {
        changes.filter { $0.kind.explainsSilence && window.contains($0.effectiveOn) }
    }

    /// The day from which time to first use is counted: completion, or the first day on which collecting is possible if
    /// later; `nil` before completion is known, and without a key.
    package var countedFrom: Day? {
        guard let completedOn = phases.completedOn, let collectingFrom else { return nil }
        return max(completedOn, collectingFrom)
    }

    package func calendar(_ shared: SharedCalendar) -> BuildCalendar {
        BuildCalendar(
            site: site, completedOn: phases.completedOn, collectFrom: collectFrom,
            collectTo: phases.collectTo, collectingFrom: collectingFrom, suspensions: suspensions,
            incidents: incidents, shared: shared)
    }
}

/// A signal as it was frozen when it was raised.
///
/// Until suspensions and cases exist, every signal is an observation for the agency.
package struct RaisedSignal: Sendable, Equatable {
    package let id: Int64
    package let buildCode: String
    package let rule: RuleKind
    package let raisedAt: Timestamp
    package let clearedAt: Timestamp?
    package let window: ClosedRange<Day>
    package let reason: String
    package let policyName: String
    package let policyVersion: Int
    package let policyLabel: String
    package let threshold: Double
    package let value: Double?
    package let numerator: Int?
    package let denominator: Int?
    package let severity: Severity
    /// The KPI of the figure; `nil` where the rule reads what is no KPI.
    package let kpi: KPI?
    /// Empty where signals are only counted.
    package let evidence: SignalEvidence

    package init(
        id: Int64, buildCode: String, rule: RuleKind, raisedAt: Timestamp, clearedAt: Timestamp?,
        window: ClosedRange<Day>, reason: String, policyName: String, policyVersion: Int, policyLabel: String,
        threshold: Double, value: Double?, numerator: Int?, denominator: Int?, severity: Severity = .review,
        kpi: KPI? = nil, evidence: SignalEvidence = .none
    ) {
        self.id = id
        self.buildCode = buildCode
        self.rule = rule
        self.raisedAt = raisedAt
        self.clearedAt = clearedAt
        self.window = window
        self.reason = reason
        self.policyName = policyName
        self.policyVersion = policyVersion
        self.policyLabel = policyLabel
        self.threshold = threshold
        self.value = value
        self.numerator = numerator
        self.denominator = denominator
        self.severity = severity
        self.kpi = kpi ?? rule.kpi
        self.evidence = evidence
    }
}

/// Everything that is said about one build at one instant.
package struct BuildStatus: Sendable {
    package let facts: BuildFacts
    package let phase: Phase
    /// The instant at which this was computed; its KST day is the "today" of all figures.
    package let asOf: Timestamp
    /// Yesterday, this month, this quarter, and the 집중AS phase where there is one.
    package let windows: [WindowKPIs]
    /// Build days of about the last half year, for the calendar.
    package let days: [BuildDay]
    package let calendar: BuildCalendar
    package let firstUse: Day?
    package let lastSign: Day?
    /// Newest first, open and cleared; `nil` where the caller may not read signals.
    package let signals: [RaisedSignal]?
    /// Where it stood among comparable builds when it was judged last; `nil` where there are too few.
    package let peers: PeerComparison?

    package init(
        facts: BuildFacts, phase: Phase, asOf: Timestamp, windows: [WindowKPIs], days: [BuildDay],
        calendar: BuildCalendar, firstUse: Day?, lastSign: Day?, signals: [RaisedSignal]?,
        peers: PeerComparison? = nil
    ) {
        self.facts = facts
        self.phase = phase
        self.asOf = asOf
        self.windows = windows
        self.days = days
        self.calendar = calendar
        self.firstUse = firstUse
        self.lastSign = lastSign
        self.signals = signals
        self.peers = peers
    }

    package func window(_ kind: WindowKind) -> WindowKPIs? { windows.first { $0.kind == kind } }

}
