import Foundation
import TestSupport
import Testing

/// The status interface, the pages, the mail and the export on a build that has fallen silent.
@Suite struct StatusTests {
    @Test func aSilentBuildIsObservedShownMailedAndExported() async throws {
        try await SMTPProcess.run { mail in
            try await Place.with { environment, _ in
                var environment = environment
                environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
                environment["AFTERBUILD_SMTP_URL"] = mail.url
                environment["AFTERBUILD_MAIL_FROM"] = "afterbuild@example.org"
                environment["AFTERBUILD_ALERT_TO"] = "monitoring@example.org"
                // A build without a key cannot send, which would explain everything.
                try await Fixture.importExamples(environment)
                try await Fixture.importKey(environment)
                try await Fixture.activateShippedPolicy(environment)
                let now = "2023-04-03T09:00:00+09:00"
                let judged = try await AfterbuildProcess.succeed(
                    ["job", "run", "judge", "--now", now], environment)
                #expect(judged.contains("2 observations raised"))
                try await AfterbuildProcess.succeed(["job", "run", "judge", "--now", now], environment)
                try await AfterbuildProcess.succeed(["job", "run", "mail", "--now", now], environment)
                let messages = try mail.messages()
                #expect(messages.count == 2)
                let officer = try await token("officer", environment)
                let supplier = try await token("supplier", environment, ["--supplier", "222-22-22227"])
                let stranger = try await token("supplier", environment, ["--supplier", "111-11-11119"])
                try await Server.with(environment, arguments: ["--test-clock"]) { server in
                    _ = try get("/test/clock", server, "POST", body: "{\"now\":\"\(now)\"}")
                    try checkStatus(server, officer: officer.token, supplier: supplier.token)
                    let path = "/v1/builds/\(Fixture.exampleBuild)/status"
                    #expect(try get(path, server, bearer: stranger.token).status == 404)
                    #expect(try get(path, server).status == 401)
                    try checkPages(server, link: officer.link)
                }
                let exported = try await AfterbuildProcess.succeed(
                    ["export", "--quarter", "2023Q1", "--formats", "csv", "--now", now], environment)
                let folder = try #require(exported.split(separator: "\n").last.map(String.init))
                let bytes = try Data(contentsOf: URL(filePath: "\(folder)/afterbuild-2023Q1.csv"))
                #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]), "Excel needs the mark to read Korean")
                let csv = String(decoding: bytes.dropFirst(3), as: UTF8.self)
                #expect(csv.hasPrefix("구축건코드,"))
                #expect(csv.contains("가상정밀"))
            }
        }
    }

    private func checkStatus(_ server: Server, officer: String, supplier: String) throws {
        let path = "/v1/builds/\(Fixture.exampleBuild)/status"
        let answer = try get(path, server, bearer: officer)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.headers["x-afterbuild-test-clock"] != nil)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        let signals = try #require(object["signals"] as? [[String: Any]])
        #expect(
            Set(signals.compactMap { $0["rule"] as? String }) == ["never_started", "low_active_day_rate"])
        #expect(answer.body.count <= 6_000, "\(answer.body.count) bytes")
        let whole = try get("\(path)?include=signals,labels,excluded_days,intervals", server, bearer: officer)
        #expect(whole.text.contains("공식 기준값 없음"))
        #expect(whole.text.contains("\"excluded_days\":[{") && whole.text.contains("\"interval\":["))
        #expect(try get("\(path)?include=everything", server, bearer: officer).status == 400)
        let forSupplier = try get(path, server, bearer: supplier)
        #expect(forSupplier.status == 200)
        #expect(!forSupplier.text.contains("signals"))
        #expect(try get("/v1/builds/NOBODY/status", server, bearer: officer).status == 404)
        // The registry was imported later than the test clock says: then the build was not known.
        let before = "\(path)?as_of=2023-04-02T09:00:00%2B09:00"
        #expect(try get(before, server, bearer: officer).status == 404)
        #expect(try get(before, server, bearer: supplier).status == 404)
        for (wrong, status) in [("2023-05-01T09:00:00%2B09:00", 422), ("yesterday", 400), ("", 400)] {
            let refused = try get("\(path)?as_of=\(wrong)", server, bearer: officer)
            #expect(refused.status == status)
            #expect(refused.text.contains("expected an instant"))
        }
        #expect(try get("/health/ready", server).status == 200)
    }

    private func checkPages(_ server: Server, link: String) throws {
        #expect(try get("/", server).status == 401)
        let secret = try #require(link.split(separator: "/").last)
        // Looking at the link does not use it up.
        #expect(try get("/sign-in/\(secret)", server).status == 200)
        let signedIn = try get("/sign-in/\(secret)", server, "POST")
        let cookie = try #require(
            signedIn.headers["set-cookie"]?.split(separator: ";").first.map(String.init))
        #expect(signedIn.headers["set-cookie"]?.contains("HttpOnly") == true)
        let again = try get("/sign-in/\(secret)", server, "POST")
        #expect(again.headers["set-cookie"] == nil)
        let list = try get("/", server, cookie: cookie)
        #expect(list.status == 200)
        #expect(list.text.contains(Fixture.exampleBuild))
        let page = try get("/builds/\(Fixture.exampleBuild)", server, cookie: cookie)
        #expect(page.status == 200)
        #expect(page.text.contains("<svg"))
        #expect(page.text.contains("무신호"))
        #expect(!page.text.contains("환수"))
        #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
    }

    private func token(
        _ role: String, _ environment: [String: String], _ more: [String] = []
    ) async throws -> (token: String, link: String) {
        let printed = try await AfterbuildProcess.succeed(
            ["token", "issue", "--role", role] + more, environment)
        let lines = printed.split(separator: "\n").map(String.init)
        return (
            try #require(lines.first { $0.hasPrefix("abt_") }),
            try #require(lines.first { $0.contains("/sign-in/") })
        )
    }

    private func get(
        _ path: String, _ server: Server, _ method: String = "GET", bearer: String? = nil,
        cookie: String? = nil,
        body: String = ""
    ) throws -> RawClient.Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n"
        if !body.isEmpty { head += "Content-Type: application/json\r\n" }
        if let bearer { head += "Authorization: Bearer \(bearer)\r\n" }
        if let cookie { head += "Cookie: \(cookie)\r\n" }
        return try RawClient(port: server.port).exchange(Array((head + "\r\n" + body).utf8))
    }
}
