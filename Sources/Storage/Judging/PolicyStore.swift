package import Domain
import Postgres

/// A policy with its database id.
package struct StoredPolicy: Sendable {
    package let id: Int64
    package let policy: Policy
}

/// Why a draft cannot be activated.
package enum ActivationRefusal: Error, Equatable {
    /// Its author cannot approve it.
    case ownPolicy
    /// There is no back-test of exactly this draft.
    case notBacktested
    case activeAlready
}

/// Policies, their rules and back-tests.
package struct PolicyStore: Store {
    let database: Database

    /// Adds a draft; a version that exists is refused by a unique violation.
    package func add(_ policy: Policy, yaml: String, now: Timestamp) async throws -> Int64 {
        try await write { session in
            let common = policy.commonCause
            let id = try session.single(
                Query(reading: "policy_insert") { try $0.int64("policy_id") },
                [
                    .text(policy.name), .int(Int64(policy.version)), .bool(policy.isOfficial),
                    .text(policy.author), .day(policy.effectiveFrom), .int(Int64(policy.changeDays)),
                    .int(common.map { Int64($0.minimumBuilds) }), .double(common?.minimumShare),
                    .int(common.map { Int64($0.spreadDays) }), .int(common.map { Int64($0.silentDays) }),
                    .time(now), .text(yaml), .int(Int64(policy.keyDueDays)),
                    .int(Int64(policy.lateDays)),
                ])
            for rule in policy.rules { try add(rule, to: id, in: session) }
            try session.audit(
                "policy draft", of: "\(policy.name) \(policy.version)", by: policy.author, at: now)
            return id
        }
    }

    private func add(_ rule: PolicyRule, to policy: Int64, in session: borrowing Session) throws {
        try session.run(
            Query("policy_rule_insert"),
            [
                .int(policy), .text(rule.kind.rawValue), .double(rule.threshold),
                .double(rule.clearThreshold),
                .int(Int64(rule.minimumExpectedDays)), .double(rule.minimumCoverage),
                .text(rule.window.rawValue), .text(rule.severity.rawValue), .int(Int64(rule.minimumPeers)),
                .text(rule.template),
            ])
        for step in rule.ageSteps {
            try session.run(
                Query("policy_rule_step_insert"),
                [
                    .int(policy), .text(rule.kind.rawValue), .int(Int64(step.fromMonth)),
                    .double(step.threshold),
                ])
        }
    }

    /// Lets a draft judge from its effective date on.
    ///
    /// - Throws: `ActivationRefusal` where the database refuses it.
    package func activate(_ policy: StoredPolicy, approver: String, now: Timestamp) async throws {
        do {
            try await write { session in
                let before = try session.first(
                    Query(reading: "policy_in_force", readPolicy),
                    [.day(policy.policy.effectiveFrom)])
                try session.run(
                    Query("policy_activate"), [.int(policy.id), .text(approver), .time(now)])
                if before?.policy.lateDays != policy.policy.lateDays {
                    try session.run(
                        Query("window_touch_everyone"),
                        [.text("policy activated"), .text("late_days \(policy.policy.lateDays)")])
                }
                try session.audit(
                    "policy activate", of: "\(policy.policy.name) \(policy.policy.version)", by: approver,
                    at: now)
            }
        } catch let error as PostgresError where error.query == "policy_activate" {
            if error.isUniqueViolation { throw ActivationRefusal.activeAlready }
            if error.message.contains("approver_is_not_author") { throw ActivationRefusal.ownPolicy }
            if error.message.contains("activation_needs_a_backtest") { throw ActivationRefusal.notBacktested }
            throw error
        }
    }

    /// The activated policy that judges on `day`; `nil` where there is none, and then nothing is judged.
    package func inForce(on day: Day) async throws -> StoredPolicy? {
        try await read { session in
            try session.first(
                Query(reading: "policy_in_force", readPolicy), [.day(day)]
            ).map { try withRules($0, in: session) }
        }
    }

    /// Every policy, drafts too, newest first.
    package func list() async throws -> [StoredPolicy] {
        try await read { session in
            try session.rows(Query(reading: "policy_list", readPolicy)).map {
                try withRules($0, in: session)
            }
        }
    }

    private func withRules(_ stored: StoredPolicy, in session: borrowing Session) throws -> StoredPolicy {
        let steps = Dictionary(
            grouping: try session.rows(
                Query(reading: "policy_rule_steps") {
                    (
                        rule: try $0.string("rule"),
                        step: PolicyRule.AgeStep(
                            fromMonth: try $0.int("from_month"), threshold: try $0.double("threshold"))
                    )
                }, [.int(stored.id)]), by: \.rule)
        let rules = try session.rows(
            Query(reading: "policy_rules") { row in
                try readRule(row, steps: steps[try row.string("rule")]?.map(\.step) ?? [])
            }, [.int(stored.id)])
        let policy = stored.policy
        return StoredPolicy(
            id: stored.id,
            policy: Policy(
                name: policy.name, version: policy.version, isOfficial: policy.isOfficial,
                author: policy.author, approver: policy.approver, effectiveFrom: policy.effectiveFrom,
                changeDays: policy.changeDays, keyDueDays: policy.keyDueDays, lateDays: policy.lateDays,
                commonCause: policy.commonCause,
                rules: rules))
    }
}

private func readRule(_ row: borrowing RowReader, steps: [PolicyRule.AgeStep]) throws -> PolicyRule {
    guard let kind = RuleKind(rawValue: try row.string("rule")),
        let window = PolicyRule.Window(rawValue: try row.string("days")),
        let severity = Severity(rawValue: try row.string("severity"))
    else { throw UnexpectedRow(query: "policy_rules", column: "rule") }
    return PolicyRule(
        kind: kind, threshold: try row.double("threshold"),
        minimumExpectedDays: try row.int("minimum_expected_days"),
        clearThreshold: try row.double("clear_threshold"),
        minimumCoverage: try row.double("minimum_coverage"), window: window,
        severity: severity, minimumPeers: try row.int("minimum_peers"), ageSteps: steps,
        template: try row.optionalText("template"))
}

private func readPolicy(_ row: borrowing RowReader) throws -> StoredPolicy {
    var common: CommonCausePolicy?
    if let builds = try row.optionalInt("common_cause_builds"),
        let share = try row.optionalDouble("common_cause_share"),
        let days = try row.optionalInt("common_cause_days"),
        let silence = try row.optionalInt("common_cause_silence")
    {
        common = CommonCausePolicy(
            minimumBuilds: Int(builds), minimumShare: share, spreadDays: Int(days), silentDays: Int(silence))
    }
    return StoredPolicy(
        id: try row.int64("policy_id"),
        policy: Policy(
            name: try row.string("name"), version: try row.int("version"),
            isOfficial: try row.bool("official"),
            author: try row.string("author"), approver: try row.optionalText("approver"),
            effectiveFrom: try row.day("effective_from"),
            changeDays: try row.int("change_days"), keyDueDays: try row.int("key_due_days"),
            lateDays: try row.int("late_days"),
            commonCause: common, rules: []))
}
