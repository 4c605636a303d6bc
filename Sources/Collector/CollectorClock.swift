package import Domain

/// The clock of the receiving edge.
package struct CollectorClock: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Sets the time of arrival from a request's `X-Afterbuild-Now`; `nil` but under a test clock.
    package let arrival: (@Sendable (_ header: String) -> Timestamp?)?

    package init(
        now: @escaping @Sendable () -> Timestamp, arrival: (@Sendable (String) -> Timestamp?)? = nil
    ) {
        self.now = now
        self.arrival = arrival
    }

    var isTestClock: Bool { arrival != nil }

    func arrivalTime(testTime: String?) -> Timestamp {
        if let arrival, let testTime, let time = arrival(testTime) { return time }
        return now()
    }
}
