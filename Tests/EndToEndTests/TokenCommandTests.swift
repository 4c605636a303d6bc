import TestSupport
import Testing

/// `afterbuild token`, as an operator types it.
@Suite struct TokenCommandTests {
    @Test func aTokenAndItsLinkWorkUntilTheTokenIsRevoked() async throws {
        try await Place.with { environment, conninfo in
            let issued = try await AfterbuildProcess.succeed(
                ["token", "issue", "--role", "viewer", "--label", "현황판"], environment)
            let lines = issued.split(separator: "\n").map(String.init)
            try #require(lines.count == 4)
            let (token, link) = (lines[1], lines[3])
            #expect(lines[0] == "token 1 (viewer, 365 days), shown only now:")
            #expect(link.hasPrefix("http://127.0.0.1:8080/sign-in/"))
            let stored = try await MigratedDatabase.rows(
                "select t::text, l::text from api_token t, sign_in_link l", in: conninfo)
            let code = try #require(link.split(separator: "/").last.map(String.init))
            for secret in [token, code] {
                // Columns of bytes are printed in hexadecimal.
                let digits = secret.utf8.map { String($0, radix: 16) }.joined()
                #expect(!"\(stored)".contains(secret) && !"\(stored)".contains(digits))
            }
            try await Server.with(environment) { server in
                func me() throws -> RawClient.Answer {
                    try RawClient(port: server.port).exchange(
                        Array(
                            "GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n".utf8))
                }
                let answer = try me()
                #expect(answer.status == 200 && answer.text.contains("\"role\":\"viewer\""), "\(answer.text)")
                let revoked = try await AfterbuildProcess.succeed(["token", "revoke", "1"], environment)
                #expect(revoked == "token 1 revoked\n")
                try await eventually("a token that is refused") { try me().status == 401 }
                let signIn = try Browser(port: server.port).exchange("POST", "/sign-in/\(code)")
                #expect(signIn.headers["set-cookie"] == nil, "its link signs nobody in")
            }
            #expect(
                try await Stored.text(
                    "select string_agg(action, ', ' order by at) from audit_event where action like 'token%'",
                    conninfo) == "token issue, token revoke")
        }
    }

    @Test func aListNamesWhatBoundsATokenAndHidesWhatHasEnded() async throws {
        try await Place.with { environment, _ in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            for bounds in [
                ["--role", "supplier", "--supplier", "222-22-22227", "--label", "가상소프트"],
                [
                    "--role", "viewer", "--programme", "2022-GEN-ADV1", "--region", "41", "--region", "11",
                    "--network", "192.0.2.0/24", "--requests-a-minute", "5", "--label", "지역 현황",
                ],
                [
                    "--role", "auditor", "--days", "1", "--label", "지난 감사", "--now",
                    "2021-03-02T09:00:00+09:00",
                ],
            ] {
                try await AfterbuildProcess.succeed(["token", "issue"] + bounds, environment)
            }
            let listed = try await AfterbuildProcess.succeed(["token", "list"], environment)
            let lines = listed.split(separator: "\n").map { $0.split(separator: "\t") }
            #expect(
                lines.first?.prefix(6) == [
                    "1", "supplier", "가상소프트", "supplier 2222222227", "program or link", "never used",
                ])
            #expect(
                lines.dropFirst().first?.prefix(4) == [
                    "2", "viewer", "지역 현황",
                    "programmes 2022-GEN-ADV1; regions 11,41; from 192.0.2.0/24; 5 requests a minute",
                ])
            #expect(lines.last == ["2 tokens"])
            let all = try await AfterbuildProcess.succeed(["token", "list", "--all"], environment)
            #expect(
                all.contains("3\tauditor\t지난 감사\tall builds\tprogram or link\tnever used\tuntil 2021-03-03"))
            #expect(all.hasSuffix("\n3 tokens\n"))
        }
    }

    @Test func whatCannotBeDoneIsSaidWithWhatWouldBeRightAndMakesNoToken() async throws {
        try await Place.with { environment, conninfo in
            func refuse(_ arguments: [String], _ words: String) async throws {
                try await AfterbuildProcess.refuse(
                    ["token", "issue"] + arguments, environment, saying: words)
            }
            try await refuse([], "--role")
            try await refuse(["--role", "boss"], "--role boss: expected one of viewer, evaluator, officer,")
            let supplier = "--supplier NUMBER belongs to --role supplier, and to no other role"
            try await refuse(["--role", "supplier"], supplier)
            try await refuse(["--role", "viewer", "--supplier", "222-22-22227"], supplier)
            try await refuse(["--role", "supplier", "--supplier", "222-22-22228"], "222-22-22228")
            for days in ["0", "3651"] {
                try await refuse(["--role", "viewer", "--days", days], "--days \(days): expected 1 to 3650")
            }
            try await refuse(["--role", "viewer", "--days", "many"], "many")
            for limit in ["0", "1000001"] {
                try await refuse(
                    ["--role", "viewer", "--requests-a-minute", limit],
                    "--requests-a-minute: expected 1 to 1000000")
            }
            for network in ["192.0.2.0/33", "192.0.2.1/24", "example.org"] {
                try await refuse(
                    ["--role", "viewer", "--network", network],
                    "--network \(network): expected an address or a range without bits behind its prefix")
            }
            try await refuse(
                ["--role", "viewer", "--programme", "NONE"],
                "--programme NONE: the registry has no such programme")
            try await refuse(
                ["--role", "viewer", "--region", "99"], "--region 99: the registry has no such region")
            #expect(try await Stored.numbers("select count(*) from api_token", conninfo) == [0])

            let unknown = "no token 1 that was not revoked before; afterbuild token list shows them"
            let revoke = ["token", "revoke", "1"]
            try await AfterbuildProcess.refuse(revoke, environment, saying: unknown)
            try await AfterbuildProcess.succeed(["token", "issue", "--role", "viewer"], environment)
            try await AfterbuildProcess.succeed(revoke, environment)
            try await AfterbuildProcess.refuse(revoke, environment, saying: unknown)
        }
    }
}
