/// An outage that a person declares, because no collector can see it: a router, a name server, a certificate that clients
/// refused, a lost backup.
package struct OutageDeclaration: Sendable, Equatable {
    package let beganAt: Timestamp
    package let endedAt: Timestamp
    package let reason: String

    /// What is wrong with an interval, and what would be right.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// In days: a longer one is more often a wrong month than an outage.
    static let longest: Int64 = 31

    /// - Parameter now: the interval must be over by then, since nobody knows yet what it will take.
    package init(
        from beganAt: Timestamp, to endedAt: Timestamp, reason: String, now: Timestamp
    ) throws(Refusal) {
        guard beganAt < endedAt else {
            throw Refusal(
                description: beganAt == endedAt
                    ? "the end \(endedAt) is the beginning; expected a later one"
                    : "the end \(endedAt) is before the beginning \(beganAt); exchange them")
        }
        guard endedAt <= now else {
            throw Refusal(
                description: "the end \(endedAt) is in the future; "
                    + "declare what is over by \(now), the rest later")
        }
        guard endedAt <= beganAt.adding(seconds: Self.longest * 86_400) else {
            throw Refusal(
                description: "from \(beganAt) to \(endedAt) are more than \(Self.longest) days; "
                    + "correct the dates, or declare it in parts")
        }
        self.beganAt = beganAt
        self.endedAt = endedAt
        self.reason = reason
    }

    /// The days that it takes or touches, were it the only outage.
    package var days: OutageDays { OutageDays([(began: beganAt, ended: endedAt)]) }
}
