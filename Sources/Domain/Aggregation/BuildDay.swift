/// What one build did on one Korean day, recomputed from its receipts.
///
/// Never edited, only recomputed.
package struct BuildDay: Sendable, Equatable {
    /// The KST date of `occurred_at`: what the client claims.
    package let day: Day
    /// Every counted receipt that claims this day: the high bound of events, for no client sends an event id.
    package let receipts: Int
    /// Receipts that differ in time, word, user, address or quantity: the low bound of events.
    package let distinctTuples: Int
    /// The 10-minute slots with at least one plausible receipt.
    package let slots: DaySlots
    /// Distinct pseudonyms: a low bound of persons, for accounts are shared.
    package let users: Int
    /// Receipts by action, DO6001 to DO6007 in this order, then those without a known action: eight numbers.
    package let actions: [Int]
    package let first: Timestamp?
    package let last: Timestamp?
    /// Receipts by hour of the Korean day, 24 numbers.
    package let hours: [Int]
    /// Receipts that arrived on a later day than the one they claim.
    package let late: Int
    /// Records of this build's keys in quarantine that claim this day (or arrived on it, where the claim is unreadable).
    package let rejected: Int
    /// Receipts of this day whose claim is implausible: more than a day ahead of arrival or a year behind it.
    package let implausible: Int
    /// Counted receipts that arrived on this day, whatever day they claim.
    package let arrived: Int
    /// Pseudonyms with a plausible log-in (DO6001).
    package let logInUsers: Int
    /// Those of them with a plausible log-out (DO6002) on the same day.
    package let logInPairs: Int
    /// Days from this day to the arrival of the first plausible receipt that claims it; 0 where that is not known.
    package let lag: Int

    package init(
        day: Day, receipts: Int, distinctTuples: Int, slots: DaySlots, users: Int, actions: [Int],
        first: Timestamp?, last: Timestamp?, hours: [Int], late: Int, rejected: Int, implausible: Int,
        arrived: Int, logInUsers: Int = 0, logInPairs: Int = 0, lag: Int = 0
    ) {
        self.day = day
        self.receipts = receipts
        self.distinctTuples = distinctTuples
        self.slots = slots
        self.users = users
        self.actions = actions
        self.first = first
        self.last = last
        self.hours = hours
        self.late = late
        self.rejected = rejected
        self.implausible = implausible
        self.arrived = arrived
        self.logInUsers = logInUsers
        self.logInPairs = logInPairs
        self.lag = lag
    }

    /// Whether the build was used on this day: at least one receipt with a plausible claim to it.
    package var isActive: Bool { receipts > implausible }

    /// How many 10-minute slots are active, 0 to 144.
    package var activeSlots: Int { slots.count }

    /// The day in the units that KPIs read.
    package var usage: UsageDay {
        var byAction = SIMD8<Int32>.zero
        for (place, count) in actions.prefix(8).enumerated() { byAction[place] = Int32(clamping: count) }
        return UsageDay(
            day: day, receipts: receipts, distinctTuples: distinctTuples, implausible: implausible,
            arrived: arrived, late: late, rejected: rejected, slots: slots.count, users: users,
            actions: byAction, logInUsers: logInUsers, logInPairs: logInPairs, lag: lag)
    }
}
