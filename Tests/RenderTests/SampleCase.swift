import Domain
import Render

/// A case of `SampleBuild.eventful` in which both firms were asked in April, with everything that can be in one.
func sampleCase(
    _ more: [(CaseAct, String)] = [], outages: OutageDays = .none, now: Timestamp? = nil
) -> ReviewedCase {
    let officer = CaseActor.staff(tokenID: 1, name: "김가람", role: .officer)
    let approver = CaseActor.staff(tokenID: 2, name: "이나래", role: .approver)
    let firm = CaseActor.firm(.supplier, name: "다라소프트", linkID: 7)
    let document = CaseDocument(hash: String(repeating: "0a", count: 32), name: "회신 <1>.pdf (12바이트)")
    let both = CaseWindow(
        addressees: [.adopter, .supplier], days: 10, dueOn: sampleDay(2026, 5, 4))
    var steps: [CaseStep] = []
    func add(_ act: CaseAct, _ text: String, _ actor: CaseActor, _ documents: [CaseDocument] = []) {
        steps.append(
            CaseStep(
                ordinal: steps.count + 1,
                at: Timestamp(day: sampleDay(2026, 4, 24), hour: 9, minute: steps.count), actor: actor,
                act: act, text: text, documents: documents))
    }
    add(.entered(.signal), "무신호가 길어 살펴봄", officer)
    add(.entered(.qualityCheck), "자료부터 확인", officer)
    add(.finding(.sound), "빠진 날 없음", approver)
    add(.entered(.explanationRequested, window: both), "사정을 알려 주세요", officer)
    add(.reply(.supplier), "서버를 옮겼습니다\n<b>다음 주 복구</b>", firm, [document].compactMap(\.self))
    for (act, text) in more { add(act, text, officer) }
    return ReviewedCase(
        id: 3, buildCode: "B-2022-0001", agreementDate: sampleDay(2025, 5, 2),
        conductDate: sampleDay(2026, 2, 1), ruleVersion: "운영규정 2026",
        history: CaseHistory(signals: 1, steps: steps),
        calendar: SharedCalendar(holidays: SampleBuild.holidays, outages: outages),
        links: [
            ReviewedCase.Link(
                ordinal: 4, party: .supplier, companyName: "다라소프트",
                issuedAt: Timestamp(day: sampleDay(2026, 4, 24), hour: 9),
                expiresAt: Timestamp(day: sampleDay(2026, 5, 19)), uses: 1)
        ], now: now ?? Timestamp(day: sampleDay(2026, 4, 30), hour: 9, minute: 30))
}

func sampleDossier(_ reviewed: ReviewedCase = sampleCase(), isTestClock: Bool = false) -> Dossier {
    let build = SampleBuild.eventful
    return Dossier(
        reviewed, status: build.status, incidents: build.incidents, signals: build.signals,
        policies: [
            Dossier.Policy(
                name: "기본 판정 기준", version: 1, isOfficial: false, author: "박다온", approver: "이나래",
                effectiveFrom: sampleDay(2026, 1, 1), source: "rules:\n  - rule: silent\n    threshold: 5\n")
        ], isTestClock: isTestClock)
}

func sampleCasePage(_ reviewed: ReviewedCase, draft: CaseDraft? = nil, role: Role = .officer) -> CasePage {
    CasePage(
        reviewed, actor: .staff(tokenID: 1, name: "김가람", role: role), csrfToken: "k", draft: draft,
        frame: sampleFrame(role))
}
