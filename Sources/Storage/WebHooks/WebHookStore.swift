package import Domain
internal import FoundationEssentials
import Postgres

/// Web hooks of subscribers and their deliveries.
package struct WebHookStore: Store {
    let database: Database

    /// Subscriptions of one token at most.
    package static let perToken = 20

    /// Subscribes from `position` of the feed on; `nil` where the token has as many as it may.
    ///
    /// - Parameter secret: sealed.
    package func add(
        _ draft: WebHookDraft, token: Int64, secret: [UInt8], position: Int64, actor: String, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            let filter = draft.filter
            let id = try session.first(
                Query(reading: "webhook_insert") { try $0.int64("subscription_id") },
                [
                    .int(token), .text(draft.url), .text(draft.description), .textArray(filter.events),
                    .textArray(filter.programmes), .textArray(filter.builds), .textArray(filter.regions),
                    .bytes(secret), .int(position), .time(now), .text(actor),
                    .int(Int64(Self.perToken)),
                ])
            if let id { try session.audit("webhook create", of: "webhook \(id)", by: actor, at: now) }
            return id
        }
    }

    /// One subscription, those of a token, or all; without deleted ones.
    package func list(ofToken token: Int64? = nil, id: Int64? = nil) async throws -> [WebHook] {
        try await read { session in
            try session.rows(Query(reading: "webhook_list", readWebHook), [.int(token), .int(id)])
        }
    }

    /// Changes what the subscriber decides; false when there is no such subscription.
    package func change(
        _ id: Int64, to draft: WebHookDraft, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let filter = draft.filter
            let isFound =
                try session.run(
                    Query("webhook_change"),
                    [
                        .int(id), .text(draft.url), .text(draft.description), .textArray(filter.events),
                        .textArray(filter.programmes), .textArray(filter.builds), .textArray(filter.regions),
                        .time(now),
                    ]) > 0
            if isFound { try session.audit("webhook change", of: "webhook \(id)", by: actor, at: now) }
            return isFound
        }
    }

    /// Stops turning changes into deliveries and sending them, or goes on where it stopped.
    ///
    /// - Parameter expiresAt: until when what waited meanwhile is tried.
    package func pause(
        _ id: Int64, _ isPaused: Bool, expiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let isFound =
                try session.run(
                    Query("webhook_pause"),
                    [.int(id), .time(isPaused ? now : nil), .time(now)]) > 0
            guard isFound else { return false }
            if !isPaused { try renew(id, expiresAt: expiresAt, now: now, in: session) }
            try session.audit(
                isPaused ? "webhook pause" : "webhook resume", of: "webhook \(id)", by: actor, at: now)
            return true
        }
    }

    /// Sends nothing more until somebody enables it; false where that is so already.
    ///
    /// - Parameters:
    ///   - isFinal: whether what waits is cancelled; otherwise it is sent when the subscription is enabled.
    ///   - message: goes out in the same transaction.
    package func disable(
        _ id: Int64, reason: String, isFinal: Bool, message: OutboxMessage?, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let isFound =
                try session.run(
                    Query("webhook_disable"), [.int(id), .time(now), .text(reason)]) > 0
            guard isFound else { return false }
            if isFinal { try session.run(Query("webhook_cancel"), [.int(id), .time(now)]) }
            try session.audit(
                "webhook disable", of: "webhook \(id)", ReasonDetails(reason: reason), by: actor, at: now)
            if let message { try database.signals.post(message, now: now, in: session) }
            return true
        }
    }

    /// Sends again, from the change at which it stopped; also ends a hold after failures.
    package func enable(
        _ id: Int64, expiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            guard try session.run(Query("webhook_enable"), [.int(id), .time(now)]) > 0 else {
                return false
            }
            try renew(id, expiresAt: expiresAt, now: now, in: session)
            try session.audit("webhook enable", of: "webhook \(id)", by: actor, at: now)
            return true
        }
    }

    /// Ends a subscription; its log stays as long as logs are kept.
    package func delete(_ id: Int64, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            guard try session.run(Query("webhook_delete"), [.int(id), .time(now)]) > 0 else {
                return false
            }
            try session.run(Query("webhook_cancel"), [.int(id), .time(now)])
            try session.audit("webhook delete", of: "webhook \(id)", by: actor, at: now)
            return true
        }
    }

    /// Gives a new secret, beside which the last one signs until `oldUntil`.
    package func rotateSecret(
        _ id: Int64, to secret: [UInt8], oldUntil: Timestamp, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let isFound =
                try session.run(
                    Query("webhook_rotate"),
                    [.int(id), .bytes(secret), .time(oldUntil), .time(now)]) > 0
            if isFound { try session.audit("webhook rotate-secret", of: "webhook \(id)", by: actor, at: now) }
            return isFound
        }
    }

    /// The sealed secrets that sign at `now`, the newest first.
    ///
    /// - Parameter delivery: what they shall sign: its first try goes into the access log, as a read by the
    ///   subscription's token, before anything is sent. A crash before that try is written down repeats the line.
    package func secrets(
        _ id: Int64, for delivery: Int64? = nil, now: Timestamp
    ) async throws -> [[UInt8]] {
        let query = Query(reading: "webhook_secrets") {
            [try $0.optionalBytes("secret"), try $0.optionalBytes("old_secret")].compactMap { $0 }
        }
        return try await write { session in
            if let delivery {
                try session.run(Query("webhook_read"), [.int(delivery), .time(now)])
            }
            return try session.first(query, [.int(id), .time(now)]) ?? []
        }
    }

    private func renew(
        _ id: Int64, expiresAt: Timestamp, now: Timestamp, in session: borrowing Session
    ) throws {
        try session.run(Query("webhook_renew"), [.int(id), .time(now), .time(expiresAt)])
    }
}

private func readWebHook(_ row: borrowing RowReader) throws -> WebHook {
    WebHook(
        id: try row.int64("subscription_id"), tokenID: try row.int64("token_id"), url: try row.string("url"),
        description: try row.string("description"), filter: try row.webHookFilter(),
        position: FeedCursor(epoch: try row.string("epoch"), seq: try row.int64("feed_position")),
        createdAt: try row.timestamp("created_at"), createdBy: try row.string("created_by"),
        changedAt: try row.timestamp("changed_at"),
        pausedAt: try row.optionalTimestamp("paused_at"),
        disabledAt: try row.optionalTimestamp("disabled_at"),
        disabledReason: try row.optionalText("disabled_reason"), failures: try row.int("failures"),
        failingSince: try row.optionalTimestamp("failing_since"),
        holdUntil: try row.optionalTimestamp("hold_until"),
        oldSecretUntil: try row.optionalTimestamp("old_secret_until"), waiting: try row.int("waiting"))
}

extension RowReader {
    /// Events, programmes, builds and regions, each a JSON list.
    func webHookFilter() throws -> WebHookFilter {
        func list(_ column: StaticString) throws -> [String] {
            try JSONDecoder().decode([String].self, from: Data(try string(column).utf8))
        }
        return WebHookFilter(
            events: try list("events"), programmes: try list("programmes"), builds: try list("builds"),
            regions: try list("regions"))
    }
}
