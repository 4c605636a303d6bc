extension KPIScope {
    /// Receipts that arrived on a later day than they claim ÷ receipts.
    ///
    /// Repeated and implausible receipts are in doubt: the bound that harms takes them all from what was in time, the
    /// favourable one from what was late.
    var lateShare: KPIValue {
        let receipts = inside.reduce(0) { $0 + $1.receipts }
        let late = inside.reduce(0) { $0 + $1.late }
        let doubt = inside.reduce(0) { $0 + $1.doubtfulReceipts }
        let forgiven = min(late, doubt)
        return KPIValue(
            share: .lateShare, late, of: receipts,
            low: share(late, of: receipts - min(receipts - late, doubt)) ?? 0,
            favourable: share(late - forgiven, of: receipts - forgiven) ?? 0)
    }

    /// Refused records ÷ receipts and refused records.
    ///
    /// The bound that harms counts equal receipts once; the favourable one takes the refused records of a day for one that
    /// was sent again and again.
    var rejectedShare: KPIValue {
        let receipts = inside.reduce(0) { $0 + $1.receipts }
        let distinct = inside.reduce(0) { $0 + $1.distinctTuples }
        let rejected = inside.reduce(0) { $0 + $1.rejected }
        let days = inside.count { $0.rejected > 0 }
        return KPIValue(
            share: .rejectedShare, rejected, of: receipts + rejected,
            low: share(rejected, of: distinct + rejected),
            favourable: share(days, of: receipts + days))
    }

    /// Expected days with a sign of life, be it a plausible claim or an arrival ÷ expected days.
    ///
    /// The favourable bound also counts signs on other days, and days without one that an outage of ours touched.
    var continuity: KPIValue {
        let signs = DaySet(inside.filter(\.isSign).map(\.day))
        let onExpected = expected.count(where: signs.contains)
        let doubtful = expected.count { touched.contains($0) && !signs.contains($0) }
        return KPIValue(
            share: .continuity, onExpected, of: expected.count,
            favourable: share(min(expected.count, signs.count + doubtful), of: expected.count))
    }

    /// The most expected days between two signs of life, or before the first, or after the last.
    ///
    /// The favourable bound leaves out days that an outage of ours touched.
    var longestGap: KPIValue {
        guard !expected.isEmpty else { return KPIValue(notComputable: .longestGap) }
        let signs = inside.filter(\.isSign).map(\.day).sorted()
        var (longest, certain) = (0, 0)
        var (gap, certainGap) = (0, 0)
        var next = signs.startIndex
        for day in expected {
            while next < signs.endIndex, signs[next] <= day {
                (gap, certainGap) = (0, 0)
                next += 1
            }
            if next > 0, signs[next - 1] == day { continue }
            gap += 1
            if !touched.contains(day) { certainGap += 1 }
            (longest, certain) = (max(longest, gap), max(certain, certainGap))
        }
        return KPIValue(count: .longestGap, longest, favourable: certain)
    }
}
