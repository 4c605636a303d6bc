import Domain
import Foundation
import Render
import Testing

@Suite("The agency's view of all builds together")
struct OverviewTests {
    private func html(
        _ overview: FleetOverview?, role: Role = .officer
    ) throws -> String {
        try sampleTemplates().html(samplePage(of: sampleSummaries, role: role, overview: overview))
    }

    @Test(
        "It says what builds share, how many they are, since when, and how many are heard again",
        arguments: [
            "진행 중 1건", "<h3>공급기업 다라소프트</h3>", "함께 멈춘 구축 건 1,184건 (해당하는 1,310건 가운데)",
            "마지막 수신 2026-06-30 ~ 2026-07-01", "다시 수신 212건, 아직 무신호 972건", "2026-07-08 06:00 확인",
        ])
    func incident(text: String) throws {
        #expect(try html(sampleOverview).contains(text))
    }

    @Test("Open observations are counted by rule, in the order of the rules")
    func openByRule() throws {
        #expect(try html(sampleOverview).contains("열린 관찰 사항 6건: 무신호 4건 · 유사 사업장보다 낮음 2건<"))
        let none = try html(
            FleetOverview(
                incidents: [], openByRule: [:], outcomes: [],
                missingKeys: MissingKeys(today: sampleDay(2026, 7, 9), dueDays: 14, builds: [], count: 0)))
        #expect(!none.contains("인증키"))
        #expect(none.contains("열린 관찰 사항이 없습니다."))
        #expect(!none.contains("함께 수신이 멈춘"))
        #expect(!none.contains("관찰의 결과"))
    }

    @Test(
        "Builds without a key are a task of the agency, each with its page and since when",
        arguments: [
            "인증키 미발급: 구축완료 후 14일이 지난 구축 건", "▲</span> 3건",
            #"<h3><a href="/builds/B-2022-0007">B-2022-0007</a></h3><p>도입 7호</p>"#,
            "구축완료 2026-03-20 (금), 111일 경과", "이 밖에 2건이 더 있습니다.",
        ])
    func missingKeys(text: String) throws {
        #expect(try html(sampleOverview).contains(text))
    }

    @Test("The share of observations that were innocent comes with how many it is a share of")
    func outcomes() throws {
        let html = try html(sampleOverview)
        #expect(html.contains("확인을 마친 관찰 25건 가운데 15건(60.0%)은 사유가 있었거나 이상이 없었습니다."))
        let rows = html.matches(
            of:
                #/<tr><th scope="row">([^<]*)</th>(?:<td class="number">[^<]*</td>){4}<td class="number">([^<]*)</#
        )
        #expect(
            rows.map { [String($0.1), String($0.2)] } == [
                ["무신호", "40.0% (15건 중)"], ["사용 감소", "아직 없음"], ["유사 사업장보다 낮음", "90.0% (10건 중)"],
            ])
    }

    @Test("It is shown to roles that see signals, and to no other", arguments: Role.allCases)
    func roles(role: Role) throws {
        let html = try html(sampleOverview, role: role)
        for text in ["공급기업 다라소프트", "열린 관찰 사항", "관찰의 결과", "인증키 미발급"] {
            #expect(html.contains(text) == role.seesSignals, "\(text)")
        }
    }

    @Test("Only the list without any condition is the front page")
    func frontPage() {
        #expect(ListQuery().isFrontPage)
        #expect(!ListQuery(text: "가나").isFrontPage)
        #expect(!ListQuery(isOpenOnly: true).isFrontPage)
        #expect(!ListQuery(place: .last).isFrontPage)
    }
}
