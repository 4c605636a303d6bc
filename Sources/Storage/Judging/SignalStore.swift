package import Domain
import Postgres

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

/// Signals: raised, cleared, listed.
package struct SignalStore: Store {
    let database: Database

    /// Raises a signal with its frozen evidence, and puts `message` into the outbox in the same transaction.
    ///
    /// - Parameter message: made from the signal's id.
    /// - Returns: the signal's id; `nil` where this rule is already raised for this build, and then nothing is done.
    package func raise(
        _ outcome: RuleOutcome, build: Int64, policy: StoredPolicy, evidence: String, now: Timestamp,
        message: @escaping @Sendable (_ signalID: Int64) -> OutboxMessage?
    ) async throws -> Int64? {
        try await write { session in
            // Held to the end of the transaction: another judge then sees the signal.
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.signal'))", as: "signal_lock")
            let id = try session.first(
                Query(reading: "signal_insert") { try $0.int64("signal_id") },
                [
                    .int(build), .int(policy.id), .text(outcome.rule.kind.rawValue),
                    .text(outcome.rule.severity.rawValue), .time(now), .day(outcome.window.lowerBound),
                    .day(outcome.window.upperBound), .text(outcome.reason), .text(evidence),
                ])
            guard let id else { return nil }
            if let message = message(id) { try post(message, signal: id, now: now, in: session) }
            return id
        }
    }

    /// Ends a signal with the numbers that ended it.
    package func clear(
        _ signalID: Int64, _ verdict: Verdict, reason: String, evidence: String, now: Timestamp
    ) async throws {
        try await write { session in
            _ = try session.run(
                Query("signal_clear"),
                [.int(signalID), .time(now), .text(reason), .text(verdict.code), .text(evidence)])
        }
    }

    /// The signals of builds that were not cleared, in the order in which they were raised.
    package func open(of builds: [Int64]) async throws -> [Int64: [OpenSignal]] {
        try await read { session in try open(of: builds, in: session) }
    }

    /// Puts a message into the outbox, in the transaction of what gives cause for it.
    func post(
        _ message: OutboxMessage, signal: Int64? = nil, now: Timestamp, in session: borrowing Session
    ) throws {
        let id = try session.first(
            Query(reading: "outbox_insert") { try $0.int64("message_id") },
            [
                .text(message.idempotencyKey), .text(message.kind), .int(signal), .time(now),
                .text(message.subject), .text(message.body),
            ])
        guard let id else { return }
        for recipient in message.recipients {
            try session.run(
                Query("outbox_recipient_insert"), [.int(id), .text(recipient), .time(now)])
        }
    }
}

extension SignalStore {
    /// The signals of builds that were not cleared.
    func open(
        of builds: [Int64], in session: borrowing Session
    ) throws -> [Int64: [OpenSignal]] {
        let found = try session.rows(
            Query(reading: "signals_open") { row in
                let rule: RuleKind = try row.value("rule")
                return (
                    build: try row.int64("build_id"),
                    signal: OpenSignal(id: try row.int64("signal_id"), rule: rule)
                )
            }, [.intArray(builds)])
        return Dictionary(grouping: found, by: \.build).mapValues { $0.map(\.signal) }
    }
}

/// A signal that was not cleared.
package struct OpenSignal: Sendable {
    package let id: Int64
    package let rule: RuleKind
}

extension SignalStore {
    /// Signals of builds, newest first; open ones only, or those that ended as well.
    ///
    /// Open ones come without their evidence.
    func list(
        of builds: [Int64], includingCleared: Bool, asOf: Timestamp? = nil, in session: borrowing Session
    ) throws -> [(build: Int64, signal: RaisedSignal)] {
        try session.rows(
            Query(reading: "signals_of_builds") {
                (build: try $0.int64("build_id"), signal: try readSignal($0))
            },
            [.intArray(builds), .bool(includingCleared), .time(asOf)])
    }
}

func readSignal(_ row: borrowing RowReader) throws -> RaisedSignal {
    guard let rule = RuleKind(rawValue: try row.string("rule")),
        let severity = Severity(rawValue: try row.string("severity"))
    else { throw UnexpectedRow(query: "signals_of_builds", column: "rule") }
    return RaisedSignal(
        id: try row.int64("signal_id"), buildCode: try row.string("build_code"), rule: rule,
        raisedAt: try row.timestamp("raised_at"),
        clearedAt: try row.optionalTimestamp("cleared_at"),
        window: try row.day("window_from")...(try row.day("window_to")),
        reason: try row.string("reason"), policyName: try row.string("policy_name"),
        policyVersion: try row.int("policy_version"),
        policyLabel: Policy.label(isOfficial: try row.bool("official")),
        threshold: try row.double("threshold"),
        value: try row.optionalDouble("value"), numerator: try row.optionalInt("numerator").map(Int.init),
        denominator: try row.optionalInt("denominator").map(Int.init), severity: severity,
        kpi: try row.optionalText("kpi").flatMap(KPI.init(rawValue:)),
        evidence: try row.optionalText("evidence").map(SignalEvidence.init) ?? .none)
}
