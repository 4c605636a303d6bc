package import Domain
import Render
package import Storage

/// Judges every build by the policy in force, raises what holds and clears what no longer does.
package struct JudgeJob: Sendable {
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
        guard let policy = try await database.policyInForce(on: now.day) else {
            return "no policy in force on \(now.day): nothing judged"
        }
        var judged = 0
        var raised = 0
        var cleared = 0
        try await database.forEachPage(supplier: nil, now: now, historyDays: 0) { page in
            for status in page where status.phase != .building && status.phase != .ended {
                judged += 1
                let change = try await judge(status, by: policy, now: now)
                raised += change.raised
                cleared += change.cleared
            }
        }
        return "\(judged) builds judged by \(policy.policy.name) \(policy.policy.version), "
            + "\(raised) observations raised, \(cleared) cleared"
    }

    private func judge(
        _ status: BuildStatus, by policy: StoredPolicy, now: Timestamp
    ) async throws -> (raised: Int, cleared: Int) {
        guard let current = status.window(.month) else { return (0, 0) }
        let phase = status.phase == .intensiveAS ? status.window(.intensiveAS) : nil
        let findings = Domain.judge(
            policy: policy.policy, phase: phase, current: current, silentDays: status.silentDays,
            expectedSoFar: status.expectedSoFar)
        var raised = 0
        var cleared = 0
        for finding in findings where !status.signals.contains(where: { $0.rule == finding.rule.kind }) {
            let evidence = Evidence(status, finding, policy: policy.policy, codeVersion: codeVersion)
            let signal = try await database.raise(
                finding, build: status.facts.id, policy: policy, evidence: evidence.json, now: now
            ) { signalID in alerts.message(status, finding, policy: policy.policy, signalID: signalID) }
            guard signal != nil else { continue }
            observe(.signalRaised(buildCode: status.facts.code, rule: finding.rule.kind))
            raised += 1
        }
        for signal in status.signals where !findings.contains(where: { $0.rule.kind == signal.rule }) {
            // Outside the phase its rule cannot be judged: the observation stays as it was.
            if signal.rule == .lowActiveDayRate && phase == nil { continue }
            guard let rule = policy.policy.rules.first(where: { $0.kind == signal.rule }) else { continue }
            let window = signal.rule == .silent ? current : phase ?? current
            let evidence = Evidence(status, rule, in: window, policy: policy.policy, codeVersion: codeVersion)
            try await database.clear(
                signal.id, reason: "조건이 더 이상 성립하지 않습니다.", evidence: evidence.json, now: now)
            observe(.signalCleared(buildCode: status.facts.code, rule: signal.rule))
            cleared += 1
        }
        return (raised, cleared)
    }
}

extension BuildStatus {
    /// Days since completion on which work was expected: a rule speaks only when there were enough.
    fileprivate var expectedSoFar: Int {
        guard let first = calendar.firstPossibleDay, first <= asOf.day else { return 0 }
        return calendar.expectedDays(in: first...asOf.day, today: asOf.day).expected.count
    }
}
