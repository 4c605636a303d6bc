import Domain
import Foundation
import Render
import Testing

@Suite("The reception of a build on its page")
struct ReceptionTests {
    /// The section alone, without what stands around it.
    private func section(of build: SampleBuild, role: Role = .officer) throws -> String {
        let html = try sampleTemplates().html(samplePage(of: build, role: role))
        let start = try #require(html.range(of: "<section aria-labelledby=\"reception-title\">"))
        let end = try #require(html.range(of: "</section>", range: start.upperBound..<html.endIndex))
        return String(html[start.lowerBound..<end.upperBound])
    }

    @Test("It says which dialects, which repairs with what to mend, and what was not counted and why")
    func content() throws {
        let html = try section(of: SampleBuild())
        for text in [
            "최근 30일 2026-06-11 ~ 2026-07-10", SampleBuild().card.verdict, "<dd>2,339건</dd>",
            "<dd>2,320건</dd>",
            "37건 (집계한 기록의 1.5%), 걸린 시간의 중앙값 10시간 15분", "1건 (집계한 기록의 0.1% 미만)",
            "sendLogDataJSON.do, GET, 주소의 logData에 담은 JSON", "json.do/GET/query-logData",
            Repair.logdtColonBeforeMs.advice, "logdt_colon_before_ms", "<td class=\"number\">2,224</td>",
            "<td class=\"number\">95.0%</td>",
            "형식 오류", Lane.malformed.advice, "AP1014 \(ResultCode.AP1014.korean) 5건", "수집 기간 밖",
            Lane.overLimit.advice,
        ] {
            #expect(html.contains(text), "\(text)")
        }
        #expect(html.contains("&amp;amp;를 &amp;로"), "advice is text, not markup")
    }

    @Test("Supplier and officer read the same")
    func roles() throws {
        let officer = try section(of: SampleBuild(), role: .officer)
        #expect(try section(of: SampleBuild(), role: .supplier) == officer)
    }

    @Test("Without a record it is one calm sentence and no table")
    func nothing() throws {
        var build = SampleBuild()
        build.groups = []
        build.keyNotes = []
        let html = try section(of: build)
        #expect(html.contains("<p>최근 30일 동안 도착한 기록이 없습니다.</p>"))
        for absent in ["<table", "<dl", "<h3", "확인하십시오"] { #expect(!html.contains(absent), "\(absent)") }
    }

    @Test("Where all is as it should be there is nothing to mend and nothing left out")
    func faultless() throws {
        var build = SampleBuild()
        build.groups = [sampleGroup(.counted, .AP1002, sampleForm, repairs: [], records: 5)]
        build.keyNotes = []
        let html = try section(of: build)
        #expect(html.contains("기록 5건이 모두 규격대로 도착했습니다."))
        #expect(html.components(separatedBy: "<dd>없음</dd>").count == 4)
        #expect(html.components(separatedBy: "<table").count == 2)
        for absent in ["고칠 점", "집계하지 않은 기록", "인증키"] { #expect(!html.contains(absent), "\(absent)") }
    }

    @Test("A key's note names what is new and the key's last characters, and no more of it")
    func notes() throws {
        let html = try section(of: SampleBuild())
        let rows = html.matches(of: /<tr><th scope="row"><span class="date">(.*?)<\/tr>/).map { String($0.1) }
        #expect(rows.count == 2)
        #expect(rows.first?.hasPrefix("2026-06-29</span> 11:00<") == true)
        #expect(rows.first?.contains("…x9Q/") == true)
        #expect(rows.first?.contains("새 전송 방식: sendLogData.json, POST, 본문(폼)의 개별 항목") == true)
        #expect(rows.first?.contains("새 네트워크: 공인망") == true)
        #expect(rows.last?.contains("새 네트워크: 같은 기기(루프백)") == true)
        #expect(rows.last?.contains("새 전송 방식") == false)
        #expect(!html.contains(KeyText.prefix))
    }

    @Test("Of many notes the latest ten are shown, and the others counted")
    func manyNotes() throws {
        var build = SampleBuild()
        build.keyNotes = Array(repeating: SampleBuild.twoNotes[0], count: 10)
        #expect(try !section(of: build).contains("이보다 먼저"))
        build.keyNotes += [SampleBuild.twoNotes[1], SampleBuild.twoNotes[1]]
        let html = try section(of: build)
        #expect(html.components(separatedBy: "…x9Q/").count == 11)
        #expect(html.contains("이보다 먼저 2건이 더 있습니다."))
        #expect(!html.contains("2026-04-02"))
    }
}
