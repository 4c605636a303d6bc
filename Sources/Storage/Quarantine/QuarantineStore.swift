package import Domain
import Postgres

/// Quarantined records that share lane, answer, key and dialect.
package struct QuarantineGroup: Sendable, Equatable {
    package let lane: String
    package let code: String
    /// The first 12 hexadecimal digits of the key's hash; `nil` where no key could be read.
    package let keyDigits: String?
    /// Where the key is registered by now.
    package let buildCode: String?
    package let dialect: Dialect?
    /// Those that are still in quarantine.
    package let records: Int
    /// Those that are receipts by now.
    package let moved: Int
    package let firstAt: Timestamp
    package let lastAt: Timestamp
    /// The receipt id of one of the latest.
    package let newest: String
}

/// What of the quarantine is listed; all of it where nothing is set.
package struct QuarantineFilter: Sendable {
    package var lane: Lane?
    /// Days of arrival.
    package var from: Day?
    package var to: Day?
    /// The first hexadecimal digits of the key's hash.
    package var keyDigits: String?
    /// Groups at most.
    package var limit: Int

    package init(
        lane: Lane? = nil, from: Day? = nil, to: Day? = nil, keyDigits: String? = nil, limit: Int = 50
    ) {
        self.lane = lane
        self.from = from
        self.to = to
        self.keyDigits = keyDigits
        self.limit = limit
    }
}

/// One quarantined record, without its bytes.
package struct QuarantineEntry: Sendable, Equatable {
    package let lane: String
    package let code: String
    package let receivedAt: Timestamp
    package let occurredAt: Timestamp?
    /// All 64 hexadecimal digits of the key's hash.
    package let keyDigits: String?
    package let keyID: Int64?
    /// Where the key is registered by now.
    package let buildCode: String?
    package let dialect: Dialect?
    package let repairs: Repairs
    /// 0 when they were forgotten.
    package let sealedBytes: Int
    package let forgottenAt: Timestamp?
    package let move: Move?

    package struct Move: Sendable, Equatable {
        package let at: Timestamp
        package let buildCode: String
        package let order: Int64
    }
}

/// Records in quarantine, and orders to replay them.
package struct QuarantineStore: Store {
    let database: Database

    /// What is in quarantine, the largest groups first.
    package func groups(_ filter: QuarantineFilter) async throws -> [QuarantineGroup] {
        try await read { session in
            try session.rows(
                Query(reading: "quarantine_list") { row in
                    QuarantineGroup(
                        lane: try row.string("lane"), code: try row.string("code"),
                        keyDigits: try row.optionalText("key_digits"),
                        buildCode: try row.optionalText("build_code"),
                        dialect: try row.optionalDialect("dialect"),
                        records: try row.int("records"), moved: try row.int("moved"),
                        firstAt: try row.timestamp("first_at"),
                        lastAt: try row.timestamp("last_at"), newest: try row.string("newest"))
                },
                [
                    .text(filter.lane?.rawValue), .day(filter.from), .day(filter.to), .text(filter.keyDigits),
                    .int(Int64(filter.limit)),
                ])
        }
    }

    /// One record by its receipt id; `nil` where quarantine has none.
    ///
    /// - Throws: `QuarantineRefused`, when the text is no receipt id.
    package func entry(_ receiptID: String) async throws -> QuarantineEntry? {
        let query = Query(reading: "quarantine_show") { row in
            QuarantineEntry(
                lane: try row.string("lane"), code: try row.string("code"),
                receivedAt: try row.timestamp("received_at"),
                occurredAt: try row.optionalTimestamp("occurred_at"),
                keyDigits: try row.optionalText("key_digits"),
                keyID: try row.optionalInt("key_id"), buildCode: try row.optionalText("build_code"),
                dialect: try row.optionalDialect("dialect"),
                repairs: Repairs(rawValue: UInt64(bitPattern: try row.int64("repairs"))),
                sealedBytes: try row.int("sealed_bytes"),
                forgottenAt: try row.optionalTimestamp("forgotten_at"),
                move: try row.optionalTimestamp("moved_at").map { at in
                    QuarantineEntry.Move(
                        at: at, buildCode: try row.optionalText("moved_to") ?? "",
                        order: try row.int64("order_id"))
                })
        }
        return try await refusals {
            try await read { session in try session.first(query, [.text(receiptID)]) }
        }
    }

    /// The sealed bytes of one record, for a person to read; recorded in the audit.
    ///
    /// - Parameter receiptID: of a record that `quarantineEntry` found.
    /// - Returns: `nil` when they were forgotten.
    package func sealedBytes(of receiptID: String, actor: String, now: Timestamp) async throws -> [UInt8]? {
        try await write { session in
            let query = Query(reading: "quarantine_sealed") { try $0.optionalBytes("sealed") ?? [] }
            guard let sealed = try session.first(query, [.text(receiptID)]) else { return nil }
            try session.audit("quarantine show raw", of: receiptID, by: actor, at: now)
            return sealed
        }
    }

    /// Forgets the sealed bytes of records that arrived before `day`; the records stay.
    ///
    /// - Returns: how many records lost their bytes.
    package func forget(before day: Day, now: Timestamp) async throws -> Int {
        try await write { session in
            try session.first(
                Query(reading: "quarantine_forget") { try $0.int("quarantine_forget") },
                [.day(day), .time(now)])
        } ?? 0
    }
}

extension RowReader {
    fileprivate func optionalDialect(_ column: StaticString) throws -> Dialect? {
        try optionalInt(column).flatMap { Dialect(code: Int16(truncatingIfNeeded: $0)) }
    }
}
