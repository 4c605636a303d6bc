/// Where a record goes.
///
/// `counted` is the table `receipt`; all others are lanes of `quarantine`.
package enum Lane: String, CaseIterable, Sendable {
    case counted, test
    case unknownKey = "unknown_key"
    case malformed
    case notCollecting = "not_collecting"
    case overLimit = "over_limit"
}

/// What the registry says of the key of a record, at the time of its arrival.
package enum KeyStanding: Sendable {
    case unknown
    /// `collecting`: within the build's collection window.
    ///
    /// `overLimit`: beyond the requests of its day.
    case registered(collecting: Bool, overLimit: Bool)
}

/// The lane and the answer of one record.
///
/// The first that applies decides: what could not be read, an unknown key, the test code, the collection
/// window, the daily limit.
package func triage(_ decoded: Decoded, key: KeyStanding) -> (lane: Lane, code: ResultCode) {
    if let failure = decoded.failure { return (.malformed, failure) }
    guard case .registered(let collecting, let overLimit) = key else { return (.unknownKey, .AP1030) }
    if decoded.record.action == .test { return (.test, .AP1028) }
    if !collecting { return (.notCollecting, .AP1030) }
    if overLimit { return (.overLimit, .AP1031) }
    return (.counted, .AP1002)
}

/// Whether a client's time cannot be true: more than a day ahead of its arrival, or more than 366 days behind
/// it.
///
/// Such a record is counted and flagged, for the build that sent it is alive.
package func isImplausible(occurredAt: Timestamp, receivedAt: Timestamp) -> Bool {
    let day: Int64 = 86_400
    return occurredAt > receivedAt.adding(seconds: day) || occurredAt < receivedAt.adding(seconds: -366 * day)
}
