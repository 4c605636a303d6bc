import Domain
import Foundation
import HTTPTypes
import Storage
import Testing
import Web

/// A case from an observation to an answer, by pages and forms.
@Suite struct CaseFlowTests {
    private func sha256(_ bytes: [UInt8]) -> String {
        SecretText.hash(String(decoding: bytes, as: UTF8.self)).map { String(format: "%02x", $0) }.joined()
    }

    @Test func aCaseGoesFromObservationToAnAnswerThatTheDossierShows() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let build = try await fixture.send("/builds/B-1", as: .officer)
            #expect(build.text.contains("<a href=\"/cases/\(id)\">검토 건 \(id)</a>"))
            let path = try await fixture.replyPath(id, .supplier)
            let file = Array("작업 일지".utf8)
            let receipt = try await fixture.reply(
                path, text: "서버를 옮겼습니다.", files: [("일지, \"1\".txt".replacing("\"", with: "%22"), file)])
            #expect(receipt.status == 200)
            #expect(receipt.text.contains("회신을 잘 받았습니다"))
            #expect(receipt.text.contains("2026-04-13 10:00"))
            #expect(receipt.text.contains(sha256(file)))
            #expect(receipt.text.contains("(13바이트)"))

            let page = try await fixture.send("/cases/\(id)", as: .officer)
            #expect(page.text.contains("공급기업 회신"))
            #expect(page.text.contains("서버를 옮겼습니다."))
            #expect(page.text.contains("아직 할 수 없음"))
            #expect(page.text.contains("소명 기간이 끝나지") == false, "referral does not follow a request")
            let dossier = try await fixture.send("/v1/cases/\(id)/dossier?purpose=a", as: .auditor)
            for part in [
                "심의 자료: 검토 건 \(id)", "사람으로 구성된 평가위원회", "2025-05-02", "2026-02-01", "운영규정 2026",
                "관찰 \(fixture.signal): 무신호", "상한과 하한", "공휴일", "설날 연휴", "같은 사업 31곳", "소명 때 확인",
                "기본 판정 기준 제2판", "작성 김가람", "rules: 무신호 5일", "공식 기준값 없음", "구축완료", "officer님",
                "서버를 옮겼습니다.", sha256(file), "2026-04-23 (목)", "현장점검 통지", "견본소프트 (공급기업)",
            ] {
                #expect(dossier.text.contains(part), "\(part)")
            }
            let again = try await fixture.send(
                "/v1/cases/\(id)/dossier?purpose=a", as: .officer, at: CaseFixture.now.adding(seconds: 3_600))
            #expect(dossier.bytes == again.bytes)
        }
    }

    @Test func theDossierStandsAloneAndItsStyleIsTheOnlyThingTheBrowserFollows() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let dossier = try await fixture.send("/v1/cases/\(id)/dossier?purpose=a", as: .officer)
            let policy = try #require(dossier.headers[.contentSecurityPolicy])
            let style = try #require(dossier.text.firstMatch(of: /<style>([\s\S]*?)<\/style>/)).1
            let hash = Data(SecretText.hash(String(style))).base64EncodedString()
            #expect(policy.contains("style-src 'sha256-\(hash)'"))
            #expect(policy.contains("default-src 'none'"))
            for banned in ["<script", " style=", "http://", "https://", "<link rel=\"stylesheet\"", "{{"] {
                #expect(!dossier.text.contains(banned), "\(banned)")
            }
            let page = try await fixture.send("/cases/\(id)", as: .officer)
            #expect(page.headers[.contentSecurityPolicy]?.contains("style-src 'self'") == true)
        }
    }

    @Test func aRefusedFormSaysWhatWouldBeRightAndLosesNothing() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let early = try await fixture.fill(
                "enter-explanation_requested",
                [
                    ("to_supplier", "1"), ("days", "10"), ("due", "2026-04-22"), ("text", "다시 <묻습니다>"),
                    ("documents", "\(String(repeating: "0a", count: 32)) 공문.pdf"),
                ], of: id)
            #expect(early.status == 409)
            #expect(early.text.contains("고지한 기한이 너무 이릅니다. 이 날 이후여야 합니다. (2026-04-23)"))
            #expect(early.text.contains("다시 &lt;묻습니다&gt;</textarea>"))
            #expect(early.text.contains("value=\"2026-04-22\""))
            #expect(early.text.contains("공문.pdf</textarea>"))
            let harsh = try await fixture.fill(
                "enter-explanation_requested",
                [("to_supplier", "1"), ("days", "10"), ("text", "환수하겠습니다")], of: id)
            #expect(harsh.status == 422)
            #expect(harsh.text.contains("기업이 그대로 보는 내용입니다"))
            #expect(harsh.text.contains("환수하겠습니다</textarea>"))
            let paper = try await fixture.fill("note", [("text", "메모"), ("documents", "공문.pdf")], of: id)
            #expect(paper.status == 422)
            #expect(
                try await fixture.database.cases.file(id, for: .unrestricted, now: CaseFixture.now)?.history
                    .steps
                    .count == 5)
        }
    }

    @Test func aStepThatSomebodyElseOvertookIsRefusedAndItsTextStays() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let page = try await fixture.send("/cases/\(id)", as: .officer)
            let seen = fixture.hidden("enter-improvement", on: page)
            try #require(!seen.isEmpty)
            #expect(
                try await fixture.fill("note", [("text", "먼저")], of: id, as: .approver).status == 303)
            let fields = [("to_supplier", "1"), ("days", "20"), ("text", "개선해 주세요")]
            let stale = try await fixture.send("/cases/\(id)/steps", as: .officer, fields: seen + fields)
            #expect(stale.status == 409)
            #expect(stale.text.contains("다른 담당자가 먼저 처리했습니다"))
            #expect(stale.text.contains("개선해 주세요</textarea>"))
            // The page that comes back can be sent as it is.
            let mended = fixture.hidden("enter-improvement", on: stale)
            #expect(
                try await fixture.fill(
                    "enter-closed", [("reason", "technical_fault"), ("text", "장애였음")], of: id,
                    as: .approver
                ).status == 303)
            let gone = try await fixture.send("/cases/\(id)/steps", as: .officer, fields: mended + fields)
            #expect(gone.status == 409)
            #expect(gone.text.contains("저장하지 못한 내용"))
            #expect(gone.text.contains("개선해 주세요</textarea>"))
        }
    }

    @Test func theListsAreFilteredByState() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            func listed(_ query: String) async throws -> Bool {
                try await fixture.send("/cases\(query)", as: .officer).text.contains("href=\"/cases/\(id)\"")
            }
            let queries = [
                "", "?state=all", "?state=explanation_requested", "?state=improvement", "?state=closed",
            ]
            func listings() async throws -> [Bool] {
                var listings: [Bool] = []
                for query in queries { listings.append(try await listed(query)) }
                return listings
            }
            #expect(try await listings() == [true, true, true, false, false])
            let json = try await fixture.send("/v1/cases", as: .officer).text
            for part in [
                "\"state\":\"explanation_requested\"", "\"due_on\":\"2026-04-23\"", "\"build\":\"B-1\"",
                "\"dossier\":\"https://usage.example/v1/cases/\(id)/dossier\"",
            ] {
                #expect(json.contains(part), "\(part)")
            }
            _ = try await fixture.fill("enter-closed", [("reason", "suspended"), ("text", "휴업")], of: id)
            #expect(try await listings() == [false, true, false, false, true])
            #expect(try await fixture.send("/v1/cases", as: .officer).text.contains("\"cases\":[]"))
        }
    }

    @Test func anObservationIsInOneOpenCaseAndTheRefusalKeepsWhatWasTyped() async throws {
        try await CaseFixture.with { fixture in
            _ = try await fixture.askedCase()
            let build = try await fixture.send("/builds/B-1", as: .approver)
            let form = fixture.hidden("open-\(fixture.signal)", on: build)
            func open(_ changes: [(String, String)]) async throws -> CaseFixture.Answer {
                var fields = [
                    "text": "까닭 둘", "rules": "규정", "conduct": "2026-02-01", "agreed": "", "answer_days": "10",
                ]
                for (name, value) in changes { fields[name] = value }
                return try await fixture.send(
                    "/builds/B-1/cases", as: .approver, fields: form + fields.map { ($0, $1) })
            }
            let taken = try await open([])
            #expect(taken.status == 409)
            #expect(taken.text.contains("이미 다른 진행 중인 건의 신호입니다"))
            #expect(taken.text.contains("까닭 둘</textarea>"))
            #expect(try await open([("answer_days", "9")]).status == 422)
            #expect(try await open([("conduct", "2월")]).status == 422)
            let viewer = try await fixture.send("/builds/B-1", as: .viewer)
            #expect(!viewer.text.contains("검토 건"))
            let firm = try await fixture.send("/builds/B-1", as: .supplier)
            #expect(firm.status == 200 && !firm.text.contains("검토 건"))
        }
    }

    @Test func twoPersonsCloseAsExplained() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let why = [("reason", "explained"), ("text", "설명이 맞음")]
            #expect(try await fixture.fill("propose-closed", why, of: id, as: .approver).status == 303)
            let own = try await fixture.send("/cases/\(id)", as: .approver)
            #expect(fixture.hidden("approve", on: own).isEmpty, "nobody approves a proposal of one's own")
            #expect(own.text.contains("승인되지 않았습니다"))
            let forged = try await fixture.send(
                "/cases/\(id)/steps", as: .approver,
                fields: fixture.hidden("note", on: own).filter { $0.0 != "act" } + why + [
                    ("act", "approve"), ("state", "closed"),
                ])
            #expect(forged.status == 409)
            #expect(forged.text.contains("제안자 본인은 승인할 수 없습니다"))
            #expect(try await fixture.fill("propose-closed", why, of: id).status == 303)
            let early = try await fixture.fill("enter-closed", why, of: id)
            #expect(early.status == 409)
            #expect(try await fixture.fill("approve", [("text", "동의")], of: id, as: .approver).status == 303)
            #expect(try await fixture.fill("enter-closed", why, of: id).status == 303)
            let closed = try await fixture.send("/cases/\(id)", as: .officer)
            #expect(fixture.hidden("enter-signal", on: closed).isEmpty)
            #expect(!fixture.hidden("note", on: closed).isEmpty)
            let list = try await fixture.send("/cases", as: .supplier)
            #expect(list.text.contains("설명 확인"))
        }
    }
}
