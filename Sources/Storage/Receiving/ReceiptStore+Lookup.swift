package import Domain
import Postgres

/// One record as it arrived, for the sender who asks after it.
package struct ArrivedRecord: Sendable {
    package let id: ReceiptID
    package let receivedAt: Timestamp
    package let lane: Lane
    package let code: String
    package let occurredAt: Timestamp?
    package let dialect: Int16?
    package let repairs: Repairs
    /// These are known of counted records only; of others the sealed bytes say them.
    package let action: Action?
    package let hasUser: Bool
    package let addressClass: AddressClass?
    package let quantity: Int64?
    /// Verbatim, where it differs from canonical form.
    package let logDt: String?
    /// Verbatim, where it differs from the action's code.
    package let useSe: String?
    package let isImplausible: Bool
    /// The bytes of a quarantined record; empty when they were forgotten.
    package let sealed: [UInt8]?
}

/// Where a page of records, newest first, goes on.
package struct RecordCursor: Sendable, Hashable, CustomStringConvertible {
    package let receivedAt: Timestamp
    package let id: ReceiptID

    package init(after record: ArrivedRecord) {
        receivedAt = record.receivedAt
        id = record.id
    }

    /// Reads what `description` writes; `nil` for anything else.
    package init?(parsing text: some StringProtocol) {
        guard let hyphen = text.firstIndex(of: "-"), let time = Int64(text[..<hyphen]),
            (0..<1 << 52).contains(time),
            let id = ReceiptID(parsing: text[text.index(after: hyphen)...])
        else { return nil }
        receivedAt = Timestamp(microseconds: time)
        self.id = id
    }

    package var description: String { "\(receivedAt.microseconds)-\(id)" }
}

extension ReceiptStore {
    /// What a build sent, newest first: counted records, and quarantined ones of its keys.
    ///
    /// - Parameters:
    ///   - from: the first instant of arrival.
    ///   - to: the first instant that is too late.
    ///   - after: the last record of the page before.
    package func records(
        ofBuild buildID: Int64, from: Timestamp, to: Timestamp, after: RecordCursor?, limit: Int
    ) async throws -> [ArrivedRecord] {
        try await read { session in
            try session.rows(
                recordQuery("receipt_page"),
                [
                    .int(buildID), .time(from), .time(to), .day(from.day), .day(to.day),
                    .time(after?.receivedAt ?? to), .int(after?.id.batch.number ?? .max),
                    .int(Int64(after?.id.ordinal ?? .max)), .int(Int64(limit)),
                ])
        }
    }

    /// One record of a build; `nil` when there is none, or it is another build's.
    package func record(_ id: ReceiptID, ofBuild buildID: Int64) async throws -> ArrivedRecord? {
        try await read { session in
            try session.first(
                recordQuery("receipt_find"),
                [.int(buildID), .day(id.batch.arrivalDay), .int(id.batch.number), .int(Int64(id.ordinal))])
        }
    }

    /// A part of a file that was stored for a build before, whichever of its keys stands for it.
    package func submission(ofBuild buildID: Int64, idempotencyKey: String) async throws -> (
        id: BatchID, submission: Submission
    )? {
        try await read { session in
            try session.first(
                Query(reading: "submission_of_build") { row in
                    (
                        id: BatchID(number: try row.int64("batch_id")),
                        submission: Submission(
                            keyID: try row.int64("key_id"), idempotencyKey: idempotencyKey,
                            lines: try row.int("lines"),
                            counted: try row.int("counted"), quarantined: try row.string("quarantined"))
                    )
                }, [.int(buildID), .text(idempotencyKey)])
        }
    }

    /// Writes down that an officer imported a file for a build.
    package func noteFileImport(
        buildCode: String, sha256: String, batches: [BatchID], lines: Int, counted: Int, actor: String,
        now: Timestamp
    ) async throws {
        try await write { session in
            try session.audit(
                "receipts import", of: buildCode,
                FileImportDetails(
                    sha256: sha256, lines: lines, counted: counted, batches: batches.map { "\($0)" }),
                by: actor, at: now)
        }
    }
}

private func recordQuery(_ name: String) -> Query<ArrivedRecord> {
    Query(reading: name) { row in
        ArrivedRecord(
            id: ReceiptID(
                batch: BatchID(number: try row.int64("batch_id")),
                ordinal: Int32(truncatingIfNeeded: try row.int64("ordinal"))
            ),
            receivedAt: try row.timestamp("received_at"), lane: try row.value("lane"),
            code: try row.string("code"),
            occurredAt: try row.optionalTimestamp("occurred_at"),
            dialect: try row.optionalInt("dialect").map { Int16(truncatingIfNeeded: $0) },
            repairs: Repairs(rawValue: UInt64(bitPattern: try row.int64("repairs"))),
            action: try row.optionalInt("action").flatMap { Action(rawValue: Int16(truncatingIfNeeded: $0)) },
            hasUser: try row.bool("has_user"),
            addressClass: try row.optionalInt("address_class").flatMap {
                AddressClass(rawValue: Int16(truncatingIfNeeded: $0))
            },
            quantity: try row.optionalInt("quantity"), logDt: try row.optionalText("log_dt"),
            useSe: try row.optionalText("use_se"),
            isImplausible: try row.bool("implausible"), sealed: try row.optionalBytes("sealed"))
    }
}
