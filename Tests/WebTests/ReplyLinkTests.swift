import Domain
import Storage
import TestSupport
import Testing
import Web

/// The link by which a firm answers.
@Suite struct ReplyLinkTests {
    @Test func aFirmReadsWhatIsAskedInKindWordsWithFiguresAndDeadline() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            for party in CaseParty.allCases {
                let page = try await fixture.send(try await fixture.replyPath(id, party))
                #expect(page.status == 200)
                for part in ["설명 요청", "2월의 기록이 왜 없는지 알려 주세요.", "2026-04-23 (목)", "무신호", "6근무일", "20MB"] {
                    #expect(page.text.contains(part), "\(part)")
                }
                for word in ["환수", "의심", "부정", "소명요청", "officer님", "두 달째", "자료부터", "검토 건"] {
                    #expect(!page.text.contains(word), "\(word)")
                }
                #expect(page.text.contains("개선기간을 사양합니다") == false)
            }
        }
    }

    @Test func wordsOfTheAgencyThatWereStoredOtherwiseAreNotShown() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let officer = try #require(fixture.people[.officer]?.access)
            let window = CaseWindow(addressees: [.adopter], days: 10, dueOn: day("2026-04-23"))
            _ = try await fixture.database.cases.addStep(
                .entered(.explanationRequested, window: window), text: "부정수급이 의심되어 환수 예정", to: id, after: 5,
                by: officer, now: CaseFixture.now)
            let answer = try await fixture.fill("link", [("target", "6 adopter")], of: id, to: "links")
            let link = try #require(
                answer.text.firstMatch(of: /https:\/\/usage\.example(\/reply\/abr_[^<]+)/))
            let page = try await fixture.send(String(link.1))
            #expect(page.text.contains("설명을 부탁드립니다"))
            for word in ["환수", "의심", "부정"] { #expect(!page.text.contains(word), "\(word)") }
        }
    }

    @Test func aLinkThatIsUnknownExpiredOrUsedUpLooksTheSame() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let path = try await fixture.replyPath(id, .adopter)
            let unknown = try await fixture.send("/reply/" + SecretText.make(.reply))
            #expect(unknown.status == 410)
            let rubbish = try await fixture.send("/reply/x")
            let expired = try await fixture.send(path, at: instant("2026-05-08 00:00"))
            #expect(try await fixture.send(path, at: instant("2026-05-07 23:59")).status == 200)
            for number in 1...5 {
                #expect(try await fixture.reply(path, text: "\(number)번째").status == 200)
            }
            let used = try await fixture.send(path)
            let sixth = try await fixture.reply(path, text: "여섯째")
            for other in [rubbish, expired, used, sixth] {
                #expect(other.status == 410)
                #expect(other.bytes == unknown.bytes)
            }
            #expect(
                try await fixture.database.cases.file(id, for: .unrestricted, now: CaseFixture.now)?.history
                    .steps
                    .count == 10)
        }
    }

    @Test func aClosedCaseTakesNoReply() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let path = try await fixture.replyPath(id, .adopter)
            _ = try await fixture.fill("enter-closed", [("reason", "suspended"), ("text", "휴업")], of: id)
            #expect(try await fixture.reply(path, text: "늦은 답").status == 410)
        }
    }

    @Test func tooManyOrTooLargeFilesAndAnEmptyReplyAreRefusedWithTheirLimit() async throws {
        try await CaseFixture.with { fixture in
            let id = try await fixture.askedCase()
            let path = try await fixture.replyPath(id, .supplier)
            let eleven = try await fixture.reply(
                path, text: "붙임이 많습니다", files: (1...11).map { ("\($0).txt", [UInt8(48)]) })
            #expect(eleven.status == 422)
            #expect(eleven.text.contains("파일은 10개까지"))
            #expect(eleven.text.contains("붙임이 많습니다</textarea>"))
            let empty = try await fixture.reply(path, text: " \r\n ", files: [("a.txt", [48])])
            #expect(empty.status == 422)
            #expect(empty.text.contains("파일은 다시 골라 주십시오"))
            let huge = try await fixture.reply(
                path, text: "큽니다", files: [("a.bin", [UInt8](repeating: 0, count: 20 * 1_048_576))])
            #expect(huge.status == 413)
            #expect(huge.text.contains("20MB까지"))
            #expect(
                try await fixture.database.cases.file(id, for: .unrestricted, now: CaseFixture.now)?.history
                    .steps
                    .count == 5)
        }
    }
}
