package import Curl
package import Domain
package import Storage

/// Sends what waits in the outbox, and writes down what became of it, recipient by recipient.
///
/// Recorded after sending: a crash in between repeats a mail and never loses one. A repeated mail carries the same
/// Message-ID, by which mail programs recognise it.
package struct MailJob: Sendable {
    /// Seconds from a failed try to the next: 1, 2, 5, 15 and 30 minutes, 1, 3, 12 and 24 hours.
    ///
    /// After the tenth try, 40 h 53 min after the first at the earliest, the message is given up.
    private static let backOffSeconds: [Int64] = [60, 120, 300, 900, 1_800, 3_600, 10_800, 43_200, 86_400]
    private static let claimMax = 10

    private let database: Database
    private let mailer: Mailer
    private let server: SMTPServer
    private let from: String
    private let observe: Observer

    package init(
        database: Database, mailer: Mailer, server: SMTPServer, from: String, observe: @escaping Observer
    ) {
        self.database = database
        self.mailer = mailer
        self.server = server
        self.from = from
        self.observe = observe
    }

    /// How long a claim lasts: every mail of it may take the server's timeout, and its goodbye as long again.
    private var claimSeconds: Int64 { Int64(2 * server.timeoutSeconds * Self.claimMax) }

    package func run(now: Timestamp) async throws -> String {
        var delivered = 0
        var others = 0
        while true {
            var isSlow = false
            let due = try await database.outbox.claim(
                limit: Self.claimMax, now: now, claimedUntil: now.adding(seconds: claimSeconds))
            for delivery in due {
                let outcome = await send(delivery, now: now)
                try await database.outbox.record(outcome, of: delivery, now: now)
                if case .delivered = outcome { delivered += 1 } else { others += 1 }
                if case .deferred = outcome { isSlow = true }
            }
            // A server in trouble may take its timeout for every mail, and `now` stands still: the rest waits for the
            // next period.
            if due.count < Self.claimMax || isSlow { break }
        }
        if delivered > 0 { observe(.mailDelivered(recipients: delivered)) }
        return "\(delivered) delivered, \(others) deferred or refused"
    }

    private func send(_ delivery: DueDelivery, now: Timestamp) async -> DeliveryOutcome {
        let message: MailMessage
        do {
            message = try MailMessage(
                from: from, to: [delivery.recipient],
                messageID: "\(delivery.idempotencyKey).\(delivery.messageID)@\(domain(of: from))",
                date: now.rfc5322, subject: delivery.subject, textBody: delivery.body,
                headers: [MailMessage.Header("Auto-Submitted", "auto-generated")])
        } catch {
            observe(.mailRefused(recipient: delivery.recipient, reason: "\(error)"))
            return .refused(detail: "\(error)")
        }
        guard let outcome = await mailer.send(message, through: server).first?.outcome else {
            return deferred(delivery, reason: "no outcome", now: now)
        }
        switch outcome {
        case .delivered(let reply):
            return .delivered(detail: reply)
        case .refused(let code, let reason):
            observe(.mailRefused(recipient: delivery.recipient, reason: "\(code) \(reason)"))
            return .refused(detail: "\(code) \(reason)")
        case .deferred(_, let reason):
            return deferred(delivery, reason: reason, now: now)
        }
    }

    private func deferred(_ delivery: DueDelivery, reason: String, now: Timestamp) -> DeliveryOutcome {
        observe(.mailDeferred(recipient: delivery.recipient, attempt: delivery.attempt, reason: reason))
        let index = delivery.attempt - 1
        let next = index < Self.backOffSeconds.count ? now.adding(seconds: Self.backOffSeconds[index]) : nil
        return .deferred(detail: reason, nextAttempt: next)
    }
}

private func domain(of address: String) -> String {
    address.split(separator: "@").last.map(String.init) ?? "localhost"
}
