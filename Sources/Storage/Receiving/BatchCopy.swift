import Domain
import Postgres

/// Batches as binary COPY streams, one a table.
struct BatchCopy: Sendable {
    private(set) var receipts = CopyBuffer()
    private(set) var raw = CopyBuffer()
    private(set) var quarantine = CopyBuffer()
    private(set) var touched = TouchedDays()
    private(set) var sightings = CopyBuffer()

    init(_ batches: [Batch]) {
        for batch in batches {
            for (ordinal, arrival) in batch.arrivals.enumerated() {
                switch arrival {
                case .counted(let row): append(row, batch, Int32(ordinal))
                case .quarantined(let row): append(row, batch, Int32(ordinal))
                }
            }
            for sighting in batch.sightings { append(sighting) }
        }
    }

    /// Those that have rows.
    var copies: [CopyTransaction.Copy] {
        [
            CopyTransaction.Copy(Self.receiptSQL, as: "copy_receipt", receipts),
            CopyTransaction.Copy(Self.rawSQL, as: "copy_receipt_raw", raw),
            CopyTransaction.Copy(Self.quarantineSQL, as: "copy_quarantine", quarantine),
            CopyTransaction.Copy(Self.sightingSQL, as: "copy_key_sighting", sightings),
        ].filter { !$0.isEmpty }
    }

    private static let receiptSQL = """
        copy receipt (build_id, arrival_day, batch_id, ordinal, received_at, occurred_at, occurred_day, key_id, dialect,
            action, user_epoch, user_hash, address_class, address_hash, quantity, log_dt, use_se, repairs, implausible)
        from stdin (format binary)
        """
    private static let rawSQL = """
        copy receipt_raw (build_id, arrival_day, batch_id, ordinal, sealed) from stdin (format binary)
        """
    private static let quarantineSQL = """
        copy quarantine (arrival_day, batch_id, ordinal, received_at, lane, code, key_id, key_hash, occurred_at,
            occurred_day, dialect, repairs, sealed)
        from stdin (format binary)
        """
    private static let sightingSQL = """
        copy key_sighting (build_id, key_id, dialect, network, seen_at) from stdin (format binary)
        """

    private mutating func append(_ sighting: KeySighting) {
        sightings.startRow(columns: 5)
        sightings.append(int64: sighting.buildID)
        sightings.append(int64: sighting.keyID)
        sightings.append(int16: sighting.dialect)
        sightings.append(int16: sighting.network)
        sightings.append(timestamp: sighting.seenAt.microseconds)
        sightings.endRow()
    }

    mutating func append(_ row: ReceiptRow, _ batch: Batch, _ ordinal: Int32) {
        let day = row.occurredAt.day
        receipts.startRow(columns: 19)
        receipts.append(int64: row.buildID)
        receipts.append(date: Int(batch.arrivalDay.number))
        receipts.append(int64: batch.id.number)
        receipts.append(int32: ordinal)
        receipts.append(timestamp: row.receivedAt.microseconds)
        receipts.append(timestamp: row.occurredAt.microseconds)
        receipts.append(date: Int(day.number))
        receipts.append(int64: row.keyID)
        receipts.append(int16: row.dialect)
        receipts.append(int16: row.action?.rawValue)
        receipts.append(int16: row.user?.epoch)
        receipts.append(bytes: row.user?.hash)
        receipts.append(int16: row.addressClass)
        receipts.append(bytes: row.addressHash)
        receipts.append(int64: row.quantity)
        receipts.append(text: row.logDt)
        receipts.append(text: row.useSe)
        receipts.append(int64: row.repairs)
        receipts.append(bool: row.isImplausible)
        receipts.endRow()
        if let sealed = row.sealed {
            raw.startRow(columns: 5)
            raw.append(int64: row.buildID)
            raw.append(date: Int(batch.arrivalDay.number))
            raw.append(int64: batch.id.number)
            raw.append(int32: ordinal)
            raw.append(bytes: sealed)
            raw.endRow()
        }
        touch(row.buildID, day, batch.arrivalDay)
        if day != batch.arrivalDay { touch(row.buildID, batch.arrivalDay, batch.arrivalDay) }
    }

    private mutating func append(_ row: QuarantineRow, _ batch: Batch, _ ordinal: Int32) {
        quarantine.startRow(columns: 13)
        quarantine.append(date: Int(batch.arrivalDay.number))
        quarantine.append(int64: batch.id.number)
        quarantine.append(int32: ordinal)
        quarantine.append(timestamp: row.receivedAt.microseconds)
        quarantine.append(text: row.lane.rawValue)
        quarantine.append(text: row.code.rawValue)
        quarantine.append(int64: row.keyID)
        quarantine.append(bytes: row.keyHash)
        quarantine.append(timestamp: row.occurredAt?.microseconds)
        quarantine.append(date: (row.occurredAt?.day.number).map(Int.init))
        quarantine.append(int16: row.dialect)
        quarantine.append(int64: row.repairs)
        quarantine.append(bytes: row.sealed)
        quarantine.endRow()
        if let buildID = row.buildID {
            touch(buildID, row.occurredAt?.day ?? batch.arrivalDay, batch.arrivalDay)
        }
    }

    mutating func touch(_ buildID: Int64, _ day: Day, _ arrivalDay: Day) {
        touched.insert(buildID, day, arrivalDay)
    }
}

/// The build days that something arrived for, each once.
struct TouchedDays: Sendable {
    private struct Entry: Hashable {
        let buildID: Int64
        let day: Day
        let arrivalDay: Day
    }

    private var seen: Set<Entry> = []
    private var buildIDs: [Int64] = []
    private var days: [Int64] = []
    private var arrivalDays: [Int64] = []

    var isEmpty: Bool { seen.isEmpty }

    /// For the statement `touch_days`.
    var parameters: [Parameter] { [.intArray(buildIDs), .intArray(days), .intArray(arrivalDays)] }

    mutating func insert(_ buildID: Int64, _ day: Day, _ arrivalDay: Day) {
        guard seen.insert(Entry(buildID: buildID, day: day, arrivalDay: arrivalDay)).inserted else { return }
        buildIDs.append(buildID)
        days.append(Int64(day.number))
        arrivalDays.append(Int64(arrivalDay.number))
    }
}
