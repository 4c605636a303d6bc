/// When a delivery that failed is tried again, and how long at all.
package enum WebHookBackOff {
    /// From a delivery's creation until it is given up: 48 hours.
    package static let lifetimeSeconds: Int64 = 48 * 3_600
    /// Failures in a row without which a subscription is not disabled, however long ago the first was.
    package static let disablingFailures = 8

    private static let retrySeconds: [Int64] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200]
    private static let pauseSeconds: [Int64] = [60, 300, 900, 1_800, 3_600]

    /// The time of the try after the `attempt`th, which failed at `now`; `nil` when there is none.
    ///
    /// The wait is up to a fifth longer than its step, by the delivery's id: receivers that failed together do not get
    /// everything again together, and the same delivery always waits the same. The last try is at the end of its time.
    package static func next(
        afterAttempt attempt: Int, id: String, now: Timestamp, expiresAt: Timestamp
    ) -> Timestamp? {
        guard now < expiresAt else { return nil }
        let wait = retrySeconds[min(max(attempt, 1), retrySeconds.count) - 1]
        let microseconds = wait * 1_000_000 + wait * 200 * Int64(hash("\(id) \(attempt)") % 1_000 + 1)
        return min(Timestamp(microseconds: now.microseconds + microseconds), expiresAt)
    }

    /// How long nothing is sent to a subscription after so many failures in a row: a receiver that is down is asked
    /// again after a minute, and at last once an hour while deliveries are due.
    package static func holdSeconds(failures: Int) -> Int64 {
        failures < 1 ? 0 : pauseSeconds[min(failures, pauseSeconds.count) - 1]
    }

    /// FNV-1a, whose upper half is mixed best.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash >> 32
    }
}
