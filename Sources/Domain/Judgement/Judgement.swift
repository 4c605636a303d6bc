/// The outcomes of every rule of `policy` for one build on one day, in the policy's order.
///
/// A rule harms only by the bound that favours the build, and keeps silent where it knows too little.
///
/// - Parameters:
///   - peers: of the same day; `nil` where nobody is compared, and `below_peers` then keeps silent.
///   - open: the rules that stand raised: those of a phase that is over are still measured, so that they can be cleared.
package func judge(
    _ moment: JudgedMoment, by policy: Policy, peers: PeerTable?, open: Set<RuleKind> = []
) -> [RuleOutcome] {
    let doubts = evidenceDoubts(moment)
    let poor = policy.rules.first { $0.kind == .evidencePoor }
    let isInDoubt = poor.map { Double(doubts.count) >= $0.threshold(atMonth: moment.month) } ?? false
    return policy.rules.map { rule in
        outcome(
            of: rule, moment, policy, peers, doubts: doubts, isInDoubt: isInDoubt,
            isOpen: open.contains(rule.kind))
    }
}

private func outcome(
    of rule: PolicyRule, _ moment: JudgedMoment, _ policy: Policy, _ peers: PeerTable?,
    doubts: [EvidenceDoubt], isInDoubt: Bool, isOpen: Bool
) -> RuleOutcome {
    let threshold = rule.threshold(atMonth: moment.month)
    let measurement: Measurement
    do throws(NotComputableMeasurement) {
        measurement = try rule.measure(moment, peers: peers, isOpen: isOpen)
    } catch {
        return RuleOutcome(
            rule: rule, threshold: threshold, verdict: .notComputable(error.reason), compared: nil,
            value: nil,
            window: moment.last(28), coverage: 1, peers: nil, doubts: doubts, explanations: [])
    }
    var explanations: [TestedExplanation] = []
    let verdict: Verdict
    switch rule.position(of: measurement.compared, atMonth: moment.month) {
    case .harms where rule.kind.isAboutUse && isInDoubt: verdict = .unverifiable
    case .harms where rule.kind.isAboutUse:
        explanations = ExplanationTester(
            moment: moment, rule: rule, measurement: measurement, changeDays: policy.changeDays
        ).all()
        verdict = explanations.contains { $0.outcome == .applies } ? .explained : .raise
    case .harms: verdict = .raise
    case .between: verdict = .keep
    case .clears: verdict = rule.kind.isAboutUse && isInDoubt ? .unverifiable : .clear
    }
    return RuleOutcome(
        rule: rule, threshold: threshold, verdict: verdict, compared: measurement.compared,
        value: measurement.value, window: measurement.window, coverage: measurement.coverage,
        peers: measurement.peers, doubts: doubts, explanations: explanations)
}

extension PolicyRule {
    fileprivate enum Position {
        case harms, between, clears
    }

    fileprivate func position(of value: Double, atMonth month: Int) -> Position {
        let raising = threshold(atMonth: month)
        let clearing = clearThreshold(atMonth: month)
        switch kind.sense {
        case .atLeast:
            if value >= raising { return .harms }
            return value < clearing || clearing == raising ? .clears : .between
        case .below:
            if value < raising { return .harms }
            return value >= clearing ? .clears : .between
        }
    }
}

/// `62.5%`: one decimal, rounded down in the last place so that a rate below a threshold never prints as reaching it.
package func percent(_ ratio: Double) -> String {
    let tenths = Int((ratio * 1_000 + 1e-9).rounded(.down))
    return "\(tenths / 10).\(tenths % 10)%"
}
