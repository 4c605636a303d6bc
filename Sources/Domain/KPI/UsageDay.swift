/// One build day in the units that KPIs and rules read: plain numbers, so that years of thousands of builds fit in memory.
package struct UsageDay: CountedDay, Equatable {
    /// The KST date that the client claims.
    package let day: Day
    /// Counted receipts that claim this day.
    package let receipts: Int
    /// Those of them that differ in time, word, user, address or quantity.
    package let distinctTuples: Int
    /// Those of them whose claim is implausible.
    package let implausible: Int
    /// Counted receipts that arrived on this day, whatever day they claim.
    package let arrived: Int
    /// Receipts that arrived on a later day than the one they claim.
    package let late: Int
    /// Records of this build's keys in quarantine that claim this day.
    package let rejected: Int
    /// 10-minute slots with a receipt, 0 to 144.
    package let slots: Int
    /// Distinct pseudonyms.
    package let users: Int
    /// Receipts by action, DO6001 to DO6007, then those without a known action.
    package let actions: SIMD8<Int32>
    /// Pseudonyms with a log-in (DO6001).
    package let logInUsers: Int
    /// Those of them with a log-out (DO6002) on the same day.
    package let logInPairs: Int
    /// Days from this day to the arrival of the first plausible receipt that claims it; 0 where that is not known.
    package let lag: Int

    package init(
        day: Day, receipts: Int, distinctTuples: Int, implausible: Int, arrived: Int, late: Int,
        rejected: Int, slots: Int, users: Int, actions: SIMD8<Int32>, logInUsers: Int, logInPairs: Int,
        lag: Int = 0
    ) {
        self.day = day
        self.receipts = receipts
        self.distinctTuples = distinctTuples
        self.implausible = implausible
        self.arrived = arrived
        self.late = late
        self.rejected = rejected
        self.slots = slots
        self.users = users
        self.actions = actions
        self.logInUsers = logInUsers
        self.logInPairs = logInPairs
        self.lag = lag
    }

    package var isActive: Bool { receipts > implausible }
    package var hasArrivals: Bool { arrived > 0 }
    package var distinct: Int { distinctTuples }
    package var work: Int { receipts - Int(actions[0] + actions[1]) }
}
