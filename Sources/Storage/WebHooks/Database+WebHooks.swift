package import Domain
internal import FoundationEssentials
import Postgres

extension Database {
    /// Subscriptions of one token at most.
    package static let webHooksPerToken = 20

    /// Subscribes from `position` of the feed on; `nil` where the token has as many as it may.
    ///
    /// - Parameter secret: sealed.
    package func addWebHook(
        _ draft: WebHookDraft, token: Int64, secret: [UInt8], position: Int64, actor: String, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            let filter = draft.filter
            let id = try files.first(
                Query(reading: "webhook_insert") { try $0.int64(0) }, in: session,
                [
                    .int(token), .text(draft.url), .text(draft.description), .textArray(filter.events),
                    .textArray(filter.programmes), .textArray(filter.builds), .textArray(filter.regions),
                    .bytes(secret), .int(position), .time(now), .text(actor),
                    .int(Int64(Self.webHooksPerToken)),
                ])
            if let id { try audit("webhook create", hook: id, actor, now, in: session) }
            return id
        }
    }

    /// One subscription, or those of a token, or all; none that was deleted.
    package func webHooks(ofToken token: Int64? = nil, id: Int64? = nil) async throws -> [WebHook] {
        try await read { session in
            try files.rows(Query(reading: "webhook_list", readWebHook), in: session, [.int(token), .int(id)])
        }
    }

    /// Changes what whoever subscribed decided; false when there is no such subscription.
    package func changeWebHook(
        _ id: Int64, to draft: WebHookDraft, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let filter = draft.filter
            let isFound =
                try files.run(
                    Query("webhook_change"), in: session,
                    [
                        .int(id), .text(draft.url), .text(draft.description), .textArray(filter.events),
                        .textArray(filter.programmes), .textArray(filter.builds), .textArray(filter.regions),
                        .time(now),
                    ]) > 0
            if isFound { try audit("webhook change", hook: id, actor, now, in: session) }
            return isFound
        }
    }

    /// Stops turning changes into deliveries and sending them, or goes on where it stopped.
    ///
    /// - Parameter expiresAt: until when what waited meanwhile is tried.
    package func pauseWebHook(
        _ id: Int64, _ isPaused: Bool, expiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let isFound =
                try files.run(
                    Query("webhook_pause"), in: session,
                    [.int(id), .time(isPaused ? now : nil), .time(now)]) > 0
            guard isFound else { return false }
            if !isPaused { try renew(id, expiresAt: expiresAt, now: now, in: session) }
            try audit(isPaused ? "webhook pause" : "webhook resume", hook: id, actor, now, in: session)
            return true
        }
    }

    /// Sends nothing more until somebody enables it; false where that is so already.
    ///
    /// - Parameters:
    ///   - isFinal: whether what waits is cancelled; otherwise it is sent when the subscription is enabled.
    ///   - message: goes out in the same transaction.
    package func disableWebHook(
        _ id: Int64, reason: String, isFinal: Bool, message: OutboxMessage?, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let isFound =
                try files.run(
                    Query("webhook_disable"), in: session, [.int(id), .time(now), .text(reason)]) > 0
            guard isFound else { return false }
            if isFinal { try files.run(Query("webhook_cancel"), in: session, [.int(id), .time(now)]) }
            let detail = "{\"reason\":\(jsonText(reason))}"
            try audit("webhook disable", hook: id, actor, now, detail: detail, in: session)
            if let message { try post(message, now: now, in: session) }
            return true
        }
    }

    /// Sends again, from the change at which it stopped; also ends a hold after failures.
    package func enableWebHook(
        _ id: Int64, expiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            guard try files.run(Query("webhook_enable"), in: session, [.int(id), .time(now)]) > 0 else {
                return false
            }
            try renew(id, expiresAt: expiresAt, now: now, in: session)
            try audit("webhook enable", hook: id, actor, now, in: session)
            return true
        }
    }

    /// Ends a subscription; its log stays as long as logs are kept.
    package func deleteWebHook(_ id: Int64, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            guard try files.run(Query("webhook_delete"), in: session, [.int(id), .time(now)]) > 0 else {
                return false
            }
            try files.run(Query("webhook_cancel"), in: session, [.int(id), .time(now)])
            try audit("webhook delete", hook: id, actor, now, in: session)
            return true
        }
    }

    /// Gives a new secret, beside which the last one signs until `oldUntil`.
    package func rotateWebHookSecret(
        _ id: Int64, to secret: [UInt8], oldUntil: Timestamp, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let isFound =
                try files.run(
                    Query("webhook_rotate"), in: session,
                    [.int(id), .bytes(secret), .time(oldUntil), .time(now)]) > 0
            if isFound { try audit("webhook rotate-secret", hook: id, actor, now, in: session) }
            return isFound
        }
    }

    /// The sealed secrets that sign at `now`, the newest first.
    ///
    /// - Parameter delivery: what they shall sign: its first try goes into the access log, as a read by the
    ///   subscription's token, before anything is sent. A crash before that try is written down repeats the line.
    package func webHookSecrets(
        _ id: Int64, for delivery: Int64? = nil, now: Timestamp
    ) async throws -> [[UInt8]] {
        let query = Query("webhook_secrets") { result, row in
            [result.bytes(row, 0), result.bytes(row, 1)].compactMap { $0 }
        }
        return try await write { session in
            if let delivery {
                try files.run(Query("webhook_read"), in: session, [.int(delivery), .time(now)])
            }
            return try files.first(query, in: session, [.int(id), .time(now)]) ?? []
        }
    }

    private func renew(
        _ id: Int64, expiresAt: Timestamp, now: Timestamp, in session: borrowing Session
    ) throws {
        try files.run(Query("webhook_renew"), in: session, [.int(id), .time(now), .time(expiresAt)])
    }

    func audit(
        _ action: String, hook id: Int64, _ actor: String, _ now: Timestamp, detail: String = "{}",
        in session: borrowing Session
    ) throws {
        try audit(action, subject: "webhook \(id)", detail, actor, now, in: session)
    }
}

private func readWebHook(_ row: borrowing RowReader) throws -> WebHook {
    WebHook(
        id: try row.int64(0), tokenID: try row.int64(1), url: try row.string(2),
        description: try row.string(3), filter: try row.webHookFilter(4),
        position: FeedCursor(epoch: try row.string(20), seq: try row.int64(8)),
        createdAt: try row.timestamp(9), createdBy: try row.string(10), changedAt: try row.timestamp(11),
        pausedAt: try row.optionalTimestamp(12), disabledAt: try row.optionalTimestamp(13),
        disabledReason: row.optionalText(14), failures: try row.int(15),
        failingSince: try row.optionalTimestamp(16), holdUntil: try row.optionalTimestamp(17),
        oldSecretUntil: try row.optionalTimestamp(18), waiting: try row.int(19))
}

extension RowReader {
    /// Events, programmes, builds and regions, each a JSON list, from this column on.
    func webHookFilter(_ column: Int) throws -> WebHookFilter {
        func list(_ column: Int) throws -> [String] {
            try JSONDecoder().decode([String].self, from: Data(try string(column).utf8))
        }
        return WebHookFilter(
            events: try list(column), programmes: try list(column + 1), builds: try list(column + 2),
            regions: try list(column + 3))
    }
}
