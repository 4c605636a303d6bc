package import Domain

/// The page of one build as its template needs it.
package struct BuildPage: Sendable {
    let frame: PageFrame
    let code: String
    let adopter: String
    let programme: String
    let asOf: String
    let jsonAddress: String
    let phases: [PhaseStep]
    let phaseSentence: String
    let observations: ObservationSection?
    let caseList: CaseLines?
    let timeline: TimelineSection
    let cards: FigureCards
    let calendar: CalendarSection
    let profile: ProfileSection?
    let windows: WindowSection
    let reception: ReceptionSection
    let facts: [Fact]
    let caveatList: [String]

    /// One step of the programme.
    struct PhaseStep: Sendable {
        let name: String
        let dates: String
        let isCurrent: Bool
    }

    /// One line of the registry's facts.
    struct Fact: Sendable {
        let term: String
        let value: String
    }

    /// - Parameters:
    ///   - keyNotes: the latest first.
    ///   - incidents: those that the build was in; `nil` where the caller may not know them.
    ///   - cases: `nil` where the caller may not read cases.
    package init(
        _ status: BuildStatus, card: ReportCard, keyNotes: [KeyNote], incidents: [BuildIncident]?,
        cases: BuildCases? = nil, frame: PageFrame
    ) {
        self.frame = frame
        let facts = status.facts
        let today = status.asOf.day
        code = facts.code
        adopter = facts.adopterName
        programme = facts.programmeName
        asOf = minuteText(status.asOf)
        jsonAddress = "/v1/builds/\(percentEncoded(facts.code))/status"
        phases = Phase.allCases.map { phase in
            PhaseStep(
                name: phase.korean, dates: Self.dates(PhaseSpan(phase, of: facts.phases)),
                isCurrent: phase == status.phase)
        }
        phaseSentence = Self.sentence(PhaseSpan(status.phase, of: facts.phases), today: today)
        observations = status.signals.map { ObservationSection($0, opening: cases) }
        caseList = cases.map { CaseLines($0.cases) }
        timeline = TimelineSection(
            Timeline(
                facts, status.calendar, signals: status.signals, incidents: incidents, today: today),
            today: today)
        cards = FigureCards(status)
        calendar = CalendarSection(HeatMap(days: status.days, calendar: status.calendar, today: today))
        profile = status.window(.last28).flatMap { ProfileSection(status.days, in: $0.days) }
        windows = WindowSection(status.windows, profile: facts.intakeProfile)
        reception = ReceptionSection(card, notes: keyNotes)
        self.facts = Self.facts(status)
        caveatList = caveats(of: status)
    }

    private static func dates(_ span: PhaseSpan) -> String {
        switch (span.from, span.to) {
        case (nil, nil): "날짜 미정"
        case (nil, let to?): "~ \(to)"
        case (let from?, nil): "\(from) ~"
        case (let from?, let to?): "\(from) ~ \(to)"
        }
    }

    private static func sentence(_ span: PhaseSpan, today: Day) -> String {
        let name = span.phase.korean
        guard let to = span.to, let left = span.daysLeft(on: today) else {
            return span.phase == .ended ? "수집기간이 끝났습니다." : "현재 \(name) 단계이며 종료일은 정해지지 않았습니다."
        }
        return left == 0
            ? "현재 \(name) 단계이며 오늘(\(to)) 끝납니다." : "현재 \(name) 단계이며 \(to)까지 \(grouped(left))일 남았습니다."
    }

    static func facts(_ status: BuildStatus) -> [Fact] {
        let facts = status.facts
        let supplier = facts.supplierName.map { name in
            facts.supplierNumber.map { "\(name) (\(businessNumberText($0)))" } ?? name
        }
        let levels = "목표 \(facts.targetLevel ?? "미등록") · 확인 \(facts.confirmedLevel ?? "미확인")"
        let site = facts.site
        let workdays = Weekday.allCases.filter(site.workdays.contains).map { String($0.korean) }.joined(
            separator: "·")
        let hidesEarlier = status.calendar.hidesEarlier
        let hidden = "계약 기간 안에서는 확인되지 않음"
        let shutdowns = site.shutdowns.isEmpty ? "없음" : site.shutdowns.map(daysText).joined(separator: ", ")
        return [
            Fact(term: "구축 건 코드", value: facts.code),
            Fact(term: "과제 번호", value: facts.projectCode),
            Fact(term: "지원사업", value: "\(facts.programmeName) (\(facts.programmeCode))"),
            Fact(term: "도입기업", value: "\(facts.adopterName) (\(businessNumberText(facts.adopterNumber)))"),
            Fact(term: "공급기업", value: supplier ?? "등록 없음"),
            Fact(
                term: "사업장",
                value: [facts.siteName, facts.region].compactMap(\.self).joined(separator: " · ")),
            Fact(term: "업종(KSIC)", value: facts.ksic ?? "미등록"),
            Fact(term: "기업 규모", value: facts.sizeClass ?? "미등록"),
            Fact(term: "솔루션", value: facts.solution ?? "미등록"),
            Fact(term: "수준", value: levels),
            Fact(term: "구축완료일", value: facts.phases.completedOn.map(dayText) ?? "미등록"),
            Fact(term: "수집 시작일", value: facts.collectFrom.map(dayText) ?? "구축완료 다음 날"),
            Fact(
                term: "수집이 가능해진 날",
                value: facts.countedFrom.map(dayText)
                    ?? (facts.collectingFrom == nil ? "인증키 없음" : "구축완료 전")),
            Fact(term: "수집 종료일", value: facts.phases.collectTo.map(dayText) ?? "미등록"),
            Fact(
                term: "첫 사용일",
                value: status.firstUse.map(dayText) ?? (hidesEarlier ? hidden : "사용 기록 없음")),
            Fact(
                term: "마지막 신호",
                value: status.lastSign.map(dayText) ?? (hidesEarlier ? hidden : "수신 없음")),
            Fact(term: "가동 요일", value: "\(workdays)\(site.worksOnHolidays ? " (공휴일에도 가동)" : " (공휴일 제외)")"),
            Fact(term: "신고된 휴무", value: shutdowns),
            Fact(term: "수신 방식", value: facts.intakeProfile.korean),
        ].map { $0.value.isEmpty ? Fact(term: $0.term, value: "미등록") : $0 }
    }
}
