package import Domain
import Postgres

/// Receipts: stored in batches, looked up.
package struct ReceiptStore: Store {
    let database: Database

    /// Stores `batches` in one transaction, each of them once, however often it is offered.
    ///
    /// Returns after the commit. Partitions of the arrival days must exist (`ensurePartitions`).
    /// - Parameters:
    ///   - limit: after this long the call throws an outage, and the batches may be stored or not.
    ///   - writer: used in place of the pool.
    /// - Returns: what became of each batch.
    @discardableResult
    package func store(
        _ batches: [Batch], now: Timestamp, within limit: Duration = .seconds(60),
        over writer: BatchWriter? = nil
    ) async throws -> [BatchOutcome] {
        let transactions: any Transactions = writer?.connection ?? database.pool
        let begin = ContinuousClock().now
        if batches.allSatisfy({ $0.submission == nil }) {
            do {
                try await enter(batches, now: now, within: limit, over: transactions)
                return batches.map { _ in .stored }
            } catch let error as PostgresError where error.isUniqueViolation {
                // At least one of them is in the ledger: each is asked for.
            }
        }
        let rest = max(limit - (ContinuousClock().now - begin), .milliseconds(100))
        return try await transactions.transaction(within: rest) { session in
            let outcomes = try batches.map { try claim($0, now: now, in: session) }
            let new = zip(batches, outcomes).filter { $0.1 == .stored }.map(\.0)
            try send(BatchCopy(new), in: session)
            return outcomes
        }
    }

    /// Stores batches that are most likely new, in few exchanges.
    ///
    /// - Throws: a unique violation, and nothing is stored, when one of them is in the ledger already. A transaction
    ///   under way that enters the same batch is waited for: a commit in doubt is settled here.
    private func enter(
        _ batches: [Batch], now: Timestamp, within limit: Duration, over transactions: any Transactions
    ) async throws {
        let entry = try database.statement("batch_enter")
        // Made on the connection's own thread: what is shared with everything else stays free.
        try await transactions.run(within: limit) {
            let copy = BatchCopy(batches)
            // The first brings what all of them touch.
            let executions = batches.enumerated().map { place, batch in
                CopyTransaction.Execution(
                    entry,
                    [.int(batch.id.number), .time(now), .int(Int64(batch.arrivals.count))]
                        + (place == 0 ? copy.touched : TouchedDays()).parameters)
            }
            return CopyTransaction(executions, copy.copies)
        }
    }

    /// Appends the rows of a batch, and notes the build days that they touch.
    func send(_ copy: BatchCopy, in session: borrowing Session) throws {
        for copy in copy.copies { try session.copyIn(copy) }
        if !copy.touched.isEmpty { try session.run(Query("touch_days"), copy.touched.parameters) }
    }

    /// Enters the batch in the ledger, unless it is there, or its submission was made before.
    ///
    /// Waits for a transaction under way that enters the same batch: a commit in doubt is settled here.
    private func claim(_ batch: Batch, now: Timestamp, in session: borrowing Session) throws -> BatchOutcome {
        if let submission = batch.submission {
            let isNew = try session.run(
                Query("submission_insert"),
                [
                    .int(batch.id.number), .int(submission.keyID), .text(submission.idempotencyKey),
                    .int(Int64(submission.lines)), .int(Int64(submission.counted)),
                    .text(submission.quarantined),
                ])
            if isNew == 0 {
                let first = try earlier(submission, in: session)
                guard let first, first.id != batch.id else { return .known }
                return .repeated(first.id)
            }
        }
        let isNew = try session.run(
            Query("batch_insert"),
            [.int(batch.id.number), .time(now), .int(Int64(batch.arrivals.count))])
        return isNew == 0 ? .known : .stored
    }

    /// The first request of this key with this `Idempotency-Key`.
    package func submission(
        keyID: Int64, idempotencyKey: String, within limit: Duration = .seconds(60)
    ) async throws -> (id: BatchID, submission: Submission)? {
        let asked = Submission(
            keyID: keyID, idempotencyKey: idempotencyKey, lines: 0, counted: 0, quarantined: "[]")
        return try await database.pool.transaction(within: limit) { session in try earlier(asked, in: session)
        }
    }

    private func earlier(_ submission: Submission, in session: borrowing Session) throws -> (
        id: BatchID, submission: Submission
    )? {
        try session.first(
            Query(reading: "submission_find") { row in
                (
                    id: BatchID(number: try row.int64("batch_id")),
                    submission: Submission(
                        keyID: submission.keyID, idempotencyKey: submission.idempotencyKey,
                        lines: try row.int("lines"),
                        counted: try row.int("counted"), quarantined: try row.string("quarantined"))
                )
            }, [.int(submission.keyID), .text(submission.idempotencyKey)])
    }

    /// Makes the arrival partitions of these days where they are missing.
    package func ensurePartitions(_ days: [Day], within limit: Duration = .seconds(60)) async throws {
        try await database.pool.transaction(within: limit) { session in
            for day in days {
                try session.run(Query("ensure_partitions"), [.day(day)])
            }
        }
    }

    /// A number that no other start of a collector on this database has or will have.
    package func newInstance(now: Timestamp) async throws -> Int32 {
        let number = try await write { session in
            try session.single(
                Query(reading: "collector_instance_insert") { try $0.int64("instance_id") }, [.time(now)])
        }
        return Int32(truncatingIfNeeded: number)
    }

    /// Forgets the sealed raw bytes of counted records that arrived before `day`.
    package func pruneRaw(before day: Day) async throws -> Int {
        try await write { session in try session.run(Query("raw_prune"), [.day(day)]) }
    }

    /// Throws when nothing can be stored: the readiness of an instance.
    package func canPersist(now: Timestamp, within limit: Duration = .seconds(60)) async throws {
        try await database.pool.transaction(within: limit) { session in
            _ = try session.run(Query("can_persist"), [.time(now)])
        }
    }

    /// Records by lane since the beginning.
    package func laneCounts() async throws -> [(lane: String, records: Int)] {
        try await read { session in
            try session.rows(
                Query(reading: "lane_counts") {
                    (lane: try $0.string("lane"), records: try $0.int("records"))
                })
        }
    }
}

/// What became of a batch that was offered to `store`.
package enum BatchOutcome: Sendable, Equatable {
    case stored
    /// It was in the database already: an earlier commit succeeded without our hearing of it.
    case known
    /// Its submission was made before, in this batch: nothing was stored again.
    case repeated(BatchID)
}
