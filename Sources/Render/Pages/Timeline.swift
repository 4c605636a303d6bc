package import Domain

/// What happened to one build, newest first: its phases, changes, suspensions and whatever took days from its figures.
package struct Timeline: Sendable {
    package enum Kind: Int, Sendable {
        // Of one day, what stands first here stands first on the page.
        case observation, incident, outage, suspension, change, phase

        package var korean: String {
            switch self {
            case .observation: "관찰"
            case .incident: "공통 원인"
            case .outage: "수집 장애"
            case .suspension: "휴업"
            case .change: "변경"
            case .phase: "단계"
            }
        }
    }

    package struct Entry: Sendable, Equatable {
        package let day: Day
        package let kind: Kind
        package let title: String
        package var details: [String] = []
        /// The paper on which it rests, as the agency's records name it.
        package var document: String?
    }

    package let entries: [Entry]

    /// Shows only what the arguments hold; the caller has left out what the viewer may not see.
    ///
    /// - Parameters:
    ///   - signals: `nil` where the caller may not read signals.
    ///   - incidents: those that the build was in, with what they share; `nil` where the caller may know their days only.
    ///   - today: the day on which all of it is seen.
    package init(
        _ facts: BuildFacts, _ calendar: BuildCalendar, signals: [RaisedSignal]?,
        incidents: [BuildIncident]?, today: Day
    ) {
        var entries = phaseEntries(facts)
        entries += facts.changes.map(changeEntry)
        entries += facts.suspensions.map(suspensionEntry)
        entries += outageEntries(calendar, today: today)
        entries += incidents?.map(incidentEntry) ?? facts.incidents.map { incidentEntry($0, today) }
        entries += (signals ?? []).flatMap(observationEntries)
        self.entries = entries.enumerated().sorted { left, right in
            (right.element.day, left.element.kind.rawValue, left.offset)
                < (left.element.day, right.element.kind.rawValue, right.offset)
        }.map(\.element)
    }
}

private func phaseEntries(_ facts: BuildFacts) -> [Timeline.Entry] {
    let dates = facts.phases
    let extends = facts.changes.contains { $0.kind == .period && $0.buildTo == dates.buildTo }
    let prolongs = facts.changes.contains { $0.kind == .period && $0.asTo == dates.asTo }
    var entries: [Timeline.Entry] = []
    func add(_ day: Day?, _ title: String, until: Day? = nil, isMoved: Bool = false) {
        guard let day else { return }
        let details = until.map { ["\($0)까지\(isMoved ? " (기간 변경 반영)" : "")"] } ?? []
        entries.append(Timeline.Entry(day: day, kind: .phase, title: title, details: details))
    }
    add(dates.buildFrom, "구축 시작", until: dates.buildTo, isMoved: dates.buildTo != nil && extends)
    add(dates.completedOn, "구축완료")
    for phase in [Phase.intensiveAS, .finalEvaluation, .afterCare] {
        let span = PhaseSpan(phase, of: dates)
        // A phase may be skipped: evaluated before the 집중AS phase ended.
        guard let from = span.from, dates.phase(on: from) == phase else { continue }
        add(
            from, "\(phase.korean) 시작", until: span.to,
            isMoved: phase == .intensiveAS && dates.asTo != nil && prolongs)
    }
    add(dates.finalEvaluatedOn, "최종평가 완료")
    add(dates.collectTo, "수집기간 종료")
    return entries
}

private func changeEntry(_ change: ChangeEvent) -> Timeline.Entry {
    var details: [String] = []
    if let after = change.after { details.append(change.before.map { "\($0) → \(after)" } ?? after) }
    if let amount = change.amount { details.append("변경 금액 \(grouped(amount))원") }
    if let recordedBy = change.recordedBy { details.append("\(change.knownAt.day) 기록 (\(recordedBy))") }
    return Timeline.Entry(
        day: change.effectiveOn, kind: .change, title: "\(change.kind.korean) (\(change.changeClass.korean))",
        details: details, document: change.document?.name)
}

private func suspensionEntry(_ suspension: Suspension) -> Timeline.Entry {
    Timeline.Entry(
        day: suspension.beganOn, kind: .suspension, title: "휴업 신고",
        details: [
            suspension.endedOn.map { daysText(suspension.beganOn...max(suspension.beganOn, $0)) }
                ?? "\(suspension.beganOn)부터 (종료일 미정)",
            "이 기간은 가동 예정일에서 뺍니다.",
        ],
        document: suspension.document?.name)
}

private func incidentEntry(_ incident: BuildIncident) -> Timeline.Entry {
    let span =
        incident.endedOn.map { daysText(incident.from...max(incident.from, $0)) }
        ?? "\(incident.from)부터 (진행 중)"
    return Timeline.Entry(
        day: incident.from, kind: .incident, title: "여러 사업장이 함께 멈춤: \(incident.traitName)",
        details: [
            "\(span), 구축 건 \(grouped(incident.members))건", "이 기간은 가동 예정일에서 뺍니다.", incident.endReason,
        ].compactMap(\.self))
}

/// An incident for callers without the right to read it: only its days.
private func incidentEntry(_ days: ClosedRange<Day>, _ today: Day) -> Timeline.Entry {
    let span = days.upperBound < today ? daysText(days) : "\(days.lowerBound)부터"
    return Timeline.Entry(
        day: days.lowerBound, kind: .incident, title: "여러 사업장의 수신이 함께 멈춤",
        details: [span, "이 기간은 가동 예정일에서 뺍니다."])
}

/// One entry for the outages of a month, however many there were.
private func outageEntries(_ calendar: BuildCalendar, today: Day) -> [Timeline.Entry] {
    let outages = calendar.shared.outages
    var months: [Day: (taken: [Day], touched: [Day])] = [:]
    for day in outages.touched.sorted() {
        switch calendar.exclusion(of: day, today: today)?.reason {
        case .outage: months[Month(containing: day).days.lowerBound, default: ([], [])].taken.append(day)
        case nil: months[Month(containing: day).days.lowerBound, default: ([], [])].touched.append(day)
        default: break
        }
    }
    return months.values.compactMap { taken, touched in
        guard let last = (taken + touched).max() else { return nil }
        var details: [String] = []
        if !taken.isEmpty { details.append("가동 예정일에서 뺀 날 \(taken.count)일: \(runsText(taken))") }
        if !touched.isEmpty {
            details.append("기업에 유리하게 계산한 날 \(touched.count)일: \(runsText(touched))")
        }
        return Timeline.Entry(
            day: last, kind: .outage, title: "수집 서비스의 장애 (\(String("\(last)".prefix(7))))",
            details: details)
    }
}

private func observationEntries(_ signal: RaisedSignal) -> [Timeline.Entry] {
    let raised = Timeline.Entry(
        day: signal.raisedAt.day, kind: .observation,
        title: "관찰: \(signal.rule.korean) (\(signal.severity.korean))", details: [signal.reason])
    guard let clearedAt = signal.clearedAt else { return [raised] }
    return [
        Timeline.Entry(
            day: clearedAt.day, kind: .observation, title: "관찰 해제: \(signal.rule.korean)"),
        raised,
    ]
}

/// `2026-05-03, 2026-05-06 ~ 2026-05-07` of days in ascending order.
func runsText(_ days: [Day]) -> String {
    var runs: [ClosedRange<Day>] = []
    for day in days {
        if let last = runs.last, last.upperBound.adding(days: 1) == day {
            runs[runs.count - 1] = last.lowerBound...day
        } else {
            runs.append(day...day)
        }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) ~ \($0.upperBound)" }
        .joined(separator: ", ")
}
