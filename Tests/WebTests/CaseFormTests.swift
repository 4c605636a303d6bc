import Contract
import Domain
import Testing
import Web

/// What forms send, read.
@Suite struct CaseFormTests {
    private func form(_ fields: [String: String]) throws -> CaseStepForm {
        let today = Day(number: 20_556)
        return try CaseStepForm(
            ["after": "3", "text": "까닭"].merging(fields) { $1 }, history: CaseHistory(signals: 1),
            calendar: SharedCalendar(holidays: HolidayTable([])), today: today)
    }

    @Test func everyActIsRead() throws {
        #expect(try form(["act": "note"]).act == .note)
        #expect(try form(["act": "hold"]).act == .holdBegun)
        #expect(try form(["act": "resume"]).act == .holdEnded)
        #expect(try form(["act": "finding", "finding": "in_use"]).act == .finding(.inUse))
        #expect(
            try form(["act": "reply", "party": "supplier", "declines": "1"]).act
                == .reply(.supplier, declines: true))
        #expect(try form(["act": "delivery", "party": "adopter"]).act == .delivery(.adopter))
        #expect(try form(["act": "propose", "state": "referral"]).act == .proposal(.referral))
        #expect(
            try form(["act": "approve", "state": "closed", "reason": "explained"]).act
                == .approval(.closed, reason: .explained))
        #expect(
            try form(["act": "enter", "state": "closed", "reason": "suspended"]).act
                == .entered(.closed, reason: .suspended))
        let window = CaseWindow(
            addressees: [.adopter], days: 7, dueOn: Day(number: 20_556).adding(days: 7))
        let visit = try form(["act": "enter", "state": "site_visit_notified", "days": "7", "to_adopter": "1"])
        guard case .entered(.siteVisitNotified, nil, let found?) = visit.act else {
            Issue.record("\(visit.act)")
            return
        }
        #expect(found.addressees == window.addressees && found.days == 7 && found.dueOn >= window.dueOn)
    }

    @Test(
        "what cannot be read is refused",
        arguments: [
            ["act": "jump"], ["act": "note", "after": "x"], ["act": "note", "text": " \n"],
            ["act": "finding", "finding": "guilty"], ["act": "enter", "state": "prison"],
            ["act": "enter", "state": "prior_notice", "days": "x", "to_adopter": "1"],
            ["act": "enter", "state": "prior_notice", "days": "10"],
            ["act": "enter", "state": "prior_notice", "days": "10", "to_adopter": "1", "due": "내일"],
            ["act": "note", "documents": "abc 공문.pdf"],
            ["act": "note", "text": String(repeating: "가", count: 20_001)],
        ])
    func refused(fields: [String: String]) {
        #expect(throws: CaseFormProblem.self) { try form(fields) }
    }

    @Test func textLosesControlCharactersAndKeepsLines() throws {
        #expect(try caseText("가\r\n나\u{0}\u{7}\t다") == "가\n나\t다")
    }

    @Test func documentsAreReadOneALine() throws {
        let hash = String(repeating: "AB", count: 32)
        let documents = try caseDocuments("\(hash) 공문 제3호.pdf\r\n\r\n\(hash.lowercased())\t둘째\r\n")
        #expect(documents.map(\.name) == ["공문 제3호.pdf", "둘째"])
        #expect(Set(documents.map(\.hash)) == [hash.lowercased()])
    }

    @Test func filesAreHashedAndNamedPlainly() throws {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let tricky = Array("a\r\n--xY\r\n--xYy".utf8)
        let form = try #require(
            MultipartForm(
                contentType: "multipart/form-data; charset=x; boundary=\"xYz\"",
                body: multipartBody(
                    ["text": "안녕"],
                    files: [
                        ("abc.txt", Array("abc".utf8)), ("C:\\일지; 1.txt", tricky), ("", []),
                        ("../../\u{7}", [0]), ("빈 파일.txt", []),
                    ])))
        #expect(form.fields == ["text": "안녕"])
        #expect(form.files.map(\.name) == ["abc.txt", "일지; 1.txt", "이름 없음", "빈 파일.txt"])
        #expect(form.files.map(\.size) == [3, tricky.count, 1, 0])
        #expect(form.files.first?.hash == abc)
    }

    @Test(
        "a body that is not whole is no form",
        arguments: [
            "", "--xYz", "--xYz\r\n", "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb",
            "--other\r\n\r\n\r\n--other--", "x--xYz--",
        ])
    func broken(body: String) {
        #expect(
            MultipartForm(contentType: "multipart/form-data; boundary=xYz", body: Array(body.utf8)) == nil)
        #expect(MultipartForm(contentType: "multipart/form-data", body: Array(body.utf8)) == nil)
    }
}
