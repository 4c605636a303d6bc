package import Domain
package import Storage

/// Past quarters judged again under a draft, beside the policy that is in force.
///
/// Every build is judged on the first day of the next quarter, with what is known today: corrections and late records
/// are in. An observation that was raised stays until its rule clears it, as in the nightly run; common causes are not
/// looked for.
package struct Backtest: Sendable {
    private let database: Database
    private let codeVersion: String

    package init(database: Database, codeVersion: String) {
        self.database = database
        self.codeVersion = codeVersion
    }

    /// Judges the `quarters` before the one of `now` and stores the result for the draft.
    ///
    /// - Parameter actor: who asked for it.
    package func run(
        _ draft: StoredPolicy, against active: StoredPolicy?, quarters count: Int, actor: String,
        now: Timestamp
    ) async throws -> BacktestReport {
        let quarters = Self.quarters(before: now.day, count: count)
        let days = quarters.map { $0.days.upperBound.adding(days: 1) }
        let policies = [draft.policy] + (active.map { [$0.policy] } ?? [])
        let fleet = FleetReading(
            database: database, policies: policies, now: now, earliest: days.first ?? now.day)
        let peers = try await fleet.peers(on: days)
        var report = BacktestReport(
            draft: draft.policy, active: active?.policy, quarters: quarters, builds: 0, verdicts: [])
        try await fleet.forEachPage { page in
            for build in page {
                report.builds += 1
                report.verdicts += Self.verdicts(
                    build.build, draft.policy, active?.policy, quarters: quarters, peers: peers)
            }
        }
        try await database.policies.addBacktest(
            report, draft: draft.id, active: active?.id, actor: actor, codeVersion: codeVersion, now: now)
        return report
    }

    /// The last `count` quarters that are over, the oldest first.
    package static func quarters(before today: Day, count: Int) -> [Quarter] {
        let current = Quarter(containing: today).first
        return (1...max(1, count)).reversed().map {
            Quarter(containing: current.adding(months: -3 * $0))
        }
    }

    /// What either policy raises at the end of each quarter.
    static func verdicts(
        _ build: JudgedBuild, _ draft: Policy, _ active: Policy?, quarters: [Quarter],
        peers: [Day: PeerTable]
    ) -> [BacktestVerdict] {
        guard let last = quarters.last, let strip = build.strip(until: last.days.upperBound.adding(days: 1))
        else { return [] }
        var raised: (draft: Set<RuleKind>, active: Set<RuleKind>) = ([], [])
        var found: [BacktestVerdict] = []
        for quarter in quarters {
            let day = quarter.days.upperBound.adding(days: 1)
            guard let moment = build.moment(on: day, strip), moment.isMonitored else { continue }
            raised.draft = raisedRules(moment, draft, peers[day], before: raised.draft)
            if let active { raised.active = raisedRules(moment, active, peers[day], before: raised.active) }
            for rule in RuleKind.allCases where raised.draft.contains(rule) || raised.active.contains(rule) {
                found.append(
                    BacktestVerdict(
                        quarter: quarter, facts: BacktestVerdict.Facts(build.facts, month: moment.month),
                        rule: rule, isRaisedByDraft: raised.draft.contains(rule),
                        isRaisedByActive: raised.active.contains(rule)))
            }
        }
        return found
    }

    /// The rules that stand raised after this day.
    private static func raisedRules(
        _ moment: JudgedMoment, _ policy: Policy, _ peers: PeerTable?, before: Set<RuleKind>
    ) -> Set<RuleKind> {
        var raised = before.intersection(policy.rules.map(\.kind))
        for outcome in judge(moment, by: policy, peers: peers, open: raised) {
            switch outcome.verdict {
            case .raise: raised.insert(outcome.rule.kind)
            case .clear, .explained, .notComputable(.tooFewDays), .notComputable(.nothingToCompare):
                raised.remove(outcome.rule.kind)
            case .keep, .unverifiable, .notComputable: break
            }
        }
        return raised
    }
}
