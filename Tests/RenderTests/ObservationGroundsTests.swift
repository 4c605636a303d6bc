import Domain
import Foundation
import Render
import Testing

@Suite("What an observation rests on")
struct ObservationGroundsTests {
    /// The observations of a page, each as its article.
    private func articles(_ signals: [RaisedSignal]) throws -> [String] {
        var build = SampleBuild()
        build.signals = signals
        let html = try sampleTemplates().html(samplePage(of: build, role: .officer))
        return html.components(separatedBy: "<article class=\"observation\">").dropFirst()
            .compactMap { $0.components(separatedBy: "</article>").first }
    }

    @Test("An observation shows how much attention it asks for")
    func severity() throws {
        let articles = try articles(SampleBuild.twoSignals)
        #expect(articles[0].contains("<h3>무신호 <span class=\"severity severity-visit\">현장 확인</span></h3>"))
        #expect(articles[1].contains("severity-review\">검토</span>"))
    }

    @Test("What was tested is listed with its outcome, what people must ask first")
    func explanations() throws {
        let article = try articles(SampleBuild.twoSignals)[0]
        let rows = article.matches(
            of:
                #/row">([^<]*)</th><td><span class="outcome outcome-([a-z_]*)">([^<]*)</span></td><td>([^<]*)</#
        )
        #expect(
            rows.map { [$0.1, $0.2, $0.3, $0.4].map(String.init) } == [
                ["공급기업 폐업", "open", "확인 필요", "기록만으로는 알 수 없음: 소명 때 확인"],
                ["수집 서비스의 장애", "ruled_out", "해당 없음", "장애로 제외한 날 2일"],
                ["인증키 만료·폐기", "ruled_out", "해당 없음", "사용할 수 있는 인증키가 있음"],
            ])
        #expect(article.contains("먼저 살펴본 사정 3가지 (확인 필요 1가지)"))
    }

    @Test(
        "Its grounds are said in words",
        arguments: [
            "<dt>비교한 무리</dt><dd>같은 사업·지원유형·경과기간 1,042곳 (사용일 비율의 중앙값 71.4%, 이보다 낮은 곳 3.5%)</dd>",
            "<dt>확인할 점</dt><dd>같은 내용의 기록이 대부분임</dd>",
            "<dt>가동 예정일</dt><dd>20일 (뺀 날: 휴무 요일 2일, 공휴일 1일)</dd>",
            "<dt>수집 상태</dt><dd>가동일의 96.5%에서 수집 서비스가 빠짐없이 수신함</dd>",
            "<dt>판정 기준</dt><dd>기본 판정 기준 제1판 · 공식 기준값 없음: 기관이 정해야 하는 값</dd>",
            "<dt>기준의 시행</dt><dd>2026-01-01부터 (승인 이나래)</dd>",
        ])
    func grounds(line: String) throws {
        #expect(try articles(SampleBuild.twoSignals)[0].contains(line))
    }

    @Test("A signal of an older version shows what it has, and the page says what to look at")
    func older() throws {
        let article = try articles(SampleBuild.twoSignals)[1]
        #expect(article.contains("<summary>판정 근거</summary>"))
        #expect(article.contains("<dt>판정 기준</dt>"))
        for absent in ["비교한 무리", "수집 상태", "<table"] { #expect(!article.contains(absent), "\(absent)") }
        func says(_ signals: [RaisedSignal]) throws -> Bool {
            var build = SampleBuild()
            build.signals = signals
            return try sampleTemplates().html(samplePage(of: build, role: .officer)).contains("먼저 확인할 사항")
        }
        let signals = SampleBuild.twoSignals
        #expect(try !says(signals), "all that is open was tested")
        var old = signals
        old[0] = RaisedSignal(
            id: 1, buildCode: "B", rule: .evidencePoor, raisedAt: signals[0].raisedAt, clearedAt: nil,
            window: signals[0].window, reason: "이유", policyName: "기준", policyVersion: 1, policyLabel: "이름",
            threshold: 0.3, value: nil, numerator: 3, denominator: 9)
        #expect(try says(old))
        #expect(try !articles(old)[0].contains("당시 수치"), "a rule without a figure shows none")
    }
}
