package import Domain
internal import FoundationEssentials
import Postgres

extension WebHookStore {
    /// Deliveries that may wait for one subscription; while there are as many, it gets no more, tests and resends
    /// included.
    package static let waitingMax = 1_000

    /// Subscriptions that are behind the feed, and those whose token ended.
    ///
    /// - Parameter head: the last number of the feed.
    package func toPlan(head: Int64, now: Timestamp) async throws -> [WebHookPlan] {
        let query = Query(reading: "webhook_planning") { row in
            WebHookPlan(
                id: try row.int64("subscription_id"), tokenID: try row.int64("token_id"),
                url: try row.string("url"),
                filter: try row.webHookFilter(), position: try row.int64("feed_position"),
                isTokenValid: try row.bool("is_token_valid"))
        }
        return try await read { session in
            try session.rows(
                query, [.int(head), .time(now), .int(Int64(Self.waitingMax))])
        }
    }

    /// Makes the deliveries of what the feed holds until `position`, and moves the subscription there.
    ///
    /// All or nothing: of two planners at once one changes nothing, and repeating it changes nothing.
    /// - Returns: how many deliveries were made.
    package func plan(
        _ plan: WebHookPlan, _ events: [WebHookEvent], position: Int64, expiresAt: Timestamp, now: Timestamp
    ) async throws -> Int {
        try await write { session in
            let isOurs =
                try session.run(
                    Query("webhook_advance"),
                    [.int(plan.id), .int(plan.position), .int(position)]) > 0
            guard isOurs else { return 0 }
            var made = 0
            for event in events {
                let id = try session.first(
                    Query(reading: "webhook_delivery_insert") { try $0.int64("delivery_id") },
                    [
                        .int(plan.id), .int(event.sequence), .text(event.kind), .text(event.payload),
                        .time(now), .time(expiresAt), .int(event.buildID),
                    ])
                made += id == nil ? 0 : 1
            }
            return made
        }
    }

    /// `WebHookStore.waitingMax` deliveries wait for a subscription: nothing more is put into its queue.
    package struct WebHookFull: Error, CustomStringConvertible {
        package var description: String {
            "\(WebHookStore.waitingMax) deliveries wait for this subscription already"
        }
    }

    /// Throws `WebHookFull`; locks the subscription until this transaction is over.
    private func admit(to id: Int64, in session: borrowing Session) throws {
        let waiting = try session.first(
            Query(reading: "webhook_waiting") { try $0.int("waiting") },
            [.int(id), .int(Int64(Self.waitingMax))])
        if (waiting ?? 0) >= Self.waitingMax { throw WebHookFull() }
    }

    /// Puts a test into the queue; gives its delivery.
    ///
    /// - Throws: `WebHookFull`.
    package func ping(
        _ id: Int64, payload: String, expiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Int64 {
        try await write { session in
            try admit(to: id, in: session)
            let delivery = try session.single(
                Query(reading: "webhook_delivery_insert") { try $0.int64("delivery_id") },
                [
                    .int(id), .int(nil), .text(WebHookPing.event), .text(payload), .time(now),
                    .time(expiresAt), .int(nil),
                ])
            try session.audit("webhook ping", of: "webhook \(id)", by: actor, at: now)
            return delivery
        }
    }

    /// Puts the same payload into the queue once more, as a delivery with an id and a time of its own.
    ///
    /// - Returns: the new delivery; `nil` when the subscription has no such delivery.
    /// - Throws: `WebHookFull`.
    package func resend(
        _ delivery: Int64, of id: Int64, expiresAt: Timestamp, actor: String, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            try admit(to: id, in: session)
            let again = try session.first(
                Query(reading: "webhook_resend") { try $0.int64("delivery_id") },
                [.int(delivery), .int(id), .time(now), .time(expiresAt)])
            if let again {
                try session.audit(
                    "webhook resend", of: "webhook \(id)", ResendDetails(delivery: delivery, again: again),
                    by: actor, at: now)
            }
            return again
        }
    }

    /// Takes subscriptions with something due, each until `claimedUntil` for this sender alone.
    ///
    /// - Parameter alsoFailing: whether subscriptions whose last try failed are claimed too, after all others.
    package func claim(
        limit: Int, alsoFailing: Bool, now: Timestamp, claimedUntil: Timestamp
    ) async throws -> [WebHookClaim] {
        let query = Query(reading: "webhook_claim") { row in
            WebHookClaim(
                id: try row.int64("subscription_id"), url: try row.string("url"),
                failures: try row.int("failures"),
                claimedUntil: claimedUntil)
        }
        return try await write { session in
            try session.rows(
                query,
                [.time(now), .time(claimedUntil), .int(Int64(limit)), .bool(alsoFailing)])
        }
    }

    /// The due deliveries of a claimed subscription, in the order of the feed; one that waits for a later try is left
    /// out
    /// and does not hold up those after it.
    package func dueDeliveries(_ id: Int64, limit: Int, now: Timestamp) async throws
        -> [WebHookDelivery]
    {
        let query = Query(reading: "webhook_due") { row in
            WebHookDelivery(
                id: try row.int64("delivery_id"), idempotencyID: try row.string("idempotency_id"),
                event: try row.string("event"),
                payload: try row.string("payload"), attempts: try row.int("attempts"),
                expiresAt: try row.timestamp("expires_at"))
        }
        return try await read { session in
            try session.rows(query, [.int(id), .time(now), .int(Int64(limit))])
        }
    }

    /// Gives a claimed subscription back; what is due of it may be taken at once.
    package func release(_ claim: WebHookClaim, now: Timestamp) async throws {
        try await write { session in
            _ = try session.run(
                Query("webhook_release"),
                [.int(claim.id), .time(now), .time(claim.claimedUntil)])
        }
    }

    /// Writes down a try, after it, and what it means for its delivery and the subscription.
    ///
    /// - Returns: the subscription's failures in a row and the time of the first; 0 and `nil` after a success.
    package func record(
        _ result: WebHookTry, _ verdict: WebHookVerdict, of delivery: WebHookDelivery, in claim: WebHookClaim
    ) async throws -> (failures: Int, since: Timestamp?) {
        let now = result.at
        return try await write { session in
            try session.run(
                Query("webhook_attempt_insert"),
                [
                    .int(delivery.id), .time(now), .text(result.outcome),
                    .int(result.status.map(Int64.init)), .int(Int64(result.milliseconds)),
                    .text(result.detail), .text(result.answer),
                ])
            switch verdict {
            case .delivered:
                try settle(delivery, "delivered", next: nil, now: now, in: session)
                try noteSuccess(claim.id, now: now, in: session)
                return (0, nil)
            case .retried(let next, let hold):
                try settle(delivery, "waiting", next: next, now: now, in: session)
                return try noteFailure(claim.id, hold: hold, now: now, in: session)
            case .givenUp(let hold):
                try settle(delivery, "given_up", next: nil, now: now, in: session)
                try session.run(Query("webhook_give_up"), [.int(claim.id), .time(now)])
                return try noteFailure(claim.id, hold: hold, now: now, in: session)
            }
        }
    }

    /// The log of a subscription, the newest first, before a delivery's number.
    package func log(
        _ id: Int64, before: Int64? = nil, state: String? = nil, limit: Int
    ) async throws -> [WebHookLogEntry] {
        try await read { session in
            let bare = try session.rows(
                Query(reading: "webhook_deliveries", logEntry),
                [.int(id), .int(before), .text(state), .int(Int64(limit))])
            let tries = try session.rows(
                Query(reading: "webhook_attempts") { row in
                    (delivery: try row.int64("delivery_id"), result: try hookTry(row))
                }, [.intArray(bare.map(\.delivery.id))])
            let byDelivery = Dictionary(grouping: tries, by: \.delivery).mapValues { $0.map(\.result) }
            return bare.map { $0.with(byDelivery[$0.delivery.id] ?? []) }
        }
    }

    /// The subscription of a delivery; `nil` when there is none, or it was deleted.
    package func hook(ofDelivery delivery: Int64) async throws -> Int64? {
        try await read { session in
            try session.first(
                Query(reading: "webhook_delivery_owner") { try $0.int64("subscription_id") }, [.int(delivery)]
            )
        }
    }

    /// Forgets deliveries made before `time`, and their tries.
    package func pruneDeliveries(before time: Timestamp) async throws -> Int {
        try await write { session in try session.run(Query("webhook_prune"), [.time(time)]) }
    }

    private func settle(
        _ delivery: WebHookDelivery, _ state: String, next: Timestamp?, now: Timestamp,
        in session: borrowing Session
    ) throws {
        try session.run(
            Query("webhook_settle"),
            [.int(delivery.id), .text(state), .time(next), .time(next == nil ? now : nil)])
    }

    /// After three failures in a row a success means that the receiver is back, and not that one delivery is bad.
    private func noteSuccess(_ id: Int64, now: Timestamp, in session: borrowing Session) throws {
        let failures = try session.first(
            Query(reading: "webhook_succeeded") { try $0.int("failures") }, [.int(id)])
        guard let failures, failures >= 3 else { return }
        try session.run(Query("webhook_recovered"), [.int(id), .time(now)])
    }

    private func noteFailure(
        _ id: Int64, hold: Timestamp, now: Timestamp, in session: borrowing Session
    ) throws -> (failures: Int, since: Timestamp?) {
        try session.first(
            Query(reading: "webhook_failed") {
                (failures: try $0.int("failures"), since: try $0.optionalTimestamp("failing_since"))
            }, [.int(id), .time(now), .time(hold)]) ?? (0, nil)
    }
}

private func logEntry(_ row: borrowing RowReader) throws -> WebHookLogEntry {
    WebHookLogEntry(
        delivery: WebHookDelivery(
            id: try row.int64("delivery_id"), idempotencyID: try row.string("idempotency_id"),
            event: try row.string("event"),
            payload: try row.string("payload"), attempts: try row.int("attempts"),
            expiresAt: try row.timestamp("expires_at")),
        subscriptionID: try row.int64("subscription_id"),
        cursor: try row.optionalInt("feed_seq").map { FeedCursor(epoch: try row.string("epoch"), seq: $0) },
        buildID: try row.optionalInt("build_id"), resendOf: try row.optionalInt("resend_of"),
        createdAt: try row.timestamp("created_at"),
        state: try row.string("state"),
        nextAttemptAt: try row.optionalTimestamp("next_attempt_at"),
        settledAt: try row.optionalTimestamp("settled_at"), tries: [])
}

private func hookTry(_ row: borrowing RowReader) throws -> WebHookTry {
    WebHookTry(
        at: try row.timestamp("at"), outcome: try row.string("outcome"),
        status: try row.optionalInt("status").map { Int($0) },
        milliseconds: try row.int("milliseconds"), detail: try row.string("detail"),
        answer: try row.string("answer"))
}

extension WebHookLogEntry {
    fileprivate func with(_ tries: [WebHookTry]) -> WebHookLogEntry {
        WebHookLogEntry(
            delivery: delivery, subscriptionID: subscriptionID, cursor: cursor, buildID: buildID,
            resendOf: resendOf,
            createdAt: createdAt, state: state, nextAttemptAt: nextAttemptAt, settledAt: settledAt,
            tries: tries)
    }
}
