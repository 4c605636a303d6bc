extension PolicyRule {
    /// What the rule reads of a build, or why it cannot be said.
    ///
    /// - Parameter isOpen: whether it stands raised; then a phase that is over is measured, too.
    func measure(
        _ moment: JudgedMoment, peers: PeerTable?, isOpen: Bool
    ) throws(NotComputableMeasurement) -> Measurement {
        switch kind {
        case .silent: try silence(moment, isBeforeFirstUse: false)
        case .neverStarted: try silence(moment, isBeforeFirstUse: true)
        case .lowActiveDayRate: try rate(moment, isOpen)
        case .falling: try fall(moment, isOpen)
        case .belowPeers: try rank(moment, peers)
        case .onlyLogIns: try workShare(moment, isOpen)
        case .feedDegraded: try feedLoss(moment, isOpen)
        case .evidencePoor: try doubts(moment)
        case .levelShortfall: try shortfall(moment)
        }
    }

    // MARK: Silence

    /// Working days without a sign of life; days that an outage touched are left out of the bound.
    private func silence(
        _ moment: JudgedMoment, isBeforeFirstUse: Bool
    ) throws(NotComputableMeasurement) -> Measurement {
        guard (moment.lastSign == nil) == isBeforeFirstUse else {
            // The other of the two rules speaks of this build, and for this one nothing is wrong.
            return Measurement(value: .noSilence, compared: 0, window: moment.last(1))
        }
        let soFar = moment.counts(in: moment.firstPossible...moment.today)
        try require(soFar.expected >= minimumExpectedDays, .tooFewDays)
        let days = silentDays(after: moment.lastSign, from: moment.firstPossible, until: moment.today)
        guard let days else { return Measurement(value: .noSilence, compared: 0, window: moment.last(1)) }
        let counts = moment.counts(in: days)
        let value = counts.silence
        return Measurement(
            value: value, compared: value.favourable ?? 0, window: days, coverage: counts.coverage)
    }

    // MARK: Rates

    private func rate(_ moment: JudgedMoment, _ isOpen: Bool) throws(NotComputableMeasurement) -> Measurement
    {
        let window = try days(moment, isOpen)
        let counts = moment.counts(in: window)
        try requireEnough(counts)
        let rate = counts.usedDays.rate
        return Measurement(
            value: rate, compared: rate.favourable ?? 1, window: window, coverage: counts.coverage)
    }

    /// The trend against the build's own start, as the KPI says it.
    private func fall(_ moment: JudgedMoment, _ isOpen: Bool) throws(NotComputableMeasurement) -> Measurement
    {
        let window = try days(moment, isOpen)
        guard let start = moment.build.calendar.ownStart(firstUse: moment.build.firstUse),
            start.upperBound < window.lowerBound
        else { throw NotComputableMeasurement(.nothingToCompare) }
        let then = moment.counts(in: start)
        let now = moment.counts(in: window)
        try requireEnough(then)
        try requireEnough(now)
        let trend = now.usedDays.trend(against: then.usedDays)
        guard let compared = trend.favourable else { throw NotComputableMeasurement(.nothingToCompare) }
        return Measurement(
            value: trend, compared: compared, window: window, coverage: min(now.coverage, then.coverage))
    }

    private func rank(_ moment: JudgedMoment, _ peers: PeerTable?) throws(NotComputableMeasurement)
        -> Measurement
    {
        let window = moment.last(28)
        let counts = moment.counts(in: window)
        try requireEnough(counts)
        guard let comparison = peers?.comparison(of: moment, minimum: minimumPeers) else {
            throw NotComputableMeasurement(.tooFewPeers)
        }
        return Measurement(
            value: counts.usedDays.rate, compared: comparison.favourable, window: window,
            coverage: counts.coverage, peers: comparison)
    }

    // MARK: The feed

    /// Records other than log-ins and log-outs ÷ records, of full feeds: a 10-minute feed keeps what comes first.
    private func workShare(_ moment: JudgedMoment, _ isOpen: Bool) throws(NotComputableMeasurement)
        -> Measurement
    {
        try require(moment.build.facts.intakeProfile == .full, .tenMinuteFeed)
        let window = try days(moment, isOpen)
        let counts = moment.counts(in: window)
        try requireEnough(counts)
        try require(counts.receipts > 0, .nothingToCompare)
        let share = counts.beyondLogIn
        return Measurement(
            value: share, compared: share.value ?? 1, window: window, coverage: counts.coverage)
    }

    /// Late and refused records ÷ all that came; 1 where the client speaks in another way since.
    private func feedLoss(_ moment: JudgedMoment, _ isOpen: Bool) throws(NotComputableMeasurement)
        -> Measurement
    {
        let window = try days(moment, isOpen)
        let counts = moment.counts(in: window)
        let came = counts.receipts + counts.rejected
        let changed = moment.build.feed.dialectChangedOn.map(window.contains) ?? false
        try require(came > 0 || changed, .nothingToCompare)
        let share = counts.feedLoss
        return Measurement(
            value: share, compared: changed ? 1 : share.value ?? 0, window: window, coverage: counts.coverage)
    }

    private func doubts(_ moment: JudgedMoment) throws(NotComputableMeasurement) -> Measurement {
        Measurement(
            value: nil, compared: Double(evidenceDoubts(moment).count), window: moment.last(28))
    }

    // MARK: What an inspection found

    private func shortfall(_ moment: JudgedMoment) throws(NotComputableMeasurement) -> Measurement {
        let facts = moment.build.facts
        guard let target = facts.targetLevel.flatMap(Level.init(parsing:)),
            let confirmed = facts.confirmedLevel.flatMap(Level.init(parsing:)),
            target.scale == confirmed.scale
        else { throw NotComputableMeasurement(.nothingToCompare) }
        return Measurement(
            value: nil, compared: Double(target.rank - confirmed.rank), window: moment.last(1))
    }

    // MARK: What a rule needs

    private func days(
        _ moment: JudgedMoment, _ isOpen: Bool
    ) throws(NotComputableMeasurement) -> ClosedRange<Day> {
        switch window {
        case .last28: return moment.last(28)
        case .last91: return moment.last(91)
        case .intensiveAS:
            guard isOpen || moment.build.facts.phases.phase(on: moment.today) == .intensiveAS,
                let phase = moment.build.facts.phases.intensiveAS
            else { throw NotComputableMeasurement(.outsidePhase) }
            // Days that were not read would count as days without use; of a build that was never used there are none.
            let start = moment.build.calendar.ownStart(firstUse: moment.build.firstUse)
            try require(
                moment.build.readFrom <= phase.lowerBound
                    || moment.build.readFrom <= start?.upperBound ?? moment.today, .coverage)
            return phase
        }
    }

    private func requireEnough(_ counts: WindowCounts) throws(NotComputableMeasurement) {
        // Days that we lost, or many lost together, say nothing of the build: what was raised stays meanwhile.
        let all = counts.expected + counts.lost + counts.common
        try require(
            counts.expected >= minimumExpectedDays, all >= minimumExpectedDays ? .coverage : .tooFewDays)
        try require(counts.coverage >= minimumCoverage, .coverage)
    }

    private func require(_ isSo: Bool, _ reason: Verdict.NotComputableReason) throws(NotComputableMeasurement)
    {
        if !isSo { throw NotComputableMeasurement(reason) }
    }
}

/// A rule keeps silent about a build, for this reason.
struct NotComputableMeasurement: Error {
    let reason: Verdict.NotComputableReason

    init(_ reason: Verdict.NotComputableReason) {
        self.reason = reason
    }
}

extension KPIValue {
    fileprivate static let noSilence = KPIValue(count: .silence, 0)
}
