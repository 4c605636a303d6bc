import Domain
import Storage

/// A batch as bytes: what the database gets of it and nothing else, so nothing in clear that is not in clear there.
///
/// The first byte is the version. A later version is refused rather than guessed at; the spool then keeps the file.
enum BatchCoding {
    private static let version: UInt8 = 1

    /// Bytes from which `decode` makes the same batch.
    static func encode(_ batch: Batch) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(byte: version)
        writer.append(batch.id.number)
        writer.append(batch.arrivalDay.number)
        writer.append(unsigned: UInt64(batch.arrivals.count))
        let oldest = batch.arrivals.map(\.receivedAt).min()
        writer.appendOptional(oldest) { $0.append($1.microseconds) }
        writer.appendOptional(batch.submission) { $0.append($1) }
        writer.append(unsigned: UInt64(batch.sightings.count))
        for sighting in batch.sightings { writer.append(sighting) }
        var last: Int64 = 0
        for arrival in batch.arrivals {
            writer.append(arrival, after: last)
            last = arrival.receivedAt.microseconds
        }
        return writer.bytes
    }

    /// The batch that was encoded; any other bytes throw, as far as they are none.
    static func decode(_ bytes: ArraySlice<UInt8>) throws(BatchCodingError) -> Batch {
        var reader = ByteReader(bytes)
        let summary = try Summary(from: &reader)
        var sightings: [KeySighting] = []
        for _ in 0..<(try reader.count()) { sightings.append(try reader.sighting()) }
        guard summary.records <= reader.left else {
            throw reader.fail("\(summary.records) records announced and \(reader.left) bytes left")
        }
        var arrivals: [Arrival] = []
        arrivals.reserveCapacity(summary.records)
        var last: Int64 = 0
        for _ in 0..<summary.records {
            let arrival = try reader.arrival(after: last)
            last = arrival.receivedAt.microseconds
            arrivals.append(arrival)
        }
        guard reader.left == 0 else { throw reader.fail("\(reader.left) bytes more than a batch") }
        return Batch(
            id: summary.id, arrivalDay: summary.arrivalDay, arrivals: arrivals, sightings: sightings,
            submission: summary.submission)
    }

    /// What stands at the beginning, so that a spool is counted without making its records.
    struct Summary {
        let id: BatchID
        let arrivalDay: Day
        let records: Int
        let oldest: Timestamp?
        let submission: Submission?

        init(_ bytes: ArraySlice<UInt8>) throws(BatchCodingError) {
            var reader = ByteReader(bytes)
            try self.init(from: &reader)
        }

        fileprivate init(from reader: inout ByteReader) throws(BatchCodingError) {
            let found = try reader.byte()
            guard found == version else {
                throw reader.fail("version \(found) where \(version) is known; another release wrote it")
            }
            id = BatchID(number: try reader.signed())
            arrivalDay = Day(number: try reader.signed())
            records = try reader.count()
            oldest = try reader.flag() ? Timestamp(microseconds: try reader.signed()) : nil
            submission = try reader.flag() ? try reader.submission() : nil
        }
    }
}

/// Bits that say which of a row's optional fields follow.
private struct Fields: OptionSet {
    let rawValue: UInt64

    static let quarantined = Fields(rawValue: 1 << 0)
    static let implausible = Fields(rawValue: 1 << 1)
    static let action = Fields(rawValue: 1 << 2)
    static let user = Fields(rawValue: 1 << 3)
    static let addressClass = Fields(rawValue: 1 << 4)
    static let addressHash = Fields(rawValue: 1 << 5)
    static let quantity = Fields(rawValue: 1 << 6)
    static let logDt = Fields(rawValue: 1 << 7)
    static let useSe = Fields(rawValue: 1 << 8)
    static let sealed = Fields(rawValue: 1 << 9)
    static let keyID = Fields(rawValue: 1 << 10)
    static let buildID = Fields(rawValue: 1 << 11)
    static let keyHash = Fields(rawValue: 1 << 12)
    static let occurredAt = Fields(rawValue: 1 << 13)
    static let dialect = Fields(rawValue: 1 << 14)

    static let ofReceipt: Fields = [
        .implausible, .action, .user, .addressClass, .addressHash, .quantity, .logDt, .useSe, .sealed,
    ]
    static let ofQuarantine: Fields = [.quarantined, .keyID, .buildID, .keyHash, .occurredAt, .dialect]

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    init(_ pairs: [(Fields, Bool)]) {
        self = pairs.reduce(into: []) { if $1.1 { $0.insert($1.0) } }
    }
}

extension ByteWriter {
    fileprivate mutating func appendOptional<Value>(
        _ value: Value?, _ write: (inout ByteWriter, Value) -> Void
    ) {
        append(byte: value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    fileprivate mutating func append(_ submission: Submission) {
        append(submission.keyID)
        appendOptional(submission.idempotencyKey) { $0.append($1) }
        append(submission.lines)
        append(submission.counted)
        append(submission.quarantined)
    }

    fileprivate mutating func append(_ sighting: KeySighting) {
        append(sighting.keyID)
        append(sighting.buildID)
        append(sighting.dialect)
        appendOptional(sighting.network) { $0.append($1) }
        append(sighting.seenAt.microseconds)
    }

    /// Times are written as differences, which are short; they wrap, so that none is out of range.
    fileprivate mutating func append(_ arrival: Arrival, after last: Int64) {
        switch arrival {
        case .counted(let row): append(row, after: last)
        case .quarantined(let row): append(row, after: last)
        }
    }

    private mutating func append(_ row: ReceiptRow, after last: Int64) {
        let fields = Fields([
            (.implausible, row.isImplausible), (.action, row.action != nil), (.user, row.user != nil),
            (.addressClass, row.addressClass != nil), (.addressHash, row.addressHash != nil),
            (.quantity, row.quantity != nil), (.logDt, row.logDt != nil), (.useSe, row.useSe != nil),
            (.sealed, row.sealed != nil),
        ])
        append(unsigned: fields.rawValue)
        append(row.receivedAt.microseconds &- last)
        append(row.occurredAt.microseconds &- row.receivedAt.microseconds)
        append(row.buildID)
        append(row.keyID)
        append(row.dialect)
        append(row.repairs)
        if let action = row.action { append(action.rawValue) }
        if let user = row.user {
            append(user.epoch)
            append(user.hash)
        }
        if let addressClass = row.addressClass { append(addressClass) }
        if let addressHash = row.addressHash { append(addressHash) }
        if let quantity = row.quantity { append(quantity) }
        if let logDt = row.logDt { append(logDt) }
        if let useSe = row.useSe { append(useSe) }
        if let sealed = row.sealed { append(sealed) }
    }

    private mutating func append(_ row: QuarantineRow, after last: Int64) {
        let fields = Fields([
            (.quarantined, true), (.keyID, row.keyID != nil), (.buildID, row.buildID != nil),
            (.keyHash, row.keyHash != nil), (.occurredAt, row.occurredAt != nil),
            (.dialect, row.dialect != nil),
        ])
        append(unsigned: fields.rawValue)
        append(row.receivedAt.microseconds &- last)
        append(row.lane.rawValue)
        append(row.code.rawValue)
        append(row.repairs)
        if let keyID = row.keyID { append(keyID) }
        if let buildID = row.buildID { append(buildID) }
        if let keyHash = row.keyHash { append(keyHash) }
        if let occurredAt = row.occurredAt { append(occurredAt.microseconds &- row.receivedAt.microseconds) }
        if let dialect = row.dialect { append(dialect) }
        append(row.sealed)
    }
}

extension ByteReader {
    fileprivate mutating func flag() throws(BatchCodingError) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        case let other: throw fail("\(other) instead of yes (1) or no (0)")
        }
    }

    fileprivate mutating func submission() throws(BatchCodingError) -> Submission {
        Submission(
            keyID: try signed(), idempotencyKey: try flag() ? try text() : nil, lines: try signed(),
            counted: try signed(), quarantined: try text())
    }

    fileprivate mutating func sighting() throws(BatchCodingError) -> KeySighting {
        KeySighting(
            keyID: try signed(), buildID: try signed(), dialect: try signed(),
            network: try flag() ? try signed() : nil, seenAt: Timestamp(microseconds: try signed()))
    }

    fileprivate mutating func arrival(after last: Int64) throws(BatchCodingError) -> Arrival {
        let fields = Fields(rawValue: try unsigned())
        let isQuarantined = fields.contains(.quarantined)
        guard fields.isSubset(of: isQuarantined ? .ofQuarantine : .ofReceipt) else {
            throw fail("fields \(fields.rawValue), which no row has")
        }
        let receivedAt = Timestamp(microseconds: last &+ (try signed(Int64.self)))
        return isQuarantined
            ? .quarantined(try quarantineRow(fields, receivedAt))
            : .counted(try receiptRow(fields, receivedAt))
    }

    private mutating func receiptRow(
        _ fields: Fields, _ receivedAt: Timestamp
    ) throws(BatchCodingError) -> ReceiptRow {
        let occurredAt = try time(from: receivedAt)
        var row = ReceiptRow(
            buildID: try signed(), keyID: try signed(), receivedAt: receivedAt, occurredAt: occurredAt,
            dialect: try signed(), action: nil, user: nil, addressClass: nil, addressHash: nil, quantity: nil,
            logDt: nil, useSe: nil, repairs: try signed(), isImplausible: fields.contains(.implausible),
            sealed: nil)
        if fields.contains(.action) { row.action = try action() }
        if fields.contains(.user) { row.user = Pseudonym(epoch: try signed(), hash: try part()) }
        if fields.contains(.addressClass) { row.addressClass = try signed() }
        if fields.contains(.addressHash) { row.addressHash = try part() }
        if fields.contains(.quantity) { row.quantity = try signed() }
        if fields.contains(.logDt) { row.logDt = try text() }
        if fields.contains(.useSe) { row.useSe = try text() }
        if fields.contains(.sealed) { row.sealed = try part() }
        return row
    }

    private mutating func quarantineRow(
        _ fields: Fields, _ receivedAt: Timestamp
    ) throws(BatchCodingError) -> QuarantineRow {
        let (lane, code, repairs) = (try text(), try text(), try signed(Int64.self))
        guard let lane = Lane(rawValue: lane) else { throw fail("an unknown lane") }
        guard let code = ResultCode(rawValue: code) else { throw fail("an unknown result code") }
        return QuarantineRow(
            receivedAt: receivedAt, lane: lane, code: code,
            keyID: fields.contains(.keyID) ? try signed() : nil,
            buildID: fields.contains(.buildID) ? try signed() : nil,
            keyHash: fields.contains(.keyHash) ? try part() : nil,
            occurredAt: fields.contains(.occurredAt) ? try time(from: receivedAt) : nil,
            dialect: fields.contains(.dialect) ? try signed() : nil, repairs: repairs, sealed: try part())
    }

    private mutating func action() throws(BatchCodingError) -> Action {
        let number = try signed(Int16.self)
        guard let action = Action(rawValue: number) else { throw fail("action \(number), which is none") }
        return action
    }

    private mutating func time(from start: Timestamp) throws(BatchCodingError) -> Timestamp {
        Timestamp(microseconds: start.microseconds &+ (try signed(Int64.self)))
    }
}
