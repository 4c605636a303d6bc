import Domain
import Render
import Storage

/// Who hears of an observation, and under which address the pages are found.
package struct AlertAddresses: Sendable {
    private let recipients: [String]
    private let publicURL: String

    /// - Parameters:
    ///   - recipients: the agency's monitoring staff. Never a supplier while signals are observations.
    ///     Who is named twice hears once.
    ///   - publicURL: without a slash at its end.
    package init(recipients: [String], publicURL: String) {
        self.recipients = recipients.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        self.publicURL = publicURL
    }

    /// The mail about one observation; `nil` without recipients, and for a notice.
    func message(
        _ facts: BuildFacts, _ outcome: RuleOutcome, policy: Policy, signalID: Int64, now: Timestamp
    ) -> OutboxMessage? {
        guard !recipients.isEmpty, outcome.rule.severity != .notice else { return nil }
        let mail = ObservationMail(
            buildCode: facts.code, adopterName: facts.adopterName, supplierName: facts.supplierName,
            findings: [
                ObservationMail.Finding(
                    title: outcome.rule.kind.korean, sentence: outcome.reason,
                    clearing: outcome.rule.kind.clearedBy)
            ],
            windowText: "\(outcome.window.lowerBound) ~ \(outcome.window.upperBound)",
            statusURL: "\(publicURL)/v1/builds/\(facts.code)/status",
            pageURL: "\(publicURL)/builds/\(facts.code)",
            policyText: "\(policy.name) 제\(policy.version)판", policyLabel: policy.label, asOf: now)
        return OutboxMessage(
            idempotencyKey: "signal-\(signalID)", kind: "observation", subject: mail.subject, body: mail.body,
            recipients: recipients)
    }
}
