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

    /// The mail about one observation; `nil` where nobody is to hear of it.
    func message(
        _ status: BuildStatus, _ finding: Finding, policy: Policy, signalID: Int64
    ) -> OutboxMessage? {
        guard !recipients.isEmpty else { return nil }
        let mail = ObservationMail(
            buildCode: status.facts.code, adopterName: status.facts.adopterName,
            supplierName: status.facts.supplierName,
            findings: [
                ObservationMail.Finding(
                    title: finding.rule.kind.korean, sentence: finding.reason,
                    clearing: finding.rule.kind.clearedBy)
            ],
            windowText: "\(finding.window.lowerBound) ~ \(finding.window.upperBound)",
            statusURL: "\(publicURL)/v1/builds/\(status.facts.code)/status",
            pageURL: "\(publicURL)/builds/\(status.facts.code)",
            policyText: "\(policy.name) 제\(policy.version)판", policyLabel: policy.label, asOf: status.asOf)
        return OutboxMessage(
            idempotencyKey: "signal-\(signalID)", kind: "observation", subject: mail.subject, body: mail.body,
            recipients: recipients)
    }
}
