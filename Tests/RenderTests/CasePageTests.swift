import Domain
import Foundation
import Render
import Testing

/// The pages of a case and its dossier.
@Suite struct CasePageTests {
    private func pages() throws -> [String] {
        let templates = try sampleTemplates()
        let firm = ReplyPage(
            sampleCase(), token: "abr_x", ordinal: 4, linkID: 7, party: .supplier, companyName: "다라소프트",
            adopterName: "가나정밀", expiresAt: Timestamp(day: sampleDay(2026, 5, 19)),
            signals: SampleBuild.twoSignals, limits: ReplyPage.Limits(files: 10, megabytes: 20),
            outcome: .refused(text: "\"<x>", declines: false, message: "다시"), frame: sampleFrame(.supplier))
        return [
            templates.html(sampleCasePage(sampleCase())), templates.html(firm),
            templates.html(sampleDossier()),
            templates.html(
                CaseListPage(
                    sampleCases, state: nil, includesClosed: false, isForAgency: true,
                    now: Timestamp(day: sampleDay(2026, 4, 30)), frame: sampleFrame(.officer))),
        ]
    }

    private let sampleCases = [
        ListedCase(
            id: 1, buildCode: "B-1", state: .closed, enteredAt: Timestamp(day: sampleDay(2026, 4, 1)),
            dueOn: nil, reason: .explained, signals: 1),
        ListedCase(
            id: 2, buildCode: "B-2", state: .improvement, enteredAt: Timestamp(day: sampleDay(2026, 4, 1)),
            dueOn: sampleDay(2026, 6, 1), reason: nil, signals: 1),
        ListedCase(
            id: 3, buildCode: "B-3", state: .explanationRequested,
            enteredAt: Timestamp(day: sampleDay(2026, 4, 1)), dueOn: sampleDay(2026, 5, 4), reason: nil,
            signals: 2),
        ListedCase(
            id: 4, buildCode: "B-4", state: .signal, enteredAt: Timestamp(day: sampleDay(2026, 4, 1)),
            dueOn: nil, reason: nil, signals: 1),
    ]

    @Test func everyIdIsUsedOnceEveryLabelPointsAtOneAndEveryTableSaysWhatItIs() throws {
        for html in try pages() {
            let ids = html.matches(of: /\ id="([^"]+)"/).map { String($0.1) }
            #expect(Set(ids).count == ids.count)
            for target in html.matches(of: /\ (?:for|aria-labelledby)="([^"]+)"/) {
                #expect(ids.contains(String(target.1)), "\(target.1)")
            }
            #expect(
                html.components(separatedBy: "<table").count == html.components(separatedBy: "<caption").count
            )
            for banned in ["<script", " style=", "http://", "https://", "{{", "<th>", "<b>", "<x>"] {
                #expect(!html.contains(banned), "\(banned)")
            }
        }
    }

    @Test func openDeadlinesComeFirstInTheList() throws {
        let list = try #require(try pages().last)
        let order = list.matches(of: /href="\/cases\/(\d)"/).map { String($0.1) }
        #expect(order == ["3", "2", "4", "1"])
    }

    @Test func whatMayFollowIsAFormAndWhatMayNotYetSaysWhy() throws {
        let templates = try sampleTemplates()
        let html = templates.html(sampleCasePage(sampleCase()))
        for form in ["enter-improvement", "enter-site_visit_notified", "propose-closed", "reply", "hold"] {
            #expect(html.contains("name=\"form\" value=\"\(form)\""), "\(form)")
        }
        for form in ["enter-referral", "enter-decision", "approve", "finding", "resume"] {
            #expect(!html.contains("name=\"form\" value=\"\(form)\""), "\(form)")
        }
        #expect(html.contains("<strong>종결 (처분완료)</strong>"))
        #expect(html.contains("아직 할 수 없음: 처분결정이 없습니다. 다른 사유 코드를 선택하세요."))
        let held = templates.html(sampleCasePage(sampleCase([(.holdBegun, "자료 대기")])))
        #expect(held.contains("name=\"form\" value=\"resume\""))
        #expect(held.contains("처리 보류 중"))
    }

    @Test func aDossierHasTheSameBytesForTheSameStateAndDay() throws {
        let templates = try sampleTemplates()
        let morning = Timestamp(day: sampleDay(2026, 4, 30), hour: 8)
        let evening = Timestamp(day: sampleDay(2026, 4, 30), hour: 20)
        let first = templates.html(sampleDossier(sampleCase(now: morning)))
        #expect(first == templates.html(sampleDossier(sampleCase(now: evening))))
        #expect(first != templates.html(sampleDossier(sampleCase([(.note, "더함")], now: morning))))
    }

    @Test func aDossierContainsEveryPart() throws {
        let html = try sampleTemplates().html(sampleDossier())
        for part in [
            "1. 건의 개요", "운영규정 2026", "2025-05-02", "2. 구축 건과 과제", "3. 관찰 사항", "관찰 12: 무신호",
            "5근무일", "휴무 요일", "2026-06-13 ~ 2026-06-14", "전국동시지방선거", "같은 사업·지원유형·경과기간 1,042곳",
            "공급기업 폐업", "기록만으로는 알 수 없음", "4. 경과", "구축완료", "방화벽 교체로 확인", "5. 처리 기록", "김가람",
            "승인자", "자료 양호", "6. 주고받은 것", "회신 &lt;1&gt;.pdf (12바이트)", String(repeating: "0a", count: 32),
            "발급한 회신 링크", "7. 기한", "8. 다음에", "현장점검 통지", "사람으로 구성된 평가위원회", "9. 판정 기준", "박다온",
            "이나래", "공식 기준값 없음", "rule: silent", "@page { size: A4",
        ] {
            #expect(html.contains(part), "\(part)")
        }
        #expect(!html.contains("시험 시계"))
        #expect(try sampleTemplates().html(sampleDossier(isTestClock: true)).contains("시험 시계"))
    }

    @Test func aDeadlineSaysWhatMovedIt() throws {
        let templates = try sampleTemplates()
        // Ten days from 24 April: Monday the 4th of May.
        let plain = templates.html(sampleDossier())
        #expect(plain.contains("<strong>2026-05-04 (월)</strong>"))
        #expect(!plain.contains("넘김"))
        // A day of ours that was lost: the 5th is 어린이날, so the 6th.
        let lost = Timestamp(day: sampleDay(2026, 4, 27), hour: 9)
        let outage = templates.html(
            sampleDossier(sampleCase(outages: OutageDays([(lost, lost.adding(seconds: 3_600))]))))
        #expect(outage.contains("<strong>2026-05-06 (수)</strong>"))
        #expect(outage.contains("수집 서비스의 장애로 세지 않은 날 1일: 2026-04-27"))
        #expect(outage.contains("쉬는 날이어서 다음 근무일로 넘김: 2026-05-05 (화) 어린이날"))
        #expect(outage.contains("고지한 뒤 2일 늦춰짐"))
        let held = templates.html(sampleDossier(sampleCase([(.holdBegun, "대기")])))
        #expect(held.contains("처리 보류로 세지 않은 날 6일: 2026-04-25 ~ 2026-04-30"))
    }

    @Test func aFirmReadsNoWordOfTheAgency() throws {
        var signal = SampleBuild.twoSignals
        signal.append(
            RaisedSignal(
                id: 20, buildCode: "B", rule: .evidencePoor,
                raisedAt: Timestamp(day: sampleDay(2026, 4, 1)), clearedAt: nil,
                window: sampleDay(2026, 3, 1)...sampleDay(2026, 3, 31), reason: "부정 사용이 의심됩니다",
                policyName: "기본", policyVersion: 1, policyLabel: "", threshold: 1, value: 2, numerator: nil,
                denominator: nil))
        let html = try sampleTemplates().html(
            ReplyPage(
                sampleCase([(.note, "환수 검토")]), token: "abr_x", ordinal: 4, linkID: 7, party: .adopter,
                companyName: "가나정밀", adopterName: "가나정밀",
                expiresAt: Timestamp(day: sampleDay(2026, 5, 19)), signals: signal,
                limits: ReplyPage.Limits(files: 10, megabytes: 20), outcome: .asking,
                frame: PageFrame(stylesheet: "/s.css", testClock: nil, access: nil)))
        for word in agencyWords + ["김가람", "이나래", "빠진 날 없음", "무신호가 길어"] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("사정을 알려 주세요"))
        for state in CaseState.allCases {
            #expect(isFitForFirms(state.koreanForFirms))
            let list = try sampleTemplates().html(
                CaseListPage(
                    [
                        ListedCase(
                            id: 1, buildCode: "B-1", state: state,
                            enteredAt: Timestamp(day: sampleDay(2026, 4, 1)), dueOn: nil,
                            reason: .falseAlarm, signals: 1)
                    ], state: nil, includesClosed: true, isForAgency: false,
                    now: Timestamp(day: sampleDay(2026, 4, 30)), frame: sampleFrame(.supplier)))
            #expect(list.contains(state.koreanForFirms))
            for word in agencyWords + ["오탐", "신호", "관찰", "/cases/1"] {
                #expect(!list.contains(word), "\(state): \(word)")
            }
        }
    }
}
