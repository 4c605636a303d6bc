import TestSupport
import Testing

/// `afterbuild webhook`, as an operator types it beside a server that sends.
@Suite struct WebHookCommandTests {
    /// Subscribes a URL to changes of builds.
    private func subscribe(_ url: String, _ token: String, _ server: Server) throws {
        let body = "{\"url\":\"\(url)\",\"description\":\"현황\",\"events\":[\"build.changed\"]}"
        let answer = try RawClient(port: server.port).exchange(
            Array(
                """
                POST /v1/webhooks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\
                Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                """.utf8))
        try #require(answer.status == 201, "\(answer.text)")
    }

    @Test func whatWasSentIsShownSentAgainAndADisabledSubscriptionGoesOn() async throws {
        try await Place.with { environment, _ in
            var environment = environment
            environment["AFTERBUILD_WEBHOOK_ALLOW"] = "127.0.0.1"
            func succeed(_ arguments: [String]) async throws -> String {
                try await AfterbuildProcess.succeed(["webhook"] + arguments, environment)
            }
            try await Fixture.importExamples(environment)
            let issued = try await AfterbuildProcess.succeed(
                ["token", "issue", "--role", "administrator"], environment)
            let token = try #require(issued.split(separator: "\n").dropFirst().first.map(String.init))
            try await WebHookReceiver.run { receiver in
                let (taken, gone) = (receiver.url("/ok"), receiver.url("/status/410"))
                try await Server.with(environment) { server in
                    for url in [taken, gone] { try subscribe(url, token, server) }
                    let fresh = try await succeed(["list"])
                    #expect(
                        fresh
                            == "1\ttoken 1\t\(taken)\tin order, 0 waiting\n"
                            + "2\ttoken 1\t\(gone)\tin order, 0 waiting\n2 subscriptions\n")
                    _ = try await Fixture.issueKey(environment)
                    try await eventually("the end of the second") {
                        try await succeed(["list"]).contains("(gone)")
                    }
                    try await eventually("the delivery on record") {
                        try await succeed(["show", "1"]).contains("\tdelivered\n")
                    }
                    let shown = try await succeed(["show", "1"]).split(separator: "\n")
                    #expect(shown.first == "1\ttoken 1\t\(taken)\tin order, 0 waiting")
                    #expect(shown.dropFirst().first?.hasSuffix(": 현황") == true)
                    #expect(shown.dropFirst(2).first == "events\tbuild.changed")
                    #expect(shown.dropFirst(4).first?.contains("\tthe receiver answered 200\t") == true)
                    let number = try #require(shown.dropFirst(3).first?.firstMatch(of: /^delivery (\d+)\t/)).1

                    let again = try await succeed(["resend", String(number)])
                    let next = try #require(again.firstMatch(of: /^delivery (\d+) waits; serve sends it\n$/))
                        .1
                    try await eventually("the same once more") {
                        let bodies = try receiver.requests().filter { $0.path == "/ok" }.map(\.body)
                        return bodies.count == 2 && bodies[0] == bodies[1]
                    }
                    try await eventually("the resend on record") {
                        let newest = try await succeed(["show", "1", "--deliveries", "1"])
                        return newest.contains("delivery \(next)\t")
                            && newest.contains("\tdelivered, resend of \(number)\n")
                    }
                    #expect(
                        try await succeed(["enable", "2"])
                            == "subscription 2 is enabled; serve sends what waits\n")
                    #expect(
                        try await succeed(["list"]).contains("2\ttoken 1\t\(gone)\tin order, 0 waiting\n"))
                }
            }
        }
    }

    @Test func whatIsNotThereIsSaidWithWhereToLook() async throws {
        try await Place.with { environment, conninfo in
            func refuse(_ arguments: [String], _ words: String) async throws {
                try await AfterbuildProcess.refuse(["webhook"] + arguments, environment, saying: words)
            }
            let none = try await AfterbuildProcess.succeed(["webhook", "list"], environment)
            #expect(none == "0 subscriptions\n")
            for command in ["show", "enable"] {
                try await refuse([command, "7"], "no subscription 7: afterbuild webhook list shows them all")
            }
            try await refuse(
                ["resend", "7"], "no delivery 7: afterbuild webhook show lists those of a subscription")
            for count in ["0", "1001"] {
                try await refuse(
                    ["show", "7", "--deliveries", count], "--deliveries \(count): expected 1 to 1000")
            }
            try await refuse(["show", "seven"], "seven")
            try await refuse(["show"], "<id>")
            #expect(try await Stored.numbers("select count(*) from audit_event", conninfo) == [0])
        }
    }
}
