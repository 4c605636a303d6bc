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
        sampleListing(builds, query, seesSignals: role.seesSignals),
        overview: role.seesSignals ? overview : nil,
        now: Timestamp(day: sampleDay(2026, 7, 10), hour: 9, minute: 30), frame: sampleFrame(role))
}

/// The first page of builds.
func sampleListing(
    _ builds: [BuildSummary], _ query: ListQuery = ListQuery(), seesSignals: Bool = true
) -> BuildListing {
    sampleListing(
        Array(builds.prefix(BuildListing.buildsPerPage)), query, seesSignals: seesSignals, previous: nil,
        next: builds.count > BuildListing.buildsPerPage ? "100.0.2026-07-01." : nil, matching: builds.count,
        of: builds)
}

/// One page of builds, as many as there are.
func sampleListing(
    _ builds: [BuildSummary], _ query: ListQuery, seesSignals: Bool = true, previous: String?,
    next: String?, matching: Int, of all: [BuildSummary]? = nil
) -> BuildListing {
    let byPhase = Dictionary(grouping: all ?? builds, by: \.phase)
    let shown = seesSignals ? builds : builds.map(\.withoutSignals)
    return BuildListing(
        shown, query: query, previous: previous, next: next, matching: matching,
        counts: BuildCounts(
            byPhase: byPhase.mapValues(\.count),
            openByPhase: byPhase.mapValues { $0.count { ($0.openSignals ?? 0) > 0 } },
            openSignals: seesSignals ? (all ?? builds).compactMap(\.openSignals).reduce(0, +) : nil))
}

extension BuildSummary {
    fileprivate var withoutSignals: BuildSummary {
        BuildSummary(
            code: code, adopterName: adopterName, supplierName: supplierName, programmeName: programmeName,
            region: region, phase: phase, silence: silence, activeDays: activeDays,
            expectedDays: expectedDays, lastSign: lastSign, hidesEarlier: hidesEarlier, openSignals: nil)
    }
}

func samplePage(of build: SampleBuild, role: Role) -> BuildPage {
    samplePage(of: build, frame: sampleFrame(role), role: role)
}

func samplePage(of build: SampleBuild, frame: PageFrame, role: Role = .officer) -> BuildPage {
    BuildPage(
        build.status.showing(.all, .of(role)), card: build.card, keyNotes: build.keyNotes,
        incidents: role.seesSignals ? build.incidents : nil, frame: frame)
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
