package import Domain
import Postgres

/// A policy in force with its database id.
package struct StoredPolicy: Sendable {
    package let id: Int64
    package let policy: Policy
}

/// A message that goes out because of a finding, to be written in the same transaction.
package struct OutboxMessage: Sendable {
    /// Never sent twice under one key.
    package let idempotencyKey: String
    package let kind: String
    package let subject: String
    package let body: String
    package let recipients: [String]

    package init(idempotencyKey: String, kind: String, subject: String, body: String, recipients: [String]) {
        self.idempotencyKey = idempotencyKey
        self.kind = kind
        self.subject = subject
        self.body = body
        self.recipients = recipients
    }
}

extension Database {
    /// Adds a policy; a version that exists is refused by a unique violation.
    package func addPolicy(_ policy: Policy, yaml: String, now: Timestamp) async throws -> Int64 {
        try await run { session in
            let id = try files.first(
                Query(reading: "policy_insert") { try $0.int64(0) }, in: session,
                [
                    .text(policy.name), .int(Int64(policy.version)), .bool(policy.isOfficial),
                    .text(policy.author),
                    .text(policy.approver), .day(policy.effectiveFrom), .time(now), .text(yaml),
                ])
            guard let id else { throw UnexpectedRow(query: "policy_insert", column: 0) }
            for rule in policy.rules {
                try files.run(
                    Query("policy_rule_insert"), in: session,
                    [
                        .int(id), .text(rule.kind.rawValue), .double(rule.threshold),
                        .int(Int64(rule.minimumExpectedDays)),
                    ])
            }
            try audit(
                "policy import", subject: "\(policy.name) \(policy.version)", "{}", policy.author, now,
                in: session)
            return id
        }
    }

    /// The policy that judges on `day`; `nil` where there is none, and then nothing is judged.
    package func policyInForce(on day: Day) async throws -> StoredPolicy? {
        try await run { session in
            try files.rows(Query(reading: "policy_in_force", readPolicy), in: session, [.day(day)]).first.map
            {
                try withRules($0, in: session)
            }
        }
    }

    /// Every policy, newest first.
    package func policies() async throws -> [StoredPolicy] {
        try await run { session in
            try files.rows(Query(reading: "policy_list", readPolicy), in: session).map {
                try withRules($0, in: session)
            }
        }
    }

    /// Raises a signal with its frozen evidence, and puts `message` into the outbox in the same transaction.
    ///
    /// - Parameter message: made from the signal's id.
    /// - Returns: the signal's id; `nil` where this rule is already raised for this build, and then nothing is done.
    package func raise(
        _ finding: Finding, build: Int64, policy: StoredPolicy, evidence: String, now: Timestamp,
        message: @escaping @Sendable (_ signalID: Int64) -> OutboxMessage?
    ) async throws -> Int64? {
        try await run { session in
            // Held to the end of the transaction: another judge then sees the signal.
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.signal'))", as: "signal_lock")
            let id = try files.first(
                Query(reading: "signal_insert") { try $0.int64(0) }, in: session,
                [
                    .int(build), .int(policy.id), .text(finding.rule.kind.rawValue), .time(now),
                    .day(finding.window.lowerBound), .day(finding.window.upperBound), .text(finding.reason),
                    .text(evidence),
                ])
            guard let id else { return nil }
            if let message = message(id) { try post(message, signal: id, now: now, in: session) }
            return id
        }
    }

    /// Ends a signal with the numbers that ended it.
    package func clear(_ signalID: Int64, reason: String, evidence: String, now: Timestamp) async throws {
        try await run { session in
            _ = try files.run(
                Query("signal_clear"), in: session,
                [.int(signalID), .time(now), .text(reason), .text(evidence)])
        }
    }

    private func post(
        _ message: OutboxMessage, signal: Int64, now: Timestamp, in session: borrowing Session
    ) throws {
        let id = try files.first(
            Query(reading: "outbox_insert") { try $0.int64(0) }, in: session,
            [
                .text(message.idempotencyKey), .text(message.kind), .int(signal), .time(now),
                .text(message.subject),
                .text(message.body),
            ])
        guard let id else { return }
        for recipient in message.recipients {
            try files.run(
                Query("outbox_recipient_insert"), in: session, [.int(id), .text(recipient), .time(now)])
        }
    }

    private func withRules(_ stored: StoredPolicy, in session: borrowing Session) throws -> StoredPolicy {
        let rules = try files.rows(
            Query(reading: "policy_rules") { row in
                guard let kind = RuleKind(rawValue: try row.string(0)) else {
                    throw UnexpectedRow(query: "policy_rules", column: 0)
                }
                return PolicyRule(
                    kind: kind, threshold: try row.double(1), minimumExpectedDays: try row.int(2))
            }, in: session, [.int(stored.id)])
        let policy = stored.policy
        return StoredPolicy(
            id: stored.id,
            policy: Policy(
                name: policy.name, version: policy.version, isOfficial: policy.isOfficial,
                author: policy.author,
                approver: policy.approver, effectiveFrom: policy.effectiveFrom, rules: rules))
    }
}

private func readPolicy(_ row: borrowing RowReader) throws -> StoredPolicy {
    StoredPolicy(
        id: try row.int64(0),
        policy: Policy(
            name: try row.string(1), version: try row.int(2), isOfficial: try row.bool(3),
            author: try row.string(4), approver: try row.string(5), effectiveFrom: try row.day(6), rules: []))
}
