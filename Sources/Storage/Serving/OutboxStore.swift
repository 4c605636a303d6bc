package import Domain
import Postgres

/// One message to one recipient that is due.
package struct DueDelivery: Sendable {
    package let messageID: Int64
    package let recipient: String
    /// 1 for the first try.
    package let attempt: Int
    package let idempotencyKey: String
    package let subject: String
    package let body: String
}

/// What became of a try.
package enum DeliveryOutcome: Sendable, Equatable {
    case delivered(detail: String)
    /// The recipient's server refused for good (5xx).
    case refused(detail: String)
    /// To be tried again at the given time; `nil` when it was the last try.
    case deferred(detail: String, nextAttempt: Timestamp?)
}

/// The outbox: messages to deliver.
package struct OutboxStore: Store {
    let database: Database

    /// Takes up to `limit` due deliveries for this sender until `claimedUntil`.
    ///
    /// A sender that dies meanwhile leaves them to the next one: a message may arrive twice, but is never lost.
    package func claim(
        limit: Int, now: Timestamp, claimedUntil: Timestamp
    ) async throws -> [DueDelivery] {
        try await write { session in
            try session.rows(
                Query(reading: "outbox_claim") {
                    DueDelivery(
                        messageID: try $0.int64("message_id"), recipient: try $0.string("recipient"),
                        attempt: try $0.int("attempts"),
                        idempotencyKey: try $0.string("idempotency_key"), subject: try $0.string("subject"),
                        body: try $0.string("body"))
                }, [.time(now), .time(claimedUntil), .int(Int64(limit))])
        }
    }

    /// Records a try and settles or re-schedules the delivery.
    package func record(_ outcome: DeliveryOutcome, of delivery: DueDelivery, now: Timestamp) async throws {
        let (state, word, detail, next): (String, String, String, Timestamp?) =
            switch outcome {
            case .delivered(let detail): ("delivered", "delivered", detail, nil)
            case .refused(let detail): ("refused", "refused", detail, nil)
            case .deferred(let detail, let next):
                (next == nil ? "given_up" : "waiting", "deferred", detail, next)
            }
        try await write { session in
            try session.run(
                Query("outbox_attempt_insert"),
                [
                    .int(delivery.messageID), .text(delivery.recipient), .int(Int64(delivery.attempt)),
                    .time(now),
                    .text(word), .text(detail),
                ])
            _ = try session.run(
                Query("outbox_settle"),
                [
                    .int(delivery.messageID), .text(delivery.recipient), .text(state), .time(next),
                    .time(next == nil ? now : nil),
                ])
        }
    }

    /// Deliveries by state.
    package func summary() async throws -> [(state: String, deliveries: Int)] {
        try await read { session in
            try session.rows(
                Query(reading: "outbox_summary") {
                    (state: try $0.string("state"), deliveries: try $0.int("deliveries"))
                })
        }
    }
}
