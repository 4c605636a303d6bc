import Domain
import Foundation
import Render
import TestSupport

/// The templates as they are delivered.
func sampleTemplates() throws -> PageTemplates {
    try PageTemplates(directory: ProjectFiles.url("dashboards/web").path)
}

func sampleFrame(_ role: Role, testClock: Timestamp? = nil) -> PageFrame {
    PageFrame(
        stylesheet: "/static/afterbuild.css?v=golden", testClock: testClock,
        access: Access(tokenID: 1, role: role, supplierNumber: nil, label: "모니터링팀"))
}

func samplePage(
    of builds: [BuildSummary], role: Role, query: ListQuery = ListQuery(), overview: FleetOverview? = nil
) -> ListPage {
    ListPage(
        BuildListing(builds, query: query, seesSignals: role.seesSignals), overview: overview,
        now: Timestamp(day: sampleDay(2026, 7, 10), hour: 9, minute: 30), frame: sampleFrame(role))
}

func samplePage(of build: SampleBuild, role: Role) -> BuildPage {
    samplePage(of: build, frame: sampleFrame(role), seesSignals: role.seesSignals)
}

func samplePage(of build: SampleBuild, frame: PageFrame, seesSignals: Bool = true) -> BuildPage {
    BuildPage(
        build.status, card: build.card, keyNotes: build.keyNotes, incidents: build.incidents,
        seesSignals: seesSignals, frame: frame)
}

/// One incident, observations of two rules, and what became of those of three.
let sampleOverview = FleetOverview(
    incidents: [
        FleetOverview.Incident(
            traitName: "공급기업 다라소프트", members: 1_184, sharing: 1_310, heardAgain: 212,
            lastSigns: sampleDay(2026, 6, 30)...sampleDay(2026, 7, 1),
            openedAt: Timestamp(day: sampleDay(2026, 7, 8), hour: 6))
    ],
    openByRule: [.silent: 4, .belowPeers: 2, .falling: 0],
    outcomes: [
        FleetOverview.RuleOutcomes(rule: .belowPeers, raised: 40, examined: 12, innocent: 9, confirmed: 1),
        FleetOverview.RuleOutcomes(rule: .silent, raised: 25, examined: 20, innocent: 6, confirmed: 9),
        FleetOverview.RuleOutcomes(rule: .falling, raised: 3, examined: 0, innocent: 0, confirmed: 0),
    ],
    missingKeys: MissingKeys(
        today: sampleDay(2026, 7, 9), dueDays: 14,
        builds: [
            MissingKeys.Build(
                id: 7, code: "B-2022-0007", adopterName: "도입 7호", completedOn: sampleDay(2026, 3, 20))
        ], count: 3))

func sampleSummary(
    _ code: String, adopter: String = "가나정밀 주식회사", supplier: String? = "다라소프트", phase: Phase = .intensiveAS,
    silence: Int? = 0, active: Int = 18, expected: Int = 20, openSignals: Int = 0
) -> BuildSummary {
    BuildSummary(
        code: code, adopterName: adopter, supplierName: supplier, programmeName: "2022 기초 스마트공장",
        region: "경기도", phase: phase, silence: silence, activeDays: active, expectedDays: expected,
        lastSign: sampleDay(2026, 7, 9), openSignals: openSignals)
}

/// 120 builds, so that there are two pages of them.
let sampleSummaries = (1...120).map { number in
    sampleSummary(
        "B-2022-" + padded(number, 4), adopter: "도입 \(number)호", supplier: number % 9 == 0 ? nil : "다라소프트",
        phase: Phase.allCases[number % Phase.allCases.count], silence: number % 5 == 0 ? nil : number % 17,
        active: number % 21, expected: number % 7 == 0 ? 0 : 20, openSignals: number % 40 == 0 ? 2 : 0)
}
