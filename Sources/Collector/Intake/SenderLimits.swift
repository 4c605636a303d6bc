import Domain

/// How much a key may send.
package struct SenderLimits: Sendable {
    /// Records a key and day; what is above goes to the lane `over_limit`, never to the floor.
    package let requestsADay: Int
    /// Whether counted records are answered by the old service's limits; their lane stays the same.
    package let isLegacy: Bool

    package init(requestsADay: Int, isLegacy: Bool = false) {
        self.requestsADay = requestsADay
        self.isLegacy = isLegacy
    }
}

/// The limits that the newer guides of the old service name, as its clients quote them.
///
/// Clients take their answers for refusals, though the record is counted here: some send it again each minute.
enum LegacyLimits {
    /// AP1029: less than this after the key's last success.
    static let pauseSeconds: Int64 = 600
    /// AP1032: more successes in a day.
    static let successesADay = 144
    /// AP1033, "daily limit, kind not stated": more requests in a day, where our own limit is set higher.
    static let requestsADay = 5_000

    /// What the old service would have answered to a record that is counted.
    ///
    /// - Parameters:
    ///   - successes: answers AP1002 to this key today, before this record.
    ///   - requests: requests of this key today, with this one.
    static func answer(at now: Timestamp, lastSuccess: Timestamp?, successes: Int, requests: Int)
        -> ResultCode
    {
        if requests > requestsADay { return .AP1033 }
        if successes >= successesADay { return .AP1032 }
        if let lastSuccess, now < lastSuccess.adding(seconds: pauseSeconds) { return .AP1029 }
        return .AP1002
    }
}
