/// What became of a mail for one recipient.
package struct MailDelivery: Sendable, Equatable {
    /// As it stands in the message's `to`.
    package let recipient: String
    /// What the server said about this recipient, or why it could not be asked.
    package let outcome: MailOutcome
}

/// Whether a recipient's mail server has the mail, will never take it, or may take it later.
///
/// Every text is one line without control characters, at most 200 characters of it the server's, and holds no password.
package enum MailOutcome: Sendable, Equatable, CustomStringConvertible {
    /// The server answered 250 to the whole message: it is the server's responsibility now.
    case delivered(reply: String)
    /// The server answered 5xx to this sender, this recipient or this message. Sending the same again is pointless.
    case refused(code: Int, reason: String)
    /// The server answered 4xx, refused our sign-in, or could not be reached in time. Send again later, with the same
    /// Message-ID: a time-out after the last byte can hide a delivery.
    case deferred(code: Int?, reason: String)

    /// For a log line: `refused for good (550): 5.1.1 No such user`.
    package var description: String {
        switch self {
        case .delivered(let reply): "delivered: \(reply)"
        case .refused(let code, let reason): "refused for good (\(code)): \(reason)"
        case .deferred(let code?, let reason): "deferred (\(code)): \(reason)"
        case .deferred(nil, let reason): "deferred: \(reason)"
        }
    }
}
