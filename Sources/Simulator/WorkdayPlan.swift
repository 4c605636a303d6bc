import Domain

/// What one build does and sends for one working day, which may end after midnight.
struct WorkdayPlan {
    let fleet: Fleet
    let build: SimulatedBuild

    /// How many days after the working day its last record can arrive.
    var longestDelayDays: Int {
        switch build.profile {
        case .nightlyBatch: 1 + Self.failedRunsMax
        case .twoShift: 1
        default: 0
        }
    }

    /// All records of the working day, in the order in which the client sends them.
    func records(of day: Day) -> [SimulatedRecord] {
        let acts = tests(on: day) + (isUsed(on: day) ? work(on: day) : [])
        guard !acts.isEmpty else { return [] }
        let ordered = acts.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
        switch build.profile {
        case .nightlyBatch: return sentAtNight(ordered, of: day)
        case .sendTimeStamps: return sentInRuns(ordered, of: day)
        default: return sentAtOnce(ordered, of: day)
        }
    }

    // MARK: - When a build is used

    private func isUsed(on day: Day) -> Bool {
        guard day >= build.usedFrom, day < fleet.end else { return false }
        var random = random(day, 10)
        return random.happens(permille: isWorkday(day) ? chance(on: day) : chance(on: day) * 3 / 100)
    }

    private func isWorkday(_ day: Day) -> Bool {
        let calendar = build.calendar
        if !calendar.workdays.contains(day.weekday) { return false }
        if !calendar.worksOnHolidays && fleet.holidays.contains(day) { return false }
        return !calendar.shutdowns.contains { $0.contains(day) }
    }

    /// Permille of the working days on which the solution is used.
    private func chance(on day: Day) -> Int {
        let age = day.days(since: build.usedFrom)
        let span = max(1, fleet.end.days(since: build.usedFrom))
        if build.strangerLane != nil { return 150 }
        switch build.profile {
        case .neverStarted: return 0
        case .fading: return max(0, 960 - 940 * age / span)
        case .abandoned:
            var random = SeededRandom(fleet.seed, UInt64(build.index), 11)
            return age < span * random.within(300...600) / 1_000 ? 940 : 0
        case .seasonal:
            var random = SeededRandom(fleet.seed, UInt64(build.index), 12)
            return (age + random.below(28)) % 49 < 28 ? 950 : 0
        default: return 965
        }
    }

    // MARK: - What people do

    private struct Act {
        let at: Timestamp
        let person: Int
        /// `nil` is the test code of the guide.
        let action: SimulatedAction?
    }

    /// A new solution, also one that is never used, sends one record with the test code.
    private func tests(on day: Day) -> [Act] {
        guard build.profile.sendsAtOnce, build.strangerLane == nil,
            day == max(build.usedFrom, build.calendar.collectFrom).adding(days: 1)
        else { return [] }
        let morning = Timestamp(day: day, hour: 10, minute: 5, second: 7, microsecond: 120_000)
        return [Act(at: morning, person: 0, action: nil)]
    }

    private func work(on day: Day) -> [Act] {
        var acts: [Act] = []
        var choice = random(day, 20)
        let certain = choice.below(build.people.count)
        for (place, person) in build.people.enumerated() {
            var random = random(day, 21 + UInt64(place))
            let isPresent = random.happens(permille: person.presencePermille)
            if isPresent || place == certain { acts += work(of: place, on: day, &random) }
        }
        return acts
    }

    /// The sessions of one person, until they are done or the shift is over.
    private func work(of place: Int, on day: Day, _ random: inout SeededRandom) -> [Act] {
        let shift = build.calendar.shifts[build.people[place].shift]
        let start = day.start.adding(seconds: Int64(shift.startMinute * 60))
        let end = start.adding(seconds: Int64(shift.length * 60))
        var offset = random.draw(Calibration.firstActionOffsetSeconds)
        if build.profile == .oneShift || build.profile == .twoShift { offset = abs(offset) }
        var now = start.adding(milliseconds: offset * 1_000 + random.below(1_000))
        var acts: [Act] = []
        for _ in 0...random.weighted(Calibration.sessions) where now < end {
            let sessionEnd = min(
                end, now.adding(milliseconds: random.draw(Calibration.sessionSeconds) * 1_000))
            acts.append(Act(at: now, person: place, action: .login))
            while true {
                now = now.adding(milliseconds: random.draw(Calibration.gapMilliseconds))
                guard now < sessionEnd else { break }
                let action = Self.actions[random.weighted(Self.actionWeights)]
                if random.happens(permille: Calibration.sentPermille) {
                    acts.append(Act(at: now, person: place, action: action))
                }
            }
            if now < end, random.happens(permille: Calibration.logoutPermille) {
                acts.append(Act(at: now, person: place, action: .logout))
            }
            now = now.adding(milliseconds: random.draw(Calibration.betweenSessionsSeconds) * 1_000)
        }
        return acts
    }

    private static let actions: [SimulatedAction] = [.read, .create, .update, .delete, .goodsMove]
    private static let actionWeights = [
        Calibration.reads, Calibration.creates, Calibration.updates, Calibration.deletes,
        Calibration.goodsMoves,
    ]

    // MARK: - When it is sent

    private func sentAtOnce(_ acts: [Act], of day: Day) -> [SimulatedRecord] {
        var random = random(day, 30)
        return acts.compactMap { act in
            record(
                act, stampedAt: act.at, arrivedAt: act.at.adding(milliseconds: random.within(30...900)),
                &random)
        }
    }

    /// One run a night with all of the day: just before midnight, so that its tail is late, or after it.
    ///
    /// A run that fails leaves its day to the next one.
    private func sentAtNight(_ acts: [Act], of day: Day) -> [SimulatedRecord] {
        var night = day
        for _ in 0..<Self.failedRunsMax {
            var fate = random(night, 31)
            guard fate.happens(permille: 50) else { break }
            night = night.adding(days: 1)
        }
        let isBeforeMidnight = build.index % 2 == 0
        let secondOfNight: Int64 = isBeforeMidnight ? 86_360 : 86_400 + 1_200
        var random = random(day, 30)
        var now = night.start.adding(seconds: secondOfNight)
        return acts.compactMap { act in
            now = now.adding(milliseconds: random.within(700...2_600))
            return record(act, stampedAt: act.at, arrivedAt: now, &random)
        }
    }

    private static let failedRunsMax = 3

    /// Two runs a day, at noon and after work; each writes its own time into all of its records.
    private func sentInRuns(_ acts: [Act], of day: Day) -> [SimulatedRecord] {
        var random = random(day, 30)
        let noon = day.start.adding(seconds: 12 * 3_600 + Int64(random.below(600)))
        let evening = day.start.adding(seconds: 22 * 3_600 + Int64(random.below(600)))
        return [(acts.filter { $0.at < noon }, noon), (acts.filter { $0.at >= noon }, evening)]
            .flatMap { part, run in
                var arrival = run
                return part.compactMap { act in
                    arrival = arrival.adding(milliseconds: random.within(40...250))
                    return record(act, stampedAt: run, arrivedAt: arrival, &random)
                }
            }
    }

    // MARK: - What is sent

    /// `nil` where this client has no word for the action.
    private func record(
        _ act: Act, stampedAt stamped: Timestamp, arrivedAt: Timestamp, _ random: inout SeededRandom
    ) -> SimulatedRecord? {
        let dialect = build.dialect
        let quantity = dialect.quantity.drawn(&random)
        var word = "DO6999"
        var meaning: SimulatedAction?
        if let action = act.action {
            guard let spoken = dialect.vocabulary.word(for: action) else { return nil }
            (word, meaning) = spoken
        }
        let person = build.people[act.person]
        let stamp = dialect.stamp.written(stamped)
        return SimulatedRecord(
            build: build.index, occurredAt: stamp.meaning, stamp: stamp.text, arrivedAt: arrivedAt,
            word: word,
            action: meaning, user: person.name, address: person.address, quantity: quantity,
            lane: lane(isTest: act.action == nil, arrivedAt: arrivedAt))
    }

    private func lane(isTest: Bool, arrivedAt: Timestamp) -> SimulatedLane {
        if let lane = build.strangerLane { return lane }
        let window = build.calendar.collectFrom...build.calendar.collectTo
        if !window.contains(arrivedAt.day) { return .notCollecting }
        return isTest ? .test : .counted
    }

    private func random(_ day: Day, _ purpose: UInt64) -> SeededRandom {
        SeededRandom(fleet.seed, UInt64(build.index), UInt64(bitPattern: Int64(day.number)), purpose)
    }
}

extension Timestamp {
    fileprivate func adding(milliseconds: Int) -> Timestamp {
        Timestamp(microseconds: microseconds + Int64(milliseconds) * 1_000)
    }
}
