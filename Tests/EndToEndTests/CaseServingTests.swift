import Foundation
import TestSupport
import Testing

/// A case of a build that has fallen silent, by the pages of the real server.
@Suite struct CaseServingTests {
    private static let now = "2023-04-03T09:00:00+09:00"

    @Test func aCaseGoesFromAnObservationToAnAnswerByLinkThatItsDossierShows() async throws {
        try await Place.with { environment, conninfo in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            try await Fixture.importExamples(environment)
            try await Fixture.importKey(environment)
            try await Fixture.activateShippedPolicy(environment)
            try await AfterbuildProcess.succeed(["job", "run", "judge", "--now", Self.now], environment)
            // The test lives in another year than the database.
            _ = try await MigratedDatabase.rows("update case_clock set is_free = true", in: conninfo)
            let officer = try await signInLink("officer", environment, ["--label", "김가람"])
            let supplier = try await signInLink(
                "supplier", environment, ["--supplier", "222-22-22227", "--label", "가상소프트"])
            try await Server.with(environment, arguments: ["--test-clock"]) { server in
                _ = try Browser(port: server.port).exchange(
                    "POST", "/test/clock", Array("{\"now\":\"\(Self.now)\"}".utf8), "application/json")
                let office = try Browser.signedIn(officer, port: server.port)
                let firm = try Browser.signedIn(supplier, port: server.port)
                let id = try office.openCase(
                    at: Fixture.exampleBuild, conduct: "2023-02-01", agreed: "2022-05-02")
                try askForExplanation(office, id)
                try checkFirmsList(firm)
                let hash = try reply(office, id, Browser(port: server.port))
                let dossier = try office.get("/v1/cases/\(id)/dossier?purpose=a")
                #expect(dossier.status == 200)
                for part in [
                    "서버를 새 곳으로 옮겼습니다.", hash, "가상정밀", "운영규정 2023", "관찰한 때의 수치와 근거", "김가람", "2023-04-13 (목)",
                ] {
                    #expect(dossier.text.contains(part), "\(part)")
                }
                #expect(dossier.text == (try office.get("/v1/cases/\(id)/dossier?purpose=a")).text)
                #expect(try firm.get("/v1/cases/\(id)/dossier?purpose=a").status == 403)
            }
        }
    }

    private func askForExplanation(_ office: Browser, _ id: String) throws {
        let forms: [(String, [(String, String)])] = [
            ("enter-signal", [("text", "살펴봄")]), ("enter-quality_check", [("text", "자료 확인")]),
            ("finding", [("finding", "sound"), ("text", "양호")]),
            (
                "enter-explanation_requested",
                [("to_supplier", "1"), ("days", "10"), ("text", "3월의 기록이 없는 사정을 알려 주세요.")]
            ),
        ]
        for (form, typed) in forms {
            let page = try office.get("/cases/\(id)")
            let answer = try office.submit(form, on: page, to: "/cases/\(id)/steps", typed)
            #expect(answer.status == 303, "\(form): \(answer.text)")
        }
    }

    private func checkFirmsList(_ firm: Browser) throws {
        let list = try firm.get("/cases")
        #expect(list.text.contains("설명 요청"))
        #expect(list.text.contains(Fixture.exampleBuild))
        for word in ["환수", "의심", "부정", "소명요청", "관찰"] { #expect(!list.text.contains(word), "\(word)") }
    }

    /// Issues a link and answers by it; gives the hash of the attached file as the receipt says it.
    private func reply(_ office: Browser, _ id: String, _ stranger: Browser) throws -> String {
        let page = try office.get("/cases/\(id)")
        let issued = try office.submit(
            "link", on: page, to: "/cases/\(id)/links", [("target", "5 supplier")])
        let path = String(try #require(issued.text.firstMatch(of: /\/reply\/abr_[A-Za-z0-9_-]{43}/)).0)
        let again = try office.get("/cases/\(id)")
        #expect(!again.text.contains(path), "a link is shown once")
        let asked = try stranger.get(path)
        #expect(asked.status == 200)
        #expect(asked.text.contains("3월의 기록이 없는 사정을 알려 주세요."))
        let body =
            "--xYz\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n서버를 새 곳으로 옮겼습니다.\r\n"
            + "--xYz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"작업.txt\"\r\n\r\nabc\r\n--xYz--\r\n"
        let receipt = try stranger.exchange(
            "POST", path, Array(body.utf8), "multipart/form-data; boundary=xYz")
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(receipt.status == 200, "\(receipt.text)")
        #expect(receipt.text.contains(hash))
        #expect(receipt.text.contains("2023-04-03 09:00"))
        #expect(try stranger.get("/reply/abr_" + String(repeating: "a", count: 43)).status == 410)
        return hash
    }

    private func signInLink(
        _ role: String, _ environment: [String: String], _ more: [String]
    ) async throws -> String {
        let printed = try await AfterbuildProcess.succeed(
            ["token", "issue", "--role", role] + more, environment)
        let line = try #require(printed.split(separator: "\n").first { $0.contains("/sign-in/") })
        return String(try #require(line.split(separator: "/").last))
    }
}
