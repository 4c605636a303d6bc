package import Domain

/// A person's decision about quarantined records, and how far it has been carried out.
package struct QuarantineOrder: Sendable {
    package enum Kind: String, Sendable {
        /// An unknown key belongs to a build.
        case claim
        /// Records of a lane are read again.
        case replay
    }

    package let id: Int64
    package let kind: Kind
    package let lane: Lane
    /// Whether records count although the build was not collecting, or its key over its limit.
    package let ignoresLimits: Bool
    /// Records moved so far.
    package var moved: Int
    /// Records that the last pass left in quarantine, by reason: the lane they would come to now, `forgotten` where
    /// there
    /// are no bytes to read again, `unreadable` where these cannot be opened, `revoked` where the claimed key was.
    package var leftOver: [String: Int]
    package var doneAt: Timestamp?
    /// Whether the claimed key is known by no characters yet.
    package var isKeyUnnamed: Bool

    let buildID: Int64?
    /// Of a replay: days of arrival.
    let days: ClosedRange<Day>?
    let requestedAt: Timestamp
    /// Not looked at before.
    var dueAt: Timestamp
    /// The last record of this pass that was looked at; `nil` before the first.
    var reached: QuarantinedRecord.Place?
    /// Of a claim: the key under which its records count.
    let entry: KeyEntry?
    let isKeyRevoked: Bool

    /// Records that the last pass left in quarantine.
    package var left: Int { leftOver.values.reduce(0, +) }

    func isDue(at now: Timestamp) -> Bool { doneAt == nil && dueAt <= now }
}

/// One quarantined record to be decoded again.
package struct QuarantinedRecord: Sendable {
    /// Its receipt id, and its partition.
    struct Place: Sendable, Hashable {
        let arrivalDay: Day
        let batch: BatchID
        let ordinal: Int32
    }

    package let receivedAt: Timestamp
    /// Empty when they were forgotten.
    package let sealed: [UInt8]
    /// The key with which it came, or which is claimed; `nil` when the bytes must say.
    package let entry: KeyEntry?

    let place: Place
    /// As far as it could be read when it arrived.
    let occurredDay: Day?
}

/// What became of a quarantined record that was read again.
package enum Readmission: Sendable {
    /// With the last characters of its key, where they were asked for.
    case counted(ReceiptRow, keyTail: String?)
    /// Stays in quarantine; with the build that it would belong to, where that is known.
    case left(reason: String, buildID: Int64?)
}

/// One step of an order.
package struct QuarantineStep: Sendable {
    package let order: QuarantineOrder
    /// Whether more is to be done at once.
    package let hasMore: Bool
    /// Whether this step ended a pass through the order's records.
    package let endedPass: Bool
}

/// An order that cannot be given: what is wrong, and what would be right.
package struct QuarantineRefused: Error, CustomStringConvertible {
    package let description: String
}
