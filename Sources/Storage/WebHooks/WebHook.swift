package import Domain

/// A subscription as it is now, without its secret.
package struct WebHook: Sendable, Equatable {
    package let id: Int64
    package let tokenID: Int64
    package let url: String
    package let description: String
    package let filter: WebHookFilter
    /// The last place of the change feed that was turned into deliveries.
    package let position: FeedCursor
    package let createdAt: Timestamp
    /// Who made it, as the audit names them.
    package let createdBy: String
    /// Also of a pause, a rotation and a disabling; not of a delivery.
    package let changedAt: Timestamp
    package let pausedAt: Timestamp?
    package let disabledAt: Timestamp?
    package let disabledReason: String?
    /// Failed tries in a row.
    package let failures: Int
    package let failingSince: Timestamp?
    /// Nothing is sent before.
    package let holdUntil: Timestamp?
    /// Until then the secret before the last rotation signs too.
    package let oldSecretUntil: Timestamp?
    /// Deliveries that are not settled.
    package let waiting: Int
}

/// What the subscriber decides.
package struct WebHookDraft: Sendable, Equatable {
    package var url: String
    package var description: String
    package var filter: WebHookFilter

    /// The URL must have been judged: see `WebHookURL`.
    package init(url: String, description: String, filter: WebHookFilter) {
        self.url = url
        self.description = description
        self.filter = filter
    }
}

/// A subscription that is behind the feed, or whose token ended.
package struct WebHookPlan: Sendable, Equatable {
    package let id: Int64
    package let tokenID: Int64
    package let url: String
    package let filter: WebHookFilter
    package let position: Int64
    package let isTokenValid: Bool

    /// The same subscription, further on in the feed.
    package func at(_ position: Int64) -> WebHookPlan {
        WebHookPlan(
            id: id, tokenID: tokenID, url: url, filter: filter, position: position,
            isTokenValid: isTokenValid)
    }
}

/// A change to deliver to a subscription.
package struct WebHookEvent: Sendable, Equatable {
    /// Its number in the feed.
    package let sequence: Int64
    package let kind: String
    /// `nil` for a change of no build.
    package let buildID: Int64?
    /// The bytes that will be signed and sent, whatever becomes of the build meanwhile.
    package let payload: String

    package init(sequence: Int64, kind: String, buildID: Int64?, payload: String) {
        self.sequence = sequence
        self.kind = kind
        self.buildID = buildID
        self.payload = payload
    }
}

/// A subscription that is one sender's until an instant.
package struct WebHookClaim: Sendable, Equatable {
    package let id: Int64
    package let url: String
    /// Failed tries in a row until now.
    package let failures: Int
    package let claimedUntil: Timestamp
}

/// A delivery that is due.
package struct WebHookDelivery: Sendable, Equatable {
    package let id: Int64
    /// The same at every try.
    package let idempotencyID: String
    package let event: String
    package let payload: String
    /// Tries that were recorded.
    package let attempts: Int
    /// After a failed try from then on it is given up.
    package let expiresAt: Timestamp
}

/// What came of one try; every text is one line that may be shown to the subscriber.
package struct WebHookTry: Sendable, Equatable {
    package let at: Timestamp
    /// `delivered`, `status`, or why there was no answer.
    package let outcome: String
    package let status: Int?
    package let milliseconds: Int
    package let detail: String
    /// The first bytes of the answer without control characters, at most 500 characters.
    package let answer: String

    package init(
        at: Timestamp, outcome: String, status: Int?, milliseconds: Int, detail: String, answer: String
    ) {
        self.at = at
        self.outcome = outcome
        self.status = status
        self.milliseconds = milliseconds
        self.detail = detail
        self.answer = answer
    }
}

/// What a try means for its delivery.
package enum WebHookVerdict: Sendable, Equatable {
    case delivered
    /// Tried again at that time, and nothing is sent to the receiver before `holdUntil`.
    case retried(at: Timestamp, holdUntil: Timestamp)
    /// The last try, or the receiver wants no more.
    case givenUp(holdUntil: Timestamp)
}

/// A line of the delivery log.
package struct WebHookLogEntry: Sendable, Equatable {
    package let delivery: WebHookDelivery
    package let subscriptionID: Int64
    /// Its place in the feed; `nil` for a test and a resend.
    package let cursor: FeedCursor?
    /// `nil` for a test, and for a change of no build.
    package let buildID: Int64?
    /// The delivery that was sent once more.
    package let resendOf: Int64?
    package let createdAt: Timestamp
    /// `waiting`, `delivered`, `given_up` or `cancelled`.
    package let state: String
    package let nextAttemptAt: Timestamp?
    package let settledAt: Timestamp?
    /// In their order, the first is 1.
    package let tries: [WebHookTry]
}
