/// A build day as far as rules read it, in two numbers, so that years of a whole fleet fit in memory.
///
/// `usage_series.sql` packs it. From the highest bit on, the first number holds 15 bits of days since 2000-01-01, active,
/// arrivals, 8 bits of slots, 19 of receipts and 19 of late ones; the second 6 bits of days until the first arrival and 19 each
/// of refused, distinct and working records.
package struct JudgedDay: CountedDay, Equatable {
    private let first: Int64
    private let second: Int64

    /// The largest count that fits; a sender is limited to far less a day.
    package static let countMax = 524_287
    /// The largest lag that fits: no policy asks for more.
    package static let lagMax = 63

    /// Takes a day as PostgreSQL packed it.
    package init(packed first: Int, _ second: Int) {
        self.first = Int64(first)
        self.second = Int64(second)
    }

    /// - Parameters:
    ///   - isActive: at least one receipt with a plausible claim to this day.
    ///   - hasArrivals: at least one receipt arrived on this day, whatever day it claims.
    ///   - slots: 10-minute slots with a receipt.
    ///   - receipts: counted receipts that claim this day; larger counts are stored as `countMax`.
    ///   - late: those of them that arrived on a later day.
    ///   - rejected: records in quarantine that claim this day.
    ///   - distinct: receipts that differ from each other.
    ///   - work: receipts other than log-ins and log-outs.
    ///   - lag: days until the first plausible receipt arrived; larger numbers are stored as `lagMax`.
    package init(
        day: Day, isActive: Bool, hasArrivals: Bool, slots: Int, receipts: Int, late: Int, rejected: Int,
        distinct: Int, work: Int, lag: Int = 0
    ) {
        func count(_ number: Int) -> Int64 { Int64(min(number, Self.countMax)) }
        first =
            Int64(day.number - Self.epoch) << 48 | (isActive ? 1 << 47 : 0) | (hasArrivals ? 1 << 46 : 0)
            | Int64(slots) << 38 | count(receipts) << 19 | count(late)
        second =
            Int64(min(max(0, lag), Self.lagMax)) << 57 | count(rejected) << 38 | count(distinct) << 19
            | count(work)
    }

    /// 2000-01-01.
    private static let epoch: Int32 = 10_957

    package var day: Day { Day(number: Int32(truncatingIfNeeded: first >> 48) + Self.epoch) }
    package var isActive: Bool { first >> 47 & 1 == 1 }
    package var hasArrivals: Bool { first >> 46 & 1 == 1 }
    package var slots: Int { Int(first >> 38 & 0xFF) }
    package var receipts: Int { Int(first >> 19) & Self.countMax }
    package var late: Int { Int(first) & Self.countMax }
    package var rejected: Int { Int(second >> 38) & Self.countMax }
    package var distinct: Int { Int(second >> 19) & Self.countMax }
    package var work: Int { Int(second) & Self.countMax }
    package var lag: Int { Int(second >> 57 & 0x3F) }
}
