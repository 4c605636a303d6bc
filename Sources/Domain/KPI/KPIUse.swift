extension KPIScope {
    /// Active expected days ÷ expected days.
    var activeDayRate: KPIValue { counts.usedDays.rate }

    /// Expected days after the last sign of life of the window, or before it, until the window's end.
    var silence: KPIValue { calendar.silence(after: lastSign, today: today) }

    /// Calendar days from completion, or from the first day on which collecting is possible if later, to first use; 0 where
    /// use began before.
    ///
    /// The favourable bound takes the first sign of life where it is earlier, or where there is nothing else: a first
    /// record with a wrong clock must not harm.
    var timeToFirstUse: KPIValue {
        guard let completedOn = calendar.completedOn, let collectingFrom = calendar.collectingFrom else {
            return KPIValue(notComputable: .timeToFirstUse)
        }
        let start = max(completedOn, collectingFrom)
        func delay(_ day: Day?) -> Int? { day.map { max(0, $0.days(since: start)) } }
        let days = delay(firstUse)
        let earliest = delay([firstUse, firstSign].compactMap(\.self).min())
        let value = days.map(Double.init)
        return KPIValue(
            kpi: .timeToFirstUse, numerator: days, denominator: nil, value: value, low: value,
            favourable: earliest.map(Double.init))
    }

    /// Distinct pseudonyms of the window.
    ///
    /// Persons have a new pseudonym in each epoch of the key: at least those of the largest epoch, at most all together.
    var distinctUsers: KPIValue {
        KPIValue(count: .distinctUsers, users.low, favourable: users.high)
    }

    /// Active days of the last days of the window, whether or not they were expected.
    ///
    /// The favourable bound takes days of arrival where they are more, and days without use that an outage of ours touched.
    func activeDays(_ kpi: KPI, last length: Int) -> KPIValue {
        let first = window.upperBound.adding(days: 1 - length)
        let days = inside.filter { $0.day >= first }
        let active = days.count(where: \.isActive)
        let used = Set(days.filter(\.isActive).map(\.day))
        let doubtful = touched.count {
            (first...window.upperBound).contains($0) && $0 < today && !used.contains($0)
        }
        return KPIValue(
            count: kpi, active,
            favourable: min(length, max(active, days.count { $0.arrived > 0 }) + doubtful))
    }

    /// The active-day rate against that of the build's own first eight weeks of use.
    ///
    /// Said only of windows that begin after them. The favourable bound holds the best rate now against the rate of the
    /// start as defined; the other one the rate now against the best of the start.
    var trend: KPIValue {
        let now = counts.usedDays
        guard let start = calendar.ownStart(firstUse: firstUse), start.upperBound < window.lowerBound else {
            return KPIValue(notComputable: .trend, numerator: now.active, denominator: now.expected)
        }
        let then = WindowCounts(
            usage.days.inside(start), calendar.expectedDays(in: start, today: today), calendar.shared,
            seenFrom: today)
        return now.trend(against: then.usedDays)
    }
}
