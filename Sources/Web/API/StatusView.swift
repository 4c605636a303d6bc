package import Domain
import Render

/// `GET /v1/builds/{code}/status`: everything that is said about one build at one instant.
package struct StatusView: Encodable, Sendable {
    let asOf: String
    let build: BuildView
    let phase: PhaseView
    let windows: [WindowView]
    let firstUse: Nullable<String>
    let lastSign: Nullable<String>
    /// Newest first; the key is absent for roles that must not see signals.
    let signals: [SignalView]?
    /// Sentences that belong to the figures wherever they are shown.
    let labels: [String]
    let links: Links

    /// - Parameter publicURL: the address under which the service is reached, without a slash at its end.
    package init(_ status: BuildStatus, seesSignals: Bool, publicURL: String) {
        asOf = status.asOf.iso8601
        build = BuildView(status.facts)
        phase = PhaseView(PhaseSpan(status.phase, of: status.facts.phases), today: status.asOf.day)
        windows = status.windows.map(WindowView.init)
        firstUse = Nullable(status.firstUse?.description)
        lastSign = Nullable(status.lastSign?.description)
        signals = seesSignals ? status.signals.map(SignalView.init) : nil
        labels = caveats(of: status)
        links = Links(code: status.facts.code, publicURL)
    }
}

/// What the registry says of the build.
struct BuildView: Encodable, Sendable {
    let code: String
    let projectCode: String
    let programmeCode: String
    let programme: String
    let adopter: Party
    let supplier: Nullable<Party>
    let site: Nullable<String>
    let region: Nullable<String>
    let ksic: Nullable<String>
    let sizeClass: Nullable<String>
    let solution: Nullable<String>
    let targetLevel: Nullable<String>
    let confirmedLevel: Nullable<String>
    let intakeProfile: String
    let collectFrom: Nullable<String>
    let collectTo: Nullable<String>
    let completedOn: Nullable<String>
    let intensiveAsTo: Nullable<String>
    let finalEvaluatedOn: Nullable<String>
    let workdaysKo: String
    let worksOnHolidays: Bool
    let shutdowns: [DaysView]

    struct Party: Encodable, Sendable {
        let name: String
        let businessNumber: Nullable<String>
    }

    init(_ facts: BuildFacts) {
        code = facts.code
        projectCode = facts.projectCode
        programmeCode = facts.programmeCode
        programme = facts.programmeName
        adopter = Party(name: facts.adopterName, businessNumber: Nullable(facts.adopterNumber))
        supplier = Nullable(
            facts.supplierName.map { Party(name: $0, businessNumber: Nullable(facts.supplierNumber)) })
        site = Nullable(facts.siteName)
        region = Nullable(facts.region)
        ksic = Nullable(facts.ksic)
        sizeClass = Nullable(facts.sizeClass)
        solution = Nullable(facts.solution)
        targetLevel = Nullable(facts.targetLevel)
        confirmedLevel = Nullable(facts.confirmedLevel)
        intakeProfile = facts.intakeProfile.rawValue
        collectFrom = Nullable(facts.collectFrom?.description)
        collectTo = Nullable(facts.phases.collectTo?.description)
        completedOn = Nullable(facts.phases.completedOn?.description)
        intensiveAsTo = Nullable(facts.phases.asTo?.description)
        finalEvaluatedOn = Nullable(facts.phases.finalEvaluatedOn?.description)
        workdaysKo = facts.site.workdaysText
        worksOnHolidays = facts.site.worksOnHolidays
        shutdowns = facts.site.shutdowns.map(DaysView.init)
    }
}

/// Both days included.
struct DaysView: Encodable, Sendable {
    let from: String
    let to: String

    init(_ days: ClosedRange<Day>) {
        from = days.lowerBound.description
        to = days.upperBound.description
    }
}

/// The current phase with its borders, both included, as far as they are known.
struct PhaseView: Encodable, Sendable {
    let code: String
    let nameKo: String
    let from: Nullable<String>
    let to: Nullable<String>
    let daysLeft: Nullable<Int>

    init(_ span: PhaseSpan, today: Day) {
        code = span.phase.rawValue
        nameKo = span.phase.korean
        from = Nullable(span.from?.description)
        to = Nullable(span.to?.description)
        daysLeft = Nullable(span.daysLeft(on: today))
    }
}

/// A window with what was expected, what was left out and why, and the figures.
struct WindowView: Encodable, Sendable {
    let kind: String
    let nameKo: String
    let from: String
    let to: String
    let expectedDays: Int
    let excludedDays: [Excluded]
    let kpis: [Figure]

    struct Excluded: Encodable, Sendable {
        let day: String
        let reason: String
        let reasonKo: String
        let name: Nullable<String>
    }

    /// A KPI; rates are ratios from 0 to 1.
    struct Figure: Encodable, Sendable {
        let code: String
        let nameKo: String
        let unit: String
        let value: Nullable<Double>
        let numerator: Nullable<Int>
        let denominator: Nullable<Int>
        let low: Nullable<Double>
        let favourable: Nullable<Double>
        /// The 95 % interval of a rate.
        let intervalLow: Nullable<Double>
        let intervalHigh: Nullable<Double>
        /// What the figure is held against: the rate of the build's own start, the median of its peers.
        let reference: Nullable<Double>
        let formulaKo: String
        let definitionVersion: Int
    }

    init(_ window: WindowKPIs) {
        kind = window.kind.rawValue
        nameKo = window.kind.korean
        from = window.days.lowerBound.description
        to = window.days.upperBound.description
        expectedDays = window.expectation.expected.count
        excludedDays = window.expectation.excluded.map {
            Excluded(
                day: $0.day.description, reason: $0.reason.rawValue, reasonKo: $0.reason.korean,
                name: Nullable($0.name))
        }
        kpis = window.values.map {
            Figure(
                code: $0.kpi.rawValue, nameKo: $0.kpi.korean, unit: $0.kpi.unit, value: Nullable($0.value),
                numerator: Nullable($0.numerator), denominator: Nullable($0.denominator),
                low: Nullable($0.low),
                favourable: Nullable($0.favourable), intervalLow: Nullable($0.interval?.lowerBound),
                intervalHigh: Nullable($0.interval?.upperBound), reference: Nullable($0.reference),
                formulaKo: $0.kpi.formula, definitionVersion: $0.kpi.definition.version)
        }
    }
}

/// A signal with its frozen numbers.
///
/// It is an observation for the agency and no decision.
struct SignalView: Encodable, Sendable {
    let id: Int64
    let rule: String
    let nameKo: String
    let observation = true
    /// How much attention it asks for: `notice`, `review` or `visit`.
    let severity: String
    let severityKo: String
    let reason: String
    let window: DaysView
    let policy: PolicyView
    let threshold: Double
    let value: Nullable<Double>
    let numerator: Nullable<Int>
    let denominator: Nullable<Int>
    let raisedAt: String
    let clearedAt: Nullable<String>
    let clearedByKo: String
    /// What was tested before it was raised; empty for rules that are not about use, and for old signals.
    let explanations: [ExplanationView]
    let peers: Nullable<PeersView>
    let doubts: [DoubtView]
    /// Share of the days of work, 0 to 1, of which our collector missed nothing.
    let coverage: Nullable<Double>
    let expectedDays: Nullable<Int>

    struct PolicyView: Encodable, Sendable {
        let name: String
        let version: Int
        let label: String
    }

    struct ExplanationView: Encodable, Sendable {
        let code: String
        let nameKo: String
        /// `applies`, `ruled_out`, or `open` where people must ask.
        let outcome: String
        let outcomeKo: String
        let detailKo: String
    }

    /// Those with whom the build was compared.
    struct PeersView: Encodable, Sendable {
        let circleKo: String
        let count: Int
        let median: Nullable<Double>
        /// From 0 to 100.
        let percentile: Nullable<Double>
    }

    struct DoubtView: Encodable, Sendable {
        let code: String
        let nameKo: String
    }

    private enum CodingKeys: CodingKey {
        case id, rule, nameKo, observation, severity, severityKo, reason, window, policy, threshold, value
        case numerator, denominator, raisedAt, clearedAt, clearedByKo
        case explanations, peers, doubts, coverage, expectedDays
    }

    init(_ signal: RaisedSignal) {
        id = signal.id
        rule = signal.rule.rawValue
        nameKo = signal.rule.korean
        severity = signal.severity.rawValue
        severityKo = signal.severity.korean
        reason = signal.reason
        window = DaysView(signal.window)
        policy = PolicyView(name: signal.policyName, version: signal.policyVersion, label: signal.policyLabel)
        threshold = signal.threshold
        value = Nullable(signal.value)
        numerator = Nullable(signal.numerator)
        denominator = Nullable(signal.denominator)
        raisedAt = signal.raisedAt.iso8601
        clearedAt = Nullable(signal.clearedAt?.iso8601)
        clearedByKo = signal.rule.clearedBy
        let evidence = signal.evidence
        explanations = evidence.explanations.map {
            ExplanationView(
                code: $0.explanation.rawValue, nameKo: $0.explanation.korean, outcome: $0.outcome.rawValue,
                outcomeKo: $0.outcome.korean, detailKo: $0.detail)
        }
        peers = Nullable(
            evidence.peers.map {
                PeersView(
                    circleKo: $0.circle, count: $0.count, median: Nullable($0.median),
                    percentile: Nullable($0.percentile))
            })
        doubts = evidence.doubts.map { DoubtView(code: $0.rawValue, nameKo: $0.korean) }
        coverage = Nullable(evidence.coverage)
        expectedDays = Nullable(evidence.expectedDays)
    }
}
