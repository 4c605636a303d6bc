/// One figure with all that is needed to defend it.
package struct KPIValue: Sendable, Equatable {
    package let kpi: KPI
    package let numerator: Int?
    package let denominator: Int?
    /// `nil` when it cannot be said: no expected day, no active day, never used.
    package let value: Double?
    /// The bound that is worse for the build; the smaller number where neither direction favours it.
    package let low: Double?
    /// The bound that favours the build; the larger number where neither direction does.
    ///
    /// For silence, gaps, shares of late and refused records and time to first use the smaller number favours the build
    /// and stands here.
    package let favourable: Double?
    /// The 95 % Wilson score interval of a rate: how far chance alone moves it at this sample size.
    ///
    /// Shown beside the figure; no rule judges by it.
    package let interval: ClosedRange<Double>?
    /// What the figure is held against, where it is held against something: the rate of the build's own start, the
    /// median of its peers.
    package let reference: Double?

    package init(
        kpi: KPI, numerator: Int?, denominator: Int?, value: Double?, low: Double?, favourable: Double?,
        interval: ClosedRange<Double>? = nil, reference: Double? = nil
    ) {
        self.kpi = kpi
        self.numerator = numerator
        self.denominator = denominator
        self.value = value
        self.low = low
        self.favourable = favourable
        self.interval = interval
        self.reference = reference
    }

    /// A figure that cannot be said.
    init(notComputable kpi: KPI, numerator: Int? = nil, denominator: Int? = nil) {
        self.init(
            kpi: kpi, numerator: numerator, denominator: denominator, value: nil, low: nil, favourable: nil)
    }

    /// A share of `denominator` with its interval; `nil` as value where that is 0.
    init(
        share kpi: KPI, _ numerator: Int, of denominator: Int, low: Double? = nil, favourable: Double? = nil
    ) {
        guard denominator > 0 else {
            self.init(notComputable: kpi, numerator: numerator, denominator: denominator)
            return
        }
        let rate = Double(numerator) / Double(denominator)
        self.init(
            kpi: kpi, numerator: numerator, denominator: denominator, value: rate, low: low ?? rate,
            favourable: favourable ?? rate, interval: wilsonInterval(numerator, of: denominator))
    }

    /// A count.
    init(count kpi: KPI, _ count: Int, low: Int? = nil, favourable: Int? = nil) {
        self.init(
            kpi: kpi, numerator: count, denominator: nil, value: Double(count), low: Double(low ?? count),
            favourable: Double(favourable ?? count))
    }
}

/// The 95 % Wilson score interval of `successes` among `trials`; `nil` without a trial.
///
/// Unlike the textbook interval it stays within 0 and 1 and says something for 0 of 5. It takes the trials for
/// independent, which days of work are not quite: the true uncertainty is no smaller.
package func wilsonInterval(_ successes: Int, of trials: Int) -> ClosedRange<Double>? {
    guard trials > 0, (0...trials).contains(successes) else { return nil }
    let z = 1.959_963_984_540_054
    let n = Double(trials)
    let rate = Double(successes) / n
    let centre = rate + z * z / (2 * n)
    let spread = z * (rate * (1 - rate) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // At the ends the formula gives 0 and 1 but for rounding.
    let lower = successes == 0 ? 0 : max(0, (centre - spread) / scale)
    let upper = successes == trials ? 1 : min(1, (centre + spread) / scale)
    return lower...upper
}
