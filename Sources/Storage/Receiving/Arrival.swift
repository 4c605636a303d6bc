package import Domain

/// Names one batch for ever: the KST day of arrival, the start of the collector that made it, and a counter.
///
/// Together with the ordinal within the batch it is the id of a receipt.
package struct BatchID: Sendable, Hashable {
    package let number: Int64

    /// - Parameters:
    ///   - arrivalDay: 2020-01-01 to 2064-11-08.
    ///   - instance: the number of this start of a collector, below 4,194,304.
    ///   - counter: below 134,217,728; starts again each day.
    package init(arrivalDay: Day, instance: Int32, counter: Int32) {
        let epoch = Day(number: 18_262)  // 2020-01-01
        let day = Int64(max(0, min(arrivalDay.days(since: epoch), 16_383)))
        number = day << 49 | (Int64(instance) & 0x3F_FFFF) << 27 | Int64(counter) & 0x7FF_FFFF
    }

    /// An id that was made before.
    package init(number: Int64) {
        self.number = number
    }

    /// The start of a collector that made the id.
    package var instance: Int32 { Int32(number >> 27 & 0x3F_FFFF) }
    package var counter: Int32 { Int32(number & 0x7FF_FFFF) }
}

/// A record that counts.
package struct ReceiptRow: Sendable {
    package var buildID: Int64
    package var keyID: Int64
    package var receivedAt: Timestamp
    package var occurredAt: Timestamp
    package var dialect: Int16
    package var action: Action?
    package var user: Pseudonym?
    package var addressClass: Int16?
    package var addressHash: [UInt8]?
    package var quantity: Int64?
    /// Verbatim, where it differs from canonical form.
    package var logDt: String?
    /// Verbatim, where it differs from the action's code.
    package var useSe: String?
    package var repairs: Int64
    package var isImplausible: Bool
    /// The request's bytes under the quarantine key, where something was repaired.
    package var sealed: [UInt8]?

    package init(
        buildID: Int64, keyID: Int64, receivedAt: Timestamp, occurredAt: Timestamp, dialect: Int16,
        action: Action?, user: Pseudonym?, addressClass: Int16?, addressHash: [UInt8]?, quantity: Int64?,
        logDt: String?, useSe: String?, repairs: Int64, isImplausible: Bool, sealed: [UInt8]?
    ) {
        self.buildID = buildID
        self.keyID = keyID
        self.receivedAt = receivedAt
        self.occurredAt = occurredAt
        self.dialect = dialect
        self.action = action
        self.user = user
        self.addressClass = addressClass
        self.addressHash = addressHash
        self.quantity = quantity
        self.logDt = logDt
        self.useSe = useSe
        self.repairs = repairs
        self.isImplausible = isImplausible
        self.sealed = sealed
    }
}

/// A person as we know one: a keyed hash, and the year of the key.
package struct Pseudonym: Sendable, Hashable {
    package let epoch: Int16
    package let hash: [UInt8]

    package init(epoch: Int16, hash: [UInt8]) {
        self.epoch = epoch
        self.hash = hash
    }
}

/// A record that could not be counted.
package struct QuarantineRow: Sendable {
    package var receivedAt: Timestamp
    package var lane: Lane
    package var code: ResultCode
    /// The key and its build, where the key is registered.
    package var keyID: Int64?
    package var buildID: Int64?
    /// The keyed hash of what was sent as key, so that it can be claimed later.
    package var keyHash: [UInt8]?
    package var occurredAt: Timestamp?
    package var dialect: Int16?
    package var repairs: Int64
    package var sealed: [UInt8]

    package init(
        receivedAt: Timestamp, lane: Lane, code: ResultCode, keyID: Int64?, buildID: Int64?,
        keyHash: [UInt8]?,
        occurredAt: Timestamp?, dialect: Int16?, repairs: Int64, sealed: [UInt8]
    ) {
        self.receivedAt = receivedAt
        self.lane = lane
        self.code = code
        self.keyID = keyID
        self.buildID = buildID
        self.keyHash = keyHash
        self.occurredAt = occurredAt
        self.dialect = dialect
        self.repairs = repairs
        self.sealed = sealed
    }
}

/// Whatever arrived, on its way to its lane.
package enum Arrival: Sendable {
    case counted(ReceiptRow)
    case quarantined(QuarantineRow)

    package var receivedAt: Timestamp {
        switch self {
        case .counted(let row): row.receivedAt
        case .quarantined(let row): row.receivedAt
        }
    }
}

/// A key was used from a dialect or a network class that it was never used from before.
package struct KeySighting: Sendable, Hashable {
    package let keyID: Int64
    package let buildID: Int64
    package let dialect: Int16
    /// `AddressClass` of the sender's own address, not of `conectIp`; `nil` where it is not known.
    package let network: Int16?
    package let seenAt: Timestamp

    package init(keyID: Int64, buildID: Int64, dialect: Int16, network: Int16?, seenAt: Timestamp) {
        self.keyID = keyID
        self.buildID = buildID
        self.dialect = dialect
        self.network = network
        self.seenAt = seenAt
    }
}

/// What the batch endpoint promised about one request, kept with its batch: a repeat gets the first answer.
package struct Submission: Sendable, Equatable {
    package let keyID: Int64
    /// `Idempotency-Key`, at most 200 characters; `nil` where the sender gave none.
    package let idempotencyKey: String?
    package let lines: Int
    package let counted: Int
    /// A JSON array with an object for each line that was not counted: `line`, `lane`, `code`, `reason`.
    package let quarantined: String

    package init(keyID: Int64, idempotencyKey: String?, lines: Int, counted: Int, quarantined: String) {
        self.keyID = keyID
        self.idempotencyKey = idempotencyKey
        self.lines = lines
        self.counted = counted
        self.quarantined = quarantined
    }
}

/// Arrivals of one KST day that are committed together.
package struct Batch: Sendable {
    package let id: BatchID
    package let arrivalDay: Day
    package let arrivals: [Arrival]
    package let sightings: [KeySighting]
    /// Set for what came through the batch endpoint, one request a batch.
    package let submission: Submission?

    package init(
        id: BatchID, arrivalDay: Day, arrivals: [Arrival], sightings: [KeySighting] = [],
        submission: Submission? = nil
    ) {
        self.id = id
        self.arrivalDay = arrivalDay
        self.arrivals = arrivals
        self.sightings = sightings
        self.submission = submission
    }
}
