package import Domain

/// Everything that a committee needs to decide about one case, in one document that stands alone.
///
/// It says the day on which it was made and no time: the same state gives the same bytes on the same day.
package struct Dossier: Sendable {
    /// A policy by which signals of the case were raised.
    package struct Policy: Sendable {
        let name: String
        let version: Int
        let isOfficial: Bool
        let author: String
        let approver: String?
        let effectiveFrom: Day
        let source: String

        /// - Parameter source: as it was written.
        package init(
            name: String, version: Int, isOfficial: Bool, author: String, approver: String?,
            effectiveFrom: Day, source: String
        ) {
            self.name = name
            self.version = version
            self.isOfficial = isOfficial
            self.author = author
            self.approver = approver
            self.effectiveFrom = effectiveFrom
            self.source = source
        }
    }

    let caseTitle: String
    let code: String
    let adopter: String
    let madeOn: String
    let stateName: String
    let isHeld: Bool
    let isTest: Bool
    let caseFactList: [BuildPage.Fact]
    let buildFactList: [BuildPage.Fact]
    let signalList: [Signal]
    let hasSignals: Bool
    let policyList: [PolicyLine]
    let timelineLines: [TimelineSection.Line]
    let stepLines: [StepLine]
    let letters: [Letter]
    let hasLetters: Bool
    let linkList: [CasePage.LinkLine]
    let hasLinks: Bool
    let deadlines: [DeadlineLine]
    let hasDeadlines: Bool
    let nextList: [Next]
    let caveatList: [String]

    /// A signal with what was frozen when it was raised.
    struct Signal: Sendable {
        let number: String
        let observation: ObservationSection.Observation
        let bounds: String?
        let excluded: [WindowSection.Reason]
        let hasExcluded: Bool
        let policyName: String
    }

    struct PolicyLine: Sendable {
        let policyTitle: String
        let facts: [BuildPage.Fact]
        let source: String
    }

    /// One letter of the correspondence: what was asked or what was answered.
    struct Letter: Sendable {
        let time: String
        let from: String
        let to: String
        let what: String
        let text: String
        let documents: [StepLine.Document]
    }

    struct Next: Sendable {
        let nextName: String
        let decider: String
    }

    /// - Parameters:
    ///   - status: of the case's build, at the instant of the case.
    ///   - incidents: those that the build was in.
    ///   - signals: those that the case is about.
    ///   - isTestClock: adds a note that its times are not real.
    package init(
        _ reviewed: ReviewedCase, status: BuildStatus, incidents: [BuildIncident], signals: [RaisedSignal],
        policies: [Policy], isTestClock: Bool
    ) {
        caseTitle = "검토 건 \(reviewed.id)"
        code = reviewed.buildCode
        adopter = status.facts.adopterName
        madeOn = dayText(reviewed.today)
        stateName = reviewed.state.korean
        isHeld = reviewed.history.isHeld
        isTest = isTestClock
        caseFactList = caseFacts(reviewed)
        buildFactList = BuildPage.facts(status)
        signalList = signals.sorted { $0.id < $1.id }.map(Self.signal)
        hasSignals = !signals.isEmpty
        policyList = policies.map(Self.policy)
        let timeline = TimelineSection(
            Timeline(
                status.facts, status.calendar, signals: status.signals, incidents: incidents,
                today: reviewed.today), today: reviewed.today)
        timelineLines = timeline.recent + timeline.earlier
        stepLines = reviewed.history.steps.map(StepLine.init)
        letters = reviewed.history.steps.compactMap(Self.letter)
        hasLetters = !letters.isEmpty
        linkList = reviewed.links.map(CasePage.LinkLine.init)
        hasLinks = !linkList.isEmpty
        deadlines = reviewed.history.windows.map { DeadlineLine($0, of: reviewed) }
        hasDeadlines = !deadlines.isEmpty
        nextList = CaseState.allCases.filter(reviewed.state.next.contains).map {
            Next(nextName: $0.korean, decider: $0.decider)
        }
        caveatList = caveats(of: status)
    }

    private static func signal(_ signal: RaisedSignal) -> Signal {
        let evidence = signal.evidence
        let frozen = signal.kpi.map {
            KPIValue(
                kpi: $0, numerator: signal.numerator, denominator: signal.denominator, value: signal.value,
                low: evidence.low, favourable: evidence.favourable)
        }
        let excluded = WindowSection.reasons(evidence.excluded)
        return Signal(
            number: "\(signal.id)", observation: ObservationSection.observation(signal),
            bounds: frozen.flatMap(boundsText), excluded: excluded, hasExcluded: !excluded.isEmpty,
            policyName: "\(signal.policyName) 제\(signal.policyVersion)판")
    }

    private static func policy(_ policy: Policy) -> PolicyLine {
        PolicyLine(
            policyTitle: "\(policy.name) 제\(policy.version)판",
            facts: [
                BuildPage.Fact(term: "작성", value: policy.author),
                BuildPage.Fact(term: "승인", value: policy.approver ?? "없음"),
                BuildPage.Fact(term: "시행일", value: dayText(policy.effectiveFrom)),
                BuildPage.Fact(term: "성격", value: Domain.Policy.label(isOfficial: policy.isOfficial)),
            ], source: policy.source)
    }

    private static func letter(_ step: CaseStep) -> Letter? {
        let line = StepLine(step)
        let sides: (from: String, to: String, what: String)
        switch step.act {
        case .entered(let state, _, let window?):
            let names = window.addressees.sorted().map(\.korean).joined(separator: ", ")
            sides = ("기관 (\(step.actor.name))", names, "\(state.korean) · 고지한 기한 \(dayText(window.dueOn))")
        case .reply(let party, _): sides = ("\(party.korean) (\(step.actor.name))", "기관", line.title)
        case .delivery(let party): sides = ("기관 (\(step.actor.name))", party.korean, "송달")
        default: return nil
        }
        return Letter(
            time: line.time, from: sides.from, to: sides.to, what: sides.what, text: step.text,
            documents: line.documents)
    }
}
