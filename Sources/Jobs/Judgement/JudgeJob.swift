package import Domain
import Render
package import Storage

/// Judges every build by the policy in force, raises what holds and clears what no longer does.
package struct JudgeJob: Sendable {
    /// Fewer peers than this are no peers, where the policy does not say how many there must be.
    private static let peersMin = 10

    private let database: Database
    private let alerts: AlertAddresses
    private let codeVersion: String
    private let observe: Observer

    /// - Parameters:
    ///   - alerts: who hears of an observation; with no recipient it is only shown.
    ///   - codeVersion: frozen into the evidence.
    package init(
        database: Database, alerts: AlertAddresses, codeVersion: String, observe: @escaping Observer
    ) {
        self.database = database
        self.alerts = alerts
        self.codeVersion = codeVersion
        self.observe = observe
    }

    package func run(now: Timestamp) async throws -> String {
        guard let policy = try await database.policies.inForce(on: now.day) else {
            return "no policy in force on \(now.day): nothing judged"
        }
        // What has arrived is not held back from those it speaks for.
        _ = try await aggregate(in: database, now: now)
        // An outage that is not written down yet would be held against the builds.
        for outage in try await database.outages.record(now: now) {
            observe(.outageRecorded(from: outage.beganAt, to: outage.endedAt, cause: outage.cause))
        }
        try await endIncidents(policy: policy.policy, now: now)
        let fleet = FleetReading(database: database, policies: [policy.policy], now: now)
        let survey = try await fleet.survey()
        // Before anything is raised: the days of an incident are held against none of its builds.
        var tally = try await openIncidents(among: survey.candidates, by: policy, now: now)
        let minimum = policy.policy.rules.first { $0.kind == .belowPeers }?.minimumPeers ?? Self.peersMin
        try await fleet.forEachPage { page in
            var comparisons: [(build: Int64, comparison: PeerComparison)] = []
            for build in page {
                guard let moment = JudgedMoment(build.build, today: now.day) else {
                    tally.cleared += try await clear(
                        build.openSignals, of: build, "사용을 기대할 수 있는 날이 아직 없습니다.", now: now)
                    continue
                }
                guard moment.isMonitored else { continue }
                tally.add(try await judge(moment, build, by: policy, peers: survey.peers, now: now))
                if let comparison = survey.peers.comparison(of: moment, minimum: minimum) {
                    comparisons.append((build.build.facts.id, comparison))
                }
            }
            try await database.peers.keep(comparisons, now: now)
        }
        return "\(tally.judged) builds judged by \(policy.policy.name) \(policy.policy.version), "
            + "\(tally.raised) observations raised, \(tally.cleared) cleared"
            + (tally.incidents > 0 ? ", \(tally.incidents) incidents of \(tally.members) builds opened" : "")
    }

    // MARK: One build

    private func judge(
        _ moment: JudgedMoment, _ build: BuildToJudge, by policy: StoredPolicy, peers: PeerTable,
        now: Timestamp
    ) async throws -> Tally {
        var tally = Tally(judged: 1)
        let outcomes = Domain.judge(
            moment, by: policy.policy, peers: peers, open: Set(build.openSignals.map(\.rule)))
        for outcome in outcomes {
            let open = build.openSignals.first { $0.rule == outcome.rule.kind }
            switch (outcome.verdict, open) {
            case (.raise, nil):
                tally.raised += try await raise(outcome, moment, policy, now: now)
            case (.clear, let open?), (.explained, let open?), (.notComputable(.tooFewDays), let open?),
                (.notComputable(.nothingToCompare), let open?):
                try await clear(open, outcome, moment, policy, now: now)
                tally.cleared += 1
            default: break
            }
        }
        let dropped = build.openSignals.filter { open in
            !outcomes.contains { $0.rule.kind == open.rule }
        }
        tally.cleared += try await clear(dropped, of: build, "판정 기준에서 제외된 규칙입니다.", now: now)
        return tally
    }

    /// Clears signals that nothing can be judged of any more.
    private func clear(
        _ signals: [OpenSignal], of build: BuildToJudge, _ reason: String, now: Timestamp
    ) async throws -> Int {
        for open in signals {
            try await database.signals.clear(
                open.id, .notComputable(.nothingToCompare), reason: reason, evidence: "{}", now: now)
            observe(.signalCleared(buildCode: build.build.facts.code, rule: open.rule))
        }
        return signals.count
    }

    private func raise(
        _ outcome: RuleOutcome, _ moment: JudgedMoment, _ policy: StoredPolicy, now: Timestamp
    ) async throws -> Int {
        let facts = moment.build.facts
        let evidence = Evidence(outcome, moment, policy: policy.policy, now: now, codeVersion: codeVersion)
        let signal = try await database.signals.raise(
            outcome, build: facts.id, policy: policy, evidence: evidence.json, now: now
        ) { signalID in
            alerts.message(facts, outcome, policy: policy.policy, signalID: signalID, now: now)
        }
        guard signal != nil else { return 0 }
        observe(.signalRaised(buildCode: facts.code, rule: outcome.rule.kind))
        return 1
    }

    private func clear(
        _ signal: OpenSignal, _ outcome: RuleOutcome, _ moment: JudgedMoment, _ policy: StoredPolicy,
        now: Timestamp
    ) async throws {
        let evidence = Evidence(outcome, moment, policy: policy.policy, now: now, codeVersion: codeVersion)
        try await database.signals.clear(
            signal.id, outcome.verdict, reason: Self.reason(toClear: outcome), evidence: evidence.json,
            now: now)
        observe(.signalCleared(buildCode: moment.build.facts.code, rule: signal.rule))
    }

    private static func reason(toClear outcome: RuleOutcome) -> String {
        if case .notComputable(let why) = outcome.verdict { return "더 판정할 수 없습니다: \(why.korean)." }
        let explanation = outcome.explanations.first { $0.outcome == .applies }
        return explanation.map { "\($0.explanation.korean): \($0.detail)" } ?? "조건이 더 이상 성립하지 않습니다."
    }

    // MARK: Many builds

    /// Opens an incident for each common cause of the silences that there are.
    private func openIncidents(
        among candidates: [SilenceCandidate], by policy: StoredPolicy, now: Timestamp
    ) async throws -> Tally {
        guard let commonCause = policy.policy.commonCause else { return Tally() }
        var tally = Tally()
        let lastSigns = Dictionary(
            candidates.compactMap { build in build.silentSince.map { (build.buildID, $0) } },
            uniquingKeysWith: max)
        for cause in commonCauses(in: candidates, by: commonCause) {
            guard
                let id = try await database.incidents.open(
                    cause, lastSigns: lastSigns, policy: policy, now: now)
            else { continue }
            observe(.incidentOpened(id: id, trait: cause.trait.korean, builds: cause.members.count))
            tally.incidents += 1
            tally.members += cause.members.count
        }
        return tally
    }

    /// Ends the incidents whose still silent builds are too few for a common cause.
    private func endIncidents(policy: Policy, now: Timestamp) async throws {
        let share = policy.commonCause?.minimumShare ?? 1
        for incident in try await database.incidents.list(
            openOnly: true, for: .unrestricted, now: now)
        {
            let silent = incident.members - incident.heardAgain
            guard Double(silent) < share * Double(incident.members) else { continue }
            let ended = try await database.incidents.end(
                incident.id, on: now.day.adding(days: -1), by: "judge",
                reason: "\(incident.members)곳 가운데 \(incident.heardAgain)곳이 다시 수신됨", now: now)
            if ended {
                observe(
                    .incidentEnded(id: incident.id, heardAgain: incident.heardAgain, of: incident.members))
            }
        }
    }
}

/// What a run did.
private struct Tally {
    var judged = 0
    var raised = 0
    var cleared = 0
    var incidents = 0
    var members = 0

    mutating func add(_ other: Tally) {
        judged += other.judged
        raised += other.raised
        cleared += other.cleared
        incidents += other.incidents
        members += other.members
    }
}
