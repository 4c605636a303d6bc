package import Domain
import Postgres

extension Database {
    /// Stores `batches` in one transaction: all of it or nothing.
    ///
    /// Returns after the commit. Partitions of the arrival days must exist (`ensurePartitions`).
    package func store(_ batches: [Batch], now: Timestamp) async throws {
        let copy = BatchCopy(batches)
        try await run { session in
            for batch in batches {
                try files.run(
                    Query("batch_insert"), in: session,
                    [.int(batch.id.number), .time(now), .int(Int64(batch.arrivals.count))])
            }
            if copy.receipts.rowCount > 0 {
                _ = try session.copyIn(BatchCopy.receiptSQL, as: "copy_receipt", copy.receipts)
            }
            if copy.raw.rowCount > 0 {
                _ = try session.copyIn(BatchCopy.rawSQL, as: "copy_receipt_raw", copy.raw)
            }
            if copy.quarantine.rowCount > 0 {
                _ = try session.copyIn(BatchCopy.quarantineSQL, as: "copy_quarantine", copy.quarantine)
            }
            if copy.touched.rowCount > 0 {
                _ = try session.copyIn(BatchCopy.touchedSQL, as: "copy_touched_day", copy.touched)
            }
        }
    }

    /// Whether the batch is committed: settles a COMMIT whose outcome was not seen.
    package func isStored(_ batch: BatchID) async throws -> Bool {
        try await run { session in
            try files.first(
                Query(reading: "batch_exists") { try $0.bool(0) }, in: session, [.int(batch.number)])
        } ?? false
    }

    /// Makes the arrival partitions of these days where they are missing.
    package func ensurePartitions(_ days: [Day]) async throws {
        try await run { session in
            for day in days {
                try files.run(Query("ensure_partitions"), in: session, [.day(day)])
            }
        }
    }

    /// A number that no other start of a collector on this database has or will have.
    package func newInstance(now: Timestamp) async throws -> Int32 {
        let number = try await run { session in
            try files.first(
                Query(reading: "collector_instance_insert") { try $0.int64(0) }, in: session, [.time(now)])
        }
        guard let number else { throw UnexpectedRow(query: "collector_instance_insert", column: 0) }
        return Int32(truncatingIfNeeded: number)
    }

    /// Forgets the sealed raw bytes of counted records that arrived before `day`.
    package func pruneRaw(before day: Day) async throws -> Int {
        try await run { session in try files.run(Query("raw_prune"), in: session, [.day(day)]) }
    }

    /// Throws when nothing can be stored: the readiness of an instance.
    package func canPersist(now: Timestamp) async throws {
        try await run { session in
            _ = try files.run(Query("can_persist"), in: session, [.time(now)])
        }
    }

    /// Records by lane since the beginning.
    package func laneCounts() async throws -> [(lane: String, records: Int)] {
        try await run { session in
            try files.rows(
                Query(reading: "lane_counts") { (lane: try $0.string(0), records: try $0.int(1)) },
                in: session)
        }
    }
}
