/// The tests of every innocent explanation for what a rule found.
struct ExplanationTester {
    let moment: JudgedMoment
    let rule: PolicyRule
    let measurement: Measurement
    /// Days for which a recorded change explains what follows it; policy.
    let changeDays: Int

    private var window: ClosedRange<Day> { measurement.window }
    private var counts: WindowCounts { moment.counts(in: window) }

    func all() -> [TestedExplanation] {
        InnocentExplanation.allCases.map(test)
    }

    private func test(_ explanation: InnocentExplanation) -> TestedExplanation {
        func said(_ outcome: TestedExplanation.Outcome, _ detail: String) -> TestedExplanation {
            TestedExplanation(explanation, outcome, detail)
        }
        let counts = counts
        switch explanation {
        case .collectorOutage:
            return said(
                .ruledOut,
                "장애로 제외한 날 \(counts.lost)일, 일부 장애가 있던 날 \(counts.touched)일은 사업장에 유리하게 계산함")
        case .commonCause:
            return said(
                .ruledOut,
                counts.common > 0 ? "공통 원인으로 제외한 날 \(counts.common)일" : "공통 원인에 포함된 날이 없음")
        case .transportBroken:
            return transport(counts, said)
        case .keyEnded: return keyEnded(said)
        case .hostMoved:
            return recent(moment.build.feed.networkChangedOn)
                ? said(.open, "\(shown(moment.build.feed.networkChangedOn))에 다른 망에서 처음 수신됨")
                : said(.ruledOut, "수신 망의 변화가 없음")
        case .supplierChange, .systemChange, .addressMove:
            return changed(explanation, said)
        case .collectionEnded:
            return said(.ruledOut, "수집기간 밖의 날은 계산하지 않음")
        case .restDays:
            return said(.ruledOut, "공휴일·휴무일 \(counts.resting)일을 제외하고 계산함")
        case .suspension:
            return said(.ruledOut, "휴업 신고 \(counts.suspended)일을 제외하고 계산함")
        case .unattendedControl: return unattended(said)
        case .sharedAccount:
            return said(.ruledOut, "사용자 수가 아니라 사용한 날로 판정함")
        case .supplierClosed, .seasonOrShift, .merger, .serviceFeeEnded:
            return said(.open, "기록만으로는 알 수 없음: 소명 때 확인")
        }
    }

    /// Refused records show that the build was sending: on those days it is taken as used, and the rule is asked again.
    private func transport(
        _ counts: WindowCounts, _ said: (TestedExplanation.Outcome, String) -> TestedExplanation
    ) -> TestedExplanation {
        guard counts.rejected > 0 else { return said(.ruledOut, "같은 기간에 거부·보류된 기록이 없음") }
        let held = "거부·보류된 기록 \(counts.rejected)건"
        let stillHarms: Bool
        switch rule.kind {
        case .silent, .neverStarted:
            stillHarms = Double(moment.silenceSinceAnything) >= rule.threshold(atMonth: moment.month)
        case .lowActiveDayRate, .falling, .belowPeers:
            let before = rule.kind == .falling ? measurement.value?.reference ?? 1 : 1
            let bound = rule.kind == .belowPeers ? measurement.peers?.median ?? 1 : nil
            let rate = (counts.rateWithRefused ?? 1) / before
            stillHarms = rate < bound ?? rule.threshold(atMonth: moment.month)
        default: stillHarms = false
        }
        return stillHarms
            ? said(.ruledOut, "\(held)이 온 날을 사용한 날로 보아도 기준에 미치지 못함")
            : said(.applies, "\(held)이 온 날을 사용한 날로 보면 기준에 해당하지 않음: 보내고 있음")
    }

    private func keyEnded(
        _ said: (TestedExplanation.Outcome, String) -> TestedExplanation
    ) -> TestedExplanation {
        let feed = moment.build.feed
        // Judged in the past, a key that ended later was usable.
        let endedLater = feed.keyEndedOn.map { $0 > moment.today } ?? false
        guard feed.usableKeys == 0, !endedLater else { return said(.ruledOut, "사용할 수 있는 인증키가 있음") }
        guard let ended = feed.keyEndedOn else { return said(.applies, "발급된 인증키가 없음") }
        return said(.applies, "사용할 수 있는 인증키가 없음(\(ended) 종료)")
    }

    private func changed(
        _ explanation: InnocentExplanation, _ said: (TestedExplanation.Outcome, String) -> TestedExplanation
    ) -> TestedExplanation {
        let found = moment.build.changes.last { change in
            change.explanation == explanation && recent(change.effectiveOn)
        }
        return found.map { said(.applies, "\($0.effectiveOn)부터의 변경이 기록되어 있음(\(changeDays)일 동안 고려)") }
            ?? said(.ruledOut, "판정 기간에 기록된 변경이 없음")
    }

    /// A control loop or a screen on the wall is in full use without anybody logging in.
    private func unattended(
        _ said: (TestedExplanation.Outcome, String) -> TestedExplanation
    ) -> TestedExplanation {
        guard let level = moment.build.facts.targetLevel.flatMap(Level.init(parsing:)),
            level.scale == .builtSystem, level.rank >= Level.middle2.rank
        else { return said(.ruledOut, "실시간 제어 수준(중간2 이상)의 구축이 아님") }
        let isByPeople = rule.kind == .onlyLogIns || rule.kind == .belowPeers
        return said(
            isByPeople ? .applies : .open, "목표 수준 \(level.korean): 사람이 접속하지 않아도 가동될 수 있음")
    }

    /// Whether what happened then may still be felt in the window.
    private func recent(_ day: Day?) -> Bool {
        guard let day, day <= window.upperBound else { return false }
        return day.adding(days: changeDays) >= moment.today
    }

    private func shown(_ day: Day?) -> String { day?.description ?? "날짜 모름" }
}
