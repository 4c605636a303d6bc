import Domain
import Foundation
import Render
import TestSupport
import Testing

@Suite("What every page keeps to")
struct PageRuleTests {
    @Test("A role that must not see signals gets pages without a trace of them", arguments: Role.allCases)
    func signalsByRole(role: Role) throws {
        let templates = try sampleTemplates()
        let sample = SampleBuild.eventful
        let build = templates.html(
            samplePage(of: sample, role: role))
        let list = templates.html(samplePage(of: sampleSummaries, role: role, overview: sampleOverview))
        for html in [build, list] {
            #expect(html.contains("확인 필요") == role.seesSignals)
            #expect(html.contains("관찰") == role.seesSignals)
        }
        #expect(build.contains("판정 기준") == role.seesSignals)
        #expect(build.contains("<h2 id=\"timeline-title\">경과</h2>"))
    }

    @Test("No word of the agency's reaches a firm", arguments: Role.allCases.filter { !$0.seesSignals })
    func wordsForFirms(role: Role) throws {
        let templates = try sampleTemplates()
        let pages = [
            templates.html(samplePage(of: SampleBuild.eventful, role: role)),
            templates.html(samplePage(of: sampleSummaries, role: role, overview: sampleOverview)),
        ]
        for html in pages {
            for word in ["환수", "의심", "부정", "구축 건 84건", "방화벽"] { #expect(!html.contains(word), "\(word)") }
        }
    }

    @Test("No page threatens with a sanction")
    func wording() throws {
        let templates = try sampleTemplates()
        let sample = SampleBuild.eventful
        let build = templates.html(samplePage(of: sample, role: .officer))
        for word in ["환수", "부정", "가동률", "OEE"] { #expect(!build.contains(word)) }
        #expect(build.contains("위반이나 책임을 뜻하지 않습니다"))
        #expect(build.contains("공식 기준값 없음: 기관이 정해야 하는 값"))
        #expect(build.contains(RuleKind.silent.clearedBy))
    }

    @Test("The test clock is shown on every page, and only when there is one")
    func testClock() throws {
        let templates = try sampleTemplates()
        let now = Timestamp(day: sampleDay(2026, 7, 10), hour: 9, minute: 30)
        let pages = [sampleFrame(.viewer, testClock: now), sampleFrame(.viewer)].map { frame in
            [
                templates.html(.notFound, frame: frame),
                templates.html(samplePage(of: SampleBuild(), frame: frame)),
                templates.html(
                    ListPage(sampleListing([]), now: now, frame: frame)),
            ]
        }
        for html in pages[0] {
            #expect(html.contains("시험 시계"))
            #expect(html.contains("2026-07-10 (금) 09:30:00"))
        }
        for html in pages[1] { #expect(!html.contains("시험 시계")) }
    }

    @Test("Pages need no script, no inline style and nothing from elsewhere")
    func selfContained() throws {
        let templates = try sampleTemplates()
        let sample = SampleBuild.eventful
        let frame = sampleFrame(.officer)
        let pages = [
            templates.html(samplePage(of: sample, frame: frame)),
            templates.html(samplePage(of: sampleSummaries, role: .officer, overview: sampleOverview)),
            templates.html(.signIn(action: "/sign-in/x"), frame: frame),
        ]
        for html in pages {
            for banned in ["<script", " style=", "<style", "http://", "https://", "//cdn", "onclick", "{{"] {
                #expect(!html.contains(banned), "\(banned)")
            }
            #expect(html.contains("<html lang=\"ko\">"))
            #expect(html.contains("<a class=\"skip\" href=\"#main\">"))
            #expect(
                html.components(separatedBy: "<table").count == html.components(separatedBy: "<caption").count
            )
            #expect(!html.contains("<th>"), "a header cell without scope")
        }
        let css = try ProjectFiles.text("dashboards/web/static/afterbuild.css")
        for banned in ["@import", "url(", "http"] { #expect(!css.contains(banned), "\(banned)") }
    }

    @Test("Every id is used once, and every label points at one")
    func identifiers() throws {
        let templates = try sampleTemplates()
        let sample = SampleBuild.eventful
        for html in [
            templates.html(samplePage(of: sample, role: .officer)),
            templates.html(samplePage(of: sampleSummaries, role: .officer, overview: sampleOverview)),
        ] {
            let ids = html.matches(of: /\ id="([^"]+)"/).map { String($0.1) }
            #expect(!ids.isEmpty)
            #expect(Set(ids).count == ids.count)
            for target in html.matches(of: /\ (?:for|aria-labelledby)="([^"]+)"/) {
                #expect(ids.contains(String(target.1)), "\(target.1)")
            }
        }
    }

    @Test("A name cannot leave its place in the page, not even by a combining mark after a quotation mark")
    func escaping() throws {
        let templates = try sampleTemplates()
        let nasty = "\"\u{301} onfocus=alert(1) x='<b>&"
        var sample = SampleBuild()
        sample.adopterName = nasty
        let query = ListQuery(text: nasty)
        let pages = [
            templates.html(samplePage(of: sample, role: .viewer)),
            templates.html(
                samplePage(of: [sampleSummary("B-1", adopter: nasty)], role: .viewer, query: query)),
        ]
        for html in pages {
            #expect(html.unicodeScalars.contains("\u{301}"))
            #expect(html.contains("&quot;\u{301} onfocus=alert(1) x=&#39;&lt;b&gt;&amp;"))
            let raw = Array("\"\u{301}".unicodeScalars)
            let scalars = Array(html.unicodeScalars)
            #expect(!zip(scalars, scalars.dropFirst()).contains { $0 == raw[0] && $1 == raw[1] })
        }
    }
}
