import Domain
import Foundation
import HTTPTypes
import Render
import Storage
import Synchronization
import TestSupport
import Testing
import Web

private let now = instant("2026-03-17 10:00")
private let given = "처음 받은 긴 비밀번호"
private let chosen = "내가 고른 긴 비밀번호"

@Suite(.heavy, .timeLimit(.minutes(2))) struct SignInPageTests {
    // MARK: The issuer

    private func comeBack(_ browser: Browser, _ fixture: IssuerFixture) async throws -> Browser.Answer {
        let time = IssuerFixture.now
        let begun = try await browser.send("/sign-in/oidc", at: time)
        try #require(begun.status == 303, "\(begun.text)")
        let back = try await fixture.browse(try #require(begun.headers[.location]))
        return try await browser.send("\(back.path)?\(back.percentEncodedQuery ?? "")", at: time)
    }

    @Test func somebodySignsInAtTheIssuerAndReadsPagesUnderThatName() async throws {
        try await IssuerProcess.run { issuer in
            try await MigratedDatabase.with(named: "sign_in") { database, _ in
                let fixture = IssuerFixture(issuer)
                let browser = try Browser(database, issuer: fixture.client)
                let choice = try await browser.send("/sign-in", at: IssuerFixture.now)
                #expect(choice.text.contains("href=\"/sign-in/oidc\""))
                #expect(!choice.text.contains("name=\"password\""))
                let back = try await comeBack(browser, fixture)
                #expect(back.status == 303)
                #expect(back.headers[.location] == "/")
                #expect(browser.cookieNames == ["afterbuild"])
                let page = try await browser.send("/", at: IssuerFixture.now)
                #expect(page.status == 200)
                #expect(page.text.contains("김가람 · 담당자"))
            }
        }
    }

    @Test func withoutARoleSomebodyIsToldWhatIsMissingAndWhomToAsk() async throws {
        try await IssuerProcess.run { issuer in
            try await MigratedDatabase.with(named: "sign_in") { database, _ in
                let fixture = IssuerFixture(issuer)
                let browser = try Browser(database, issuer: fixture.client)
                try await fixture.behave(#"{"claims": {"roles": ["something", "supplier"]}}"#)
                let back = try await comeBack(browser, fixture)
                #expect(back.status == 403)
                #expect(back.text.contains("역할이 아직 없습니다"))
                #expect(back.text.contains("‘roles’"))
                #expect(back.text.contains("afterbuild-officer"))
                #expect(browser.cookieNames == [])
                #expect(try await browser.send("/", at: IssuerFixture.now).status == 401)
            }
        }
    }

    @Test func whoeverLosesEveryRoleAtTheIssuerLosesTheOpenSessionsToo() async throws {
        try await IssuerProcess.run { issuer in
            try await MigratedDatabase.with(named: "sign_in") { database, _ in
                let fixture = IssuerFixture(issuer)
                let old = try Browser(database, issuer: fixture.client)
                #expect(try await comeBack(old, fixture).status == 303)
                #expect(try await old.send("/", at: IssuerFixture.now).status == 200)
                try await fixture.behave(#"{"claims": {"roles": ["something"]}}"#)
                let new = try Browser(database, issuer: fixture.client)
                #expect(try await comeBack(new, fixture).status == 403)
                #expect(try await old.send("/", at: IssuerFixture.now).status == 401)
            }
        }
    }

    @Test func anAddressSignsInAtTheIssuerSoOftenAMinuteOnly() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            let settings = OIDCSettings(
                issuer: "https://issuer.test", clientID: "afterbuild", clientSecret: nil)
            let client = OIDCClient(settings, publicURL: IssuerFixture.publicURL) { _ in
                HTTPFetched(status: 500, body: [])
            }
            let browser = try Browser(database, issuer: client)
            for number in 0..<60 {
                let path = number.isMultiple(of: 2) ? "/sign-in/oidc" : "/sign-in/oidc/callback?code=x"
                #expect([502, 403].contains(try await browser.send(path, at: now).status))
            }
            for path in ["/sign-in/oidc", "/sign-in/oidc/callback?code=x"] {
                let refused = try await browser.send(path, at: now)
                #expect(refused.status == 429)
                #expect(refused.headers[.retryAfter] == "60")
                #expect(refused.text.contains("요청이 너무 많습니다"))
            }
            #expect(try await browser.send("/sign-in/oidc", from: "192.0.2.8", at: now).status == 502)
        }
    }

    @Test func anAnswerThatAnotherBrowserWaitsForSignsNobodyIn() async throws {
        try await IssuerProcess.run { issuer in
            try await MigratedDatabase.with(named: "sign_in") { database, _ in
                let fixture = IssuerFixture(issuer)
                let mine = try Browser(database, issuer: fixture.client)
                let theirs = try Browser(database, issuer: fixture.client)
                let time = IssuerFixture.now
                let begun = try await mine.send("/sign-in/oidc", at: time)
                let back = try await fixture.browse(try #require(begun.headers[.location]))
                let path = "\(back.path)?\(back.percentEncodedQuery ?? "")"
                _ = try await theirs.send("/sign-in/oidc", at: time)
                let refused = try await theirs.send(path, at: time)
                #expect(refused.status == 403)
                #expect(theirs.cookieNames == [])
                #expect(try await mine.send(path, at: time.adding(seconds: 600)).status == 403)
                let code = try #require(back.fields["code"])
                let said = theirs.problems.withLock { $0 } + mine.problems.withLock { $0 }
                #expect(said.count == 2)
                #expect(said.allSatisfy { !$0.contains(code) && !$0.contains(IssuerProcess.clientSecret) })
            }
        }
    }

    @Test func whatTheIssuerRefusesIsLoggedInKnownWordsOnly() async throws {
        try await IssuerProcess.run { issuer in
            try await MigratedDatabase.with(named: "sign_in") { database, _ in
                let fixture = IssuerFixture(issuer)
                let browser = try Browser(database, issuer: fixture.client)
                for (sent, logged) in [
                    ("access_denied", "access_denied"), ("<script>", "no code and no known error"),
                ] {
                    let time = IssuerFixture.now
                    let begun = try await browser.send("/sign-in/oidc", at: time)
                    let state = try #require(begun.headers[.location]?.firstMatch(of: /state=([^&]+)/))
                    let answer = try await browser.send(
                        "/sign-in/oidc/callback?state=\(state.1)&error=\(percentEncoded(sent))", at: time)
                    #expect(answer.status == 403)
                    #expect(answer.text.contains("기관 로그인을 마치지 못했습니다"))
                    #expect(browser.problems.withLock { $0.last }?.hasSuffix(logged) == true)
                }
            }
        }
    }

    // MARK: Name and password

    private func withAccount(_ body: (Browser, Database) async throws -> Void) async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            _ = try await database.accounts.add(
                try #require(AccountName("garam")), shownName: "김가람", role: .officer,
                verifier: try PasswordVerifier(of: given).text, actor: "tester", now: now)
            try await body(try Browser(database), database)
        }
    }

    private func key(_ answer: Browser.Answer) throws -> (String, String) {
        let found = try #require(answer.text.firstMatch(of: /name="key" value="([0-9a-f]{64})"/))
        return ("key", String(found.1))
    }

    @Test func aFirstPasswordIsChangedOnTheWayIn() async throws {
        try await withAccount { browser, _ in
            let page = try await browser.send("/sign-in", at: now)
            let asked = try await browser.send(
                "/sign-in", fields: [try key(page), ("name", "garam"), ("password", given)], at: now)
            #expect(asked.status == 200)
            #expect(asked.text.contains("name=\"new\""))
            #expect(!asked.text.contains(given))
            let unequal = try await browser.send(
                "/sign-in",
                fields: [
                    try key(asked), ("name", "garam"), ("password", given), ("new", chosen), ("again", "x"),
                ], at: now)
            #expect(unequal.status == 422)
            let done = try await browser.send(
                "/sign-in",
                fields: [
                    try key(unequal), ("name", "garam"), ("password", given), ("new", chosen),
                    ("again", chosen),
                ], at: now)
            #expect(done.status == 303)
            #expect(browser.cookieNames == ["afterbuild"])
            #expect(try await browser.send("/", at: now).text.contains("김가람 · 담당자"))
        }
    }

    @Test func aFormOfAnotherPageSignsNobodyIn() async throws {
        try await withAccount { browser, database in
            let page = try await browser.send("/sign-in", at: now)
            let fields = [
                try key(page), ("name", "garam"), ("password", given), ("new", chosen), ("again", chosen),
            ]
            let crossSite = try await browser.send(
                "/sign-in", fields: fields, headers: ["Sec-Fetch-Site": "cross-site"], at: now)
            #expect(crossSite.status == 403)
            let withoutKey = try await browser.send("/sign-in", fields: Array(fields.dropFirst()), at: now)
            #expect(withoutKey.status == 403)
            browser.forgetCookies()
            #expect(try await browser.send("/sign-in", fields: fields, at: now).status == 403)
            #expect(try await database.accounts.find("garam")?.mustChange == true)
        }
    }

    @Test func aWrongPasswordIsAnsweredAlikeForEveryNameAndThenWaits() async throws {
        try await withAccount { browser, _ in
            let page = try await browser.send("/sign-in", at: now)
            func guess(_ name: String) async throws -> Browser.Answer {
                try await browser.send(
                    "/sign-in", fields: [try key(page), ("name", name), ("password", "\"><b>")], at: now)
            }
            let known = try await guess("garam")
            let unknown = try await guess("nobody")
            #expect(known.status == 401)
            #expect(unknown.status == 401)
            #expect(
                known.text.replacing("garam", with: "") == unknown.text.replacing("nobody", with: ""))
            #expect(!known.text.contains("<b>"))
            for _ in 0..<4 { _ = try await guess("garam") }
            #expect(try await guess("garam").status == 429)
        }
    }

    @Test func aServerWithoutIssuerAndAccountsSaysSo() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            let browser = try Browser(database)
            let page = try await browser.send("/sign-in", at: now)
            #expect(page.text.contains("afterbuild token issue"))
            #expect(try await browser.send("/sign-in/oidc", at: now).status == 404)
            #expect(try await browser.send("/sign-in/oidc/callback?code=x", at: now).status == 404)
        }
    }

    // MARK: From where, and what is recorded

    @Test func aTokenIsOfNoUseFromOtherNetworks() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            let browser = try Browser(database)
            var draft = TokenDraft(role: .viewer, label: "기관 서버")
            draft.networks = [try #require(AddressRange("192.0.2.0/24"))]
            let header = ["Authorization": try await token(draft, in: database)]
            for path in ["/", "/v1/me"] {
                let inside = try await browser.send(path, headers: header, at: now)
                #expect(inside.status == 200, "\(path)")
                let outside = try await browser.send(path, headers: header, from: "198.51.100.1", at: now)
                #expect(outside.status == 401, "\(path)")
            }
            let listed = try await database.tokens.list(withEnded: false, now: now)
            #expect(listed.map(\.lastUsedAt) == [now])
            #expect(listed.map(\.lastUsedFrom) == [.publicNetwork])
        }
    }

    @Test func pagesCountForATokenAsOperationsDo() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            let browser = try Browser(database, requestsAMinute: 3)
            let header = [
                "Authorization": try await token(TokenDraft(role: .officer, label: "담당"), in: database)
            ]
            for path in ["/", "/cases", "/v1/me"] {
                #expect(try await browser.send(path, headers: header, at: now).status == 200, "\(path)")
            }
            let refused = try await browser.send("/", headers: header, at: now)
            #expect(refused.status == 429)
            #expect(refused.headers[.retryAfter] == "60")
            #expect(refused.text.contains("요청이 너무 많습니다"))
            #expect(try await browser.send("/v1/me", headers: header, at: now).status == 429)
            for path in ["/static/afterbuild.css", "/sign-in", "/health/live", "/docs"] {
                #expect(try await browser.send(path, headers: header, at: now).status == 200, "\(path)")
            }
        }
    }

    @Test func afterManyWrongTokensAnAddressIsRefusedByPagesAndOperations() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            let browser = try Browser(database)
            for number in 0..<60 {
                let header = ["Authorization": "Bearer \(SecretText.make(.token))"]
                let path = number.isMultiple(of: 2) ? "/" : "/v1/me"
                #expect(try await browser.send(path, headers: header, at: now).status == 401)
            }
            let header = ["Authorization": "Bearer \(SecretText.make(.token))"]
            for path in ["/", "/v1/me"] {
                let refused = try await browser.send(path, headers: header, at: now)
                #expect(refused.status == 429, "\(path)")
                #expect(refused.headers[.retryAfter] == "60", "\(path)")
                #expect(try await browser.send(path, at: now).status == 401, "\(path)")
                let elsewhere = try await browser.send(path, headers: header, from: "192.0.2.8", at: now)
                #expect(elsewhere.status == 401, "\(path)")
            }
        }
    }

    @Test func readsOfABuildByPagesAreOnRecordAndPagesOfNoBuildAreNot() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            try await database.importSample([SampleLine()], now: now)
            let browser = try Browser(database)
            let header = [
                "Authorization": try await token(TokenDraft(role: .officer, label: "담당"), in: database)
            ]
            for path in ["/static/site.css", "/builds/NONE", "/sign-in", "/health/live"] {
                _ = try await browser.send(path, headers: header, at: now)
            }
            #expect(try await database.accessLog.lines(AccessLogFilter()) == [])
            #expect(try await browser.send("/builds/B-1?x=1", headers: header, at: now).status == 200)
            #expect(try await browser.send("/", headers: header, at: now).status == 200)
            let lines = try await database.accessLog.lines(AccessLogFilter())
            #expect(lines.map(\.task) == ["GET /", "GET /builds/{code}"])
            let codes = try await database.accessLog.buildCodes(Set(lines.flatMap(\.builds)))
            #expect(lines.map { $0.builds.compactMap { codes[$0] } } == [["B-1"], ["B-1"]])
            #expect(lines.map(\.address) == ["192.0.2.7", "192.0.2.7"])
            #expect(lines.map(\.label) == ["담당", "담당"])
            #expect(lines.map(\.query) == ["", "code=B-1"])
            #expect(lines.map(\.status) == [200, 200])
        }
    }

    @Test func whatCannotBeRecordedIsNotShown() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            try await database.importSample([SampleLine()], now: now)
            let browser = try Browser(database) { _ in
                throw AccessJournal.NotRecorded(reason: "the disk is full")
            }
            let header = [
                "Authorization": try await token(TokenDraft(role: .officer, label: "담당"), in: database)
            ]
            let page = try await browser.send("/builds/B-1", headers: header, at: now)
            #expect(page.status == 503)
            #expect(!page.text.contains("B-1"))
            #expect(page.text.contains("접속기록"))
            let answer = try await browser.send("/v1/builds/B-1/status", headers: header, at: now)
            #expect(answer.status == 503)
            #expect(!answer.text.contains("B-1"))
        }
    }

    @Test func theAuditorReadsTheLogAndThatIsOnRecordToo() async throws {
        try await MigratedDatabase.with(named: "sign_in") { database, _ in
            try await database.importSample([SampleLine()], now: now)
            let browser = try Browser(database)
            for role in Role.allCases where role != .auditor {
                let number = role == .supplier ? "4444444444" : nil
                let header = [
                    "Authorization": try await token(
                        TokenDraft(role: role, supplierNumber: number, label: "\(role)"), in: database)
                ]
                let answer = try await browser.send("/v1/access-log", headers: header, at: now)
                #expect(answer.status == 403, "\(role)")
                #expect(try await browser.send("/v1/me", headers: header, at: now).status == 200, "\(role)")
                _ = try await browser.send("/builds/B-1", headers: header, at: now)
            }
            let header = [
                "Authorization": try await token(TokenDraft(role: .auditor, label: "감사"), in: database)
            ]
            let first = try await browser.send(
                "/v1/access-log?build=B-1&limit=3", headers: header, at: now)
            #expect(first.status == 200)
            #expect(first.text.matches(of: /"builds":\["B-1"\]/).count == 3)
            let next = try #require(first.text.firstMatch(of: /"next":"([^"]+)"/))
            let second = try await browser.send(
                "/v1/access-log?build=B-1&limit=3&cursor=\(next.1)", headers: header, at: now)
            #expect(second.text.matches(of: /"builds":\["B-1"\]/).count == 3)
            #expect(!second.text.contains("\"role\":\"exporter\""))
            let own = try await browser.send("/v1/access-log?limit=2", headers: header, at: now)
            #expect(own.text.matches(of: /"task":"listAccessLog"/).count == 2)
        }
    }
}
