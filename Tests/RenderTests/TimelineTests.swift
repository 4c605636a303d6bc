import Domain
import Foundation
import Render
import TestSupport
import Testing

@Suite("The timeline of a build")
struct TimelineTests {
    private func timeline(_ build: SampleBuild = .eventful, seesSignals: Bool = true) -> Timeline {
        let status = build.status.showing(.all, .of(seesSignals ? .officer : .supplier))
        return Timeline(
            status.facts, status.calendar, signals: status.signals,
            incidents: seesSignals ? build.incidents : nil, today: status.asOf.day)
    }

    private func texts(_ timeline: Timeline) -> String {
        timeline.entries.map { entry in
            ([entry.title] + entry.details + [entry.document ?? ""]).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    @Test("It joins what happened, newest first")
    func everything() {
        let lines = timeline().entries.map { "\($0.day) \($0.title)" }
        #expect(
            lines == [
                "2029-03-31 수집기간 종료", "2026-11-01 최종평가 시작", "2026-08-03 휴업 신고",
                "2026-07-09 관찰: 무신호 (현장 확인)", "2026-06-22 휴업 신고", "2026-06-09 수집 서비스의 장애 (2026-06)",
                "2026-06-01 기간 변경 (승인)", "2026-05-28 수집 서비스의 장애 (2026-05)",
                "2026-05-20 관찰 해제: 사용일 비율 낮음", "2026-05-12 관찰: 사용일 비율 낮음 (검토)",
                "2026-05-11 여러 사업장이 함께 멈춤: 공급기업 다라소프트", "2026-05-06 총사업비 변경 (승인)",
                "2026-05-04 계좌 변경 (확인)", "2026-04-15 공급기업 변경 (승인)", "2026-04-01 집중AS기간 시작",
                "2026-03-31 구축완료",
            ])
    }

    @Test("An entry says what it is about, and on which paper it rests")
    func details() throws {
        let entries = timeline().entries
        let supplier = try #require(entries.first { $0.title == "공급기업 변경 (승인)" })
        #expect(
            supplier.details == ["견본소프트 (1112233338) → 다라소프트 (2208800017)", "2026-04-13 기록 (담당 김가람)"])
        #expect(supplier.document == "변경 공문 제2026-1호")
        let cost = try #require(entries.first { $0.title == "총사업비 변경 (승인)" })
        #expect(cost.details.contains("변경 금액 10,000,000원"))
        let suspensions = entries.filter { $0.kind == .suspension }
        #expect(
            suspensions.map(\.details) == [
                ["2026-08-03부터 (종료일 미정)", "이 기간은 가동 예정일에서 뺍니다."],
                ["2026-06-22 ~ 2026-06-23", "이 기간은 가동 예정일에서 뺍니다."],
            ])
        #expect(suspensions.last?.document == "휴업 신고서 2026-14")
        let incident = try #require(entries.first { $0.kind == .incident })
        #expect(
            incident.details == [
                "2026-05-11 ~ 2026-05-13, 구축 건 84건", "이 기간은 가동 예정일에서 뺍니다.", "방화벽 교체로 확인",
            ])
    }

    @Test("An extension is seen in the phase that it moved")
    func extensions() throws {
        let phase = try #require(timeline().entries.first { $0.title == "집중AS기간 시작" })
        #expect(phase.details == ["2026-10-31까지 (기간 변경 반영)"])
        let usual = try #require(timeline(SampleBuild()).entries.first { $0.title == "집중AS기간 시작" })
        #expect(usual.details == ["2026-09-30까지"])
    }

    @Test("Outages are one entry a month, and only days that they took or touched")
    func outages() {
        let outages = timeline().entries.filter { $0.kind == .outage }
        #expect(
            outages.map(\.details) == [
                ["기업에 유리하게 계산한 날 1일: 2026-06-09"],
                [
                    "가동 예정일에서 뺀 날 2일: 2026-05-27 ~ 2026-05-28",
                    "기업에 유리하게 계산한 날 1일: 2026-05-20",
                ],
            ])
    }

    @Test("A phase that was skipped is not on it")
    func skippedPhase() {
        let facts = SampleBuild().facts
        let dates = PhaseDates(
            completedOn: facts.phases.completedOn, asTo: facts.phases.asTo,
            finalEvaluatedOn: sampleDay(2026, 8, 1), collectTo: facts.phases.collectTo)
        let status = SampleBuild().status
        let moved = BuildStatus(
            facts: BuildFacts(
                id: facts.id, code: facts.code, projectCode: facts.projectCode,
                programmeCode: facts.programmeCode, programmeName: facts.programmeName,
                adopterName: facts.adopterName, adopterNumber: facts.adopterNumber, supplierName: nil,
                supplierNumber: nil, siteName: nil, region: nil, ksic: nil, sizeClass: nil, solution: nil,
                targetLevel: nil, confirmedLevel: nil, intakeProfile: .full, collectFrom: nil,
                collectingFrom: dates.completedOn, phases: dates, site: facts.site),
            phase: status.phase, asOf: status.asOf, windows: [], days: [], calendar: status.calendar,
            firstUse: nil, lastSign: nil, signals: [])
        let titles = Timeline(
            moved.facts, moved.calendar, signals: [], incidents: [], today: moved.asOf.day
        ).entries.map(\.title)
        #expect(titles == ["수집기간 종료", "사후관리 시작", "최종평가 완료", "집중AS기간 시작", "구축완료"])
    }

    @Test("A firm sees its own build's timeline without observations, and without what other builds share")
    func firms() {
        let entries = timeline(seesSignals: false).entries
        #expect(!entries.contains { $0.kind == .observation })
        let incident = entries.first { $0.kind == .incident }
        #expect(incident?.title == "여러 사업장의 수신이 함께 멈춤")
        #expect(incident?.details == ["2026-05-11 ~ 2026-05-13", "이 기간은 가동 예정일에서 뺍니다."])
        #expect(entries.count { $0.kind == .change } == 4)
        #expect(entries.contains { $0.document == "휴업 신고서 2026-14" })
        let said = texts(timeline(seesSignals: false))
        for hidden in ["김가람", "견본은행", "가상은행", "10,000,000", "총사업비 2억", "84건", "방화벽", "관찰"] {
            #expect(!said.contains(hidden), "\(hidden)")
            #expect(texts(timeline()).contains(hidden), "\(hidden) is for the agency")
        }
    }

    @Test("What people wrote for the agency reaches no firm", arguments: ["환수", "의심", "부정"])
    func blunt(word: String) {
        var build = SampleBuild.eventful
        build.suspensions = build.suspensions.map {
            Suspension(
                id: $0.id, beganOn: $0.beganOn, endedOn: $0.endedOn,
                document: DocumentReference(name: "\(word) 신고에 따른 확인서"), recordedBy: $0.recordedBy ?? "",
                knownAt: $0.knownAt)
        }
        build.changes.append(
            sampleChange(9, .system, before: "MES", after: "\(word) 시스템", on: sampleDay(2026, 6, 2)))
        build.incidents = [
            BuildIncident(
                id: 1, traitName: "지역 \(word)", members: 2, from: sampleDay(2026, 5, 11), endedOn: nil,
                endReason: word)
        ]
        #expect(texts(timeline(build)).contains(word))
        let forFirms = timeline(build, seesSignals: false)
        #expect(!texts(forFirms).contains(word))
        #expect(forFirms.entries.count { $0.kind == .suspension } == 2, "that there was one is still said")
        #expect(
            forFirms.entries.first { $0.kind == .incident }?.details.first == "2026-05-11부터",
            "what goes on has no end")
    }

    @Test("The page shows the newest lines, and the rest behind them")
    func page() throws {
        let html = try sampleTemplates().html(samplePage(of: SampleBuild.eventful, role: .officer))
        let section = try #require(html.components(separatedBy: "id=\"timeline-title\"").last)
            .components(separatedBy: "</section>")[0]
        let lists = section.components(separatedBy: "<ol class=\"timeline\">").dropFirst()
        #expect(lists.map { $0.components(separatedBy: "<li").count - 1 } == [12, 4])
        #expect(section.contains("이보다 먼저 있었던 일 4건"))
        #expect(section.components(separatedBy: "예정</span>").count - 1 == 3)
        #expect(section.contains("문서: 휴업 신고서 2026-14"))
        let short = try sampleTemplates().html(samplePage(of: SampleBuild(), role: .officer))
        #expect(!short.contains("이보다 먼저 있었던 일"))
    }
}
