import Domain
import Render
import Testing

@Suite("The list of builds")
struct BuildListingTests {
    private func page(
        _ place: ListQuery.Place, builds: Int = 100, previous: String? = "1.0.2026-07-01.",
        next: String? = "2.0.2026-07-02.", matching: Int = 3_080
    ) throws -> String {
        let summaries = (1...builds).map { sampleSummary("B-\(padded($0, 3))") }
        let listing = sampleListing(
            summaries, ListQuery(text: "가나", place: place), previous: previous, next: next,
            matching: matching)
        return try sampleTemplates().html(
            ListPage(
                listing, now: Timestamp(day: sampleDay(2026, 7, 10)), frame: sampleFrame(.officer)))
    }

    @Test("The first page leads to the next and to the last, and says where it stands")
    func firstPage() throws {
        let html = try page(.first, previous: nil)
        #expect(html.contains("3,080건 가운데 1~100번째 (확인 필요 건, 마지막 신호가 오래된 순)"))
        #expect(
            html.contains(
                "rel=\"next\" href=\"/?q=%EA%B0%80%EB%82%98&amp;after=2.0.2026-07-02.&amp;passed=100\""))
        #expect(html.contains("href=\"/?q=%EA%B0%80%EB%82%98&amp;last=1\""))
        #expect(!html.contains("rel=\"prev\""))
    }

    @Test("A page between leads both ways, with how many builds stand before each page")
    func pageBetween() throws {
        let html = try page(.after("x", passed: 200))
        #expect(html.contains("201~300번째"))
        #expect(html.contains("before=1.0.2026-07-01.&amp;passed=100"))
        #expect(html.contains("after=2.0.2026-07-02.&amp;passed=300"))
        #expect(try page(.before("x", passed: 100)).contains("101~200번째"))
        #expect(try page(.after("x", passed: 9_999_999)).contains("2,981~3,080번째"))
    }

    @Test("The last page stands at the end, whatever was passed")
    func lastPage() throws {
        #expect(try page(.last, builds: 80, next: nil).contains("3,001~3,080번째"))
        let html = try page(.after("x", passed: 100), builds: 80, next: nil)
        #expect(html.contains("3,001~3,080번째"))
        #expect(!html.contains("rel=\"next\""))
        #expect(try page(.before("x", passed: 900), previous: nil).contains("1~100번째"))
    }

    @Test("One page needs no way to another, and no build makes no table")
    func onePage() throws {
        #expect(
            !(try page(.first, builds: 3, previous: nil, next: nil, matching: 3).contains("class=\"pages\"")))
        let none = ListPage(
            sampleListing([]), now: Timestamp(day: sampleDay(2026, 7, 10)), frame: sampleFrame(.officer))
        let html = try sampleTemplates().html(none)
        #expect(html.contains("조건에 맞는 구축 건이 없습니다."))
        #expect(!html.contains("<table class=\"list\">"))
    }

    @Test("Who sees no signals is offered no filter of them")
    func blind() throws {
        let listing = sampleListing(
            [sampleSummary("B-1", openSignals: 2)], ListQuery(isOpenOnly: true), seesSignals: false)
        let html = try sampleTemplates().html(
            ListPage(
                listing, now: Timestamp(day: sampleDay(2026, 7, 10)), frame: sampleFrame(.exporter)))
        #expect(!html.contains("확인 필요") && !html.contains("name=\"open\""))
        #expect(!html.contains("조건 지우기"))
        #expect(html.contains("(마지막 신호가 오래된 순)"))
    }

    @Test("What a supplier may not know is a dash, and no zero")
    func hidden() throws {
        let hidden = BuildSummary(
            code: "B-1", adopterName: "가나정밀", supplierName: "다라소프트", programmeName: "2022 기초",
            region: nil,
            phase: .intensiveAS, silence: nil, activeDays: nil, expectedDays: nil, lastSign: nil,
            hidesEarlier: true, openSignals: nil)
        let html = try sampleTemplates().html(
            ListPage(
                sampleListing([hidden], seesSignals: false),
                now: Timestamp(day: sampleDay(2026, 7, 10)), frame: sampleFrame(.supplier)))
        #expect(html.contains("<td class=\"number\">–</td>"))
        #expect(html.contains("<td class=\"date\">–</td>"))
        #expect(!html.contains("산출 불가") && !html.contains("없음"))
    }

    @Test("The address of a query keeps everything that was asked, encoded")
    func address() {
        #expect(ListQuery().address == "/")
        let query = ListQuery(
            text: "가 &=", phase: .intensiveAS, isOpenOnly: true,
            place: .after("7.-1.2026-07-01.B&", passed: 100))
        #expect(
            query.address
                == "/?q=%EA%B0%80%20%26%3D&phase=intensive_as&open=1&after=7.-1.2026-07-01.B%26&passed=100")
        #expect(ListQuery(place: .last).address == "/?last=1")
    }
}
