package import Domain

/// An interval in which one start of a collector could receive, in PostgreSQL or in its spool.
package struct PresenceInterval: Sendable, Equatable {
    /// Why an interval ended, where it was not a crash.
    package enum Ending: String, CaseIterable, Sendable {
        /// An orderly shutdown.
        case stopped
        /// The process stood still: it was stopped by a signal, or the machine slept.
        case stalled
        case bothStoresFailed = "both stores failed"
    }

    package let instance: Int32
    package let beganAt: Timestamp
    package var seenAt: Timestamp
    /// `nil` while it goes on, and for ever after a crash.
    package var ending: Ending?
    /// What the operator may want to know about the end; often empty.
    package var detail: String

    package init(
        instance: Int32, beganAt: Timestamp, seenAt: Timestamp, ending: Ending? = nil, detail: String = ""
    ) {
        self.instance = instance
        self.beganAt = beganAt
        self.seenAt = seenAt
        self.ending = ending
        self.detail = detail
    }
}

/// An interval in which no collector could receive, or no client could reach one, as we knew it for some time.
package struct Outage: Sendable, Equatable {
    package let id: Int64
    package let beganAt: Timestamp
    package let endedAt: Timestamp
    /// How the last collector before it ended: `crashed`, or one of `PresenceInterval.Ending`; `declared` where a person
    /// declared it.
    package let cause: String
    /// Of a declared one its reason.
    package let detail: String
    package let knownAt: Timestamp
    /// Set when it turned out to be none, or another.
    package let supersededAt: Timestamp?
    /// `nil` of one that was recorded.
    package let declaredBy: String?
    /// Of a declared one, as it was known.
    package let withdrawal: Withdrawal?

    /// Why a person declared it; `nil` of one that was recorded.
    package var declaredReason: String? { declaredBy == nil ? nil : detail }
}
