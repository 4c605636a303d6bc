extension KPIScope {
    /// Active slots ÷ active days.
    ///
    /// An implausible receipt of an active day may have been a slot of its own: the favourable bound takes each for one.
    var slotsPerActiveDay: KPIValue {
        let active = inside.filter(\.isActive)
        guard !active.isEmpty else {
            return KPIValue(notComputable: .slotsPerActiveDay, numerator: 0, denominator: 0)
        }
        let slots = active.reduce(0) { $0 + $1.slots }
        let atBest = active.reduce(0) { $0 + min(144, $1.slots + $1.implausible) }
        let mean = Double(slots) / Double(active.count)
        return KPIValue(
            kpi: .slotsPerActiveDay, numerator: slots, denominator: active.count, value: mean, low: mean,
            favourable: Double(atBest) / Double(active.count))
    }

    /// Kinds of action, of the seven that the interface knows, on days of use.
    ///
    /// The lower bound counts a kind only where a day has more receipts of it than implausible ones; the favourable bound
    /// also those of days with nothing but implausible receipts.
    var breadth: KPIValue {
        func kinds(_ isSeen: (UsageDay, Int) -> Bool) -> Int {
            (0..<7).count { kind in inside.contains { isSeen($0, kind) } }
        }
        return KPIValue(
            count: .breadth, kinds { $0.isActive && $0.actions[$1] > 0 },
            low: kinds { Int($0.actions[$1]) > $0.implausible }, favourable: kinds { $0.actions[$1] > 0 })
    }

    /// Writing actions ÷ reading and writing actions, on days of use.
    ///
    /// The lower bound takes every repeated or implausible receipt for a write that was none, and every receipt without a
    /// known action for a read; the favourable bound the other way round. Where that leaves nothing, nothing was written.
    var recordWorkShare: KPIValue {
        var (writes, reads, unknown, doubt) = (0, 0, 0, 0)
        for day in inside where day.isActive {
            writes += Int(day.actions[3] + day.actions[4] + day.actions[5] + day.actions[6])
            reads += Int(day.actions[2])
            unknown += Int(day.actions[7])
            doubt += day.doubtfulReceipts
        }
        return KPIValue(
            share: .recordWorkShare, writes, of: reads + writes,
            low: share(writes - min(writes, doubt), of: reads + unknown + writes - min(writes, doubt)) ?? 0,
            favourable: share(writes + unknown, of: writes + unknown + reads - min(reads, doubt)) ?? 0)
    }

    /// User-days with a log-in and a log-out ÷ user-days with a log-in.
    ///
    /// The favourable bound takes the missing log-outs of days that an outage of ours touched for sent.
    var logInPairs: KPIValue {
        let logIns = inside.reduce(0) { $0 + $1.logInUsers }
        let pairs = inside.reduce(0) { $0 + $1.logInPairs }
        let atBest = inside.reduce(0) { $0 + (touched.contains($1.day) ? $1.logInUsers : $1.logInPairs) }
        return KPIValue(share: .logInPairs, pairs, of: logIns, favourable: share(atBest, of: logIns))
    }

    /// Shifts with use ÷ declared shifts, over the days of use.
    ///
    /// Said only of sites that declared two shifts or more. No file says when a shift begins: the favourable bound takes, day
    /// by day, the beginning that suits the build best, and a day that an outage of ours touched for used throughout.
    var shiftCoverage: KPIValue {
        guard let shifts = ShiftPattern(calendar.site.shifts) else {
            return KPIValue(notComputable: .shiftCoverage)
        }
        var (covered, atBest, days) = (0, 0, 0)
        for day in inside where day.isActive {
            guard let slots = usage.slots[day.day] else { continue }
            days += 1
            covered += shifts.count(of: slots, from: shifts.usualStart)
            atBest += touched.contains(day.day) ? shifts.shifts : shifts.best(of: slots)
        }
        let all = days * shifts.shifts
        return KPIValue(share: .shiftCoverage, covered, of: all, favourable: share(atBest, of: all))
    }
}

extension UsageDay {
    /// Receipts that may be repeats of one event, or of another day: as many as can be at most.
    var doubtfulReceipts: Int { min(receipts, receipts - distinctTuples + implausible) }
}

/// `nil` where there is nothing to divide by.
func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
}
