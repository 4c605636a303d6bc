import Foundation
import TestSupport
import Testing

/// Files of records, sent by the holder of a key or imported, and what is said about them afterwards.
@Suite(.heavy, .timeLimit(.minutes(2))) struct BatchTests {
    @Test func filesOfEveryFormAreCountedAndTheirBadLinesNamed() async throws {
        try await Place.with { environment, conninfo in
            let key = try await Fixture.registeredKey(environment)
            try await Server.with(environment) { server in
                let client = BatchClient(key: key, port: server.port)
                for (number, form) in Self.forms.enumerated() {
                    let text = form.text(firstUser: number * 10)
                    var body = Array(text.utf8)
                    var headers = ["Content-Type": form.type]
                    if form.isPacked {
                        body = try await Self.gzip(text, environment)
                        headers["Content-Encoding"] = "gzip"
                    }
                    let answer = try client.post(body, headers)
                    #expect(answer.status == 200, "\(form): \(answer.text)")
                    let object = try answer.object
                    #expect(object["lines"] as? Int == 3, "\(form)")
                    #expect(object["counted"] as? Int == 2, "\(form)")
                    let bad = try #require(object["quarantined"] as? [[String: Any]])
                    #expect(bad.count == 1)
                    #expect(bad.first?["line"] as? Int == form.badLine, "\(form)")
                    #expect(bad.first?["lane"] as? String == "malformed")
                    #expect(bad.first?["code"] as? String == "AP1014")
                    let reason = try #require(bad.first?["reason"] as? String)
                    #expect(reason.contains("2026-05-07 09:12:33.609"), "\(reason)")
                    #expect((object["receipt"] as? String)?.count == 16)
                }
            }
            #expect(try await Stored.receipts(conninfo) == [8, 8])
            #expect(try await Stored.quarantined(conninfo) == 4)
        }
    }

    @Test func aRepeatIsAnsweredAsTheFirstTimeAndStoredOnce() async throws {
        try await Place.with { environment, conninfo in
            let key = try await Fixture.registeredKey(environment)
            try await Server.with(environment) { server in
                let client = BatchClient(key: key, port: server.port)
                let first = try client.post(Self.file(0), ["Idempotency-Key": "2026-05-07"])
                #expect(first.headers["idempotency-replayed"] == nil)
                // Another body under the same name does not count either.
                for body in [Self.file(0), Self.file(50)] {
                    let again = try client.post(body, ["Idempotency-Key": "2026-05-07"])
                    #expect(again.status == 200)
                    #expect(again.text == first.text)
                    #expect(again.headers["idempotency-replayed"] == "true")
                }
                // While PostgreSQL is away as well, and for what went to the spool meanwhile.
                try await Place.shutDatabase(conninfo)
                let spooled = try client.post(Self.file(10), ["Idempotency-Key": "2026-05-08"])
                #expect(spooled.status == 200, "\(spooled.text)")
                let repeated = try client.post(Self.file(10), ["Idempotency-Key": "2026-05-08"])
                #expect(repeated.text == spooled.text)
                try await Place.openDatabase(conninfo)
                try await server.logs("spool drained")
                let later = try client.post(Self.file(10), ["Idempotency-Key": "2026-05-08"])
                #expect(later.text == spooled.text)
                #expect(later.headers["idempotency-replayed"] == "true")
            }
            #expect(try await Stored.receipts(conninfo) == [4, 4])
        }
    }

    @Test func whatCannotBeTakenAsAWholeIsRefusedAndNothingOfItIsStored() async throws {
        try await Place.with { environment, conninfo in
            let key = try await Fixture.registeredKey(environment)
            try await Server.with(environment) { server in
                let client = BatchClient(key: key, port: server.port)
                let stranger = BatchClient(key: SampleClient.strangersKey, port: server.port)
                let refused = try stranger.post(Self.file(0))
                #expect(refused.status == 401)
                #expect(refused.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                #expect(refused.headers["content-type"] == "application/problem+json")
                let line = "{\"logDt\":\"2026-05-07 09:12:33.609\",\"useSe\":\"DO6003\"}\n"
                let large = try client.post(Array(String(repeating: line, count: 50_001).utf8))
                #expect(large.status == 413)
                let detail = try #require(try large.object["detail"] as? String)
                #expect(detail.contains("50000") && detail.contains("line 50001"), "\(detail)")
                let array = try client.post(Array("[{}]".utf8))
                #expect(array.status == 400)
                #expect(array.text.contains("one object a line"), "\(array.text)")
                #expect(try client.post([]).status == 400)
                let nameless = try client.post(Array("a,b\n1,2\n".utf8), ["Content-Type": "text/csv"])
                #expect(nameless.status == 400)
                #expect(nameless.text.contains("logDt"), "it names the columns: \(nameless.text)")
            }
            #expect(try await Stored.receipts(conninfo) == [0, 0])
            #expect(try await Stored.quarantined(conninfo) == 0)
        }
    }

    @Test func theHolderOfAKeySeesWhatWasUnderstoodAndNobodyElseDoes() async throws {
        try await Place.with { environment, conninfo in
            let key = try await Fixture.registeredKey(environment)
            let other = try await otherBuildsKey(environment)
            try await Server.with(environment) { server in
                #expect(try SampleClient(key: key).send(0..<1, to: server) == ["AP1002"])
                let client = BatchClient(key: key, port: server.port)
                let body =
                    "{\"logDt\":\"2026-05-07 09:12:33:609\",\"useSe\":\"조회\",\"sysUser\":\"a\","
                    + "\"conectIp\":\"10.0.0.1\",\"dataUsgqty\":7}\n{\"logDt\":\"yesterday\",\"sysUser\":\"b\"}\n"
                let file = try client.post(Array(body.utf8)).object
                let receipt = try #require(file["receipt"] as? String)
                let mended = try client.get("/v1/receipts/\(receipt)-0").object
                #expect(mended["lane"] as? String == "counted")
                #expect(mended["action"] as? String == "DO6003")
                #expect(mended["data_usgqty"] as? Int == 7)
                #expect(mended["has_user"] as? Bool == true)
                #expect(mended["occurred_at"] as? String == "2026-05-07T09:12:33.609+09:00")
                #expect(mended["log_dt_as_sent"] as? String == "2026-05-07 09:12:33:609")
                #expect("\(mended["repairs"] ?? "")".contains("logdt_colon_before_ms"), "\(mended)")
                let bad = try client.get("/v1/receipts/\(receipt)-1").object
                #expect(bad["lane"] as? String == "malformed")
                #expect(bad["code"] as? String == "AP1014")
                #expect(bad["log_dt_as_sent"] as? String == "yesterday")
                #expect(try client.get("/v1/receipts/\(receipt)-2").status == 404)
                let list = try #require(try client.get("/v1/receipts").object["records"] as? [[String: Any]])
                #expect(list.count == 3)
                #expect(list.contains { $0["id"] as? String == "\(receipt)-0" })
                try checkCard(try client.get("/v1/report-card").object)
                let stranger = BatchClient(key: other, port: server.port)
                #expect(try stranger.get("/v1/receipts/\(receipt)-0").status == 404)
                #expect(try stranger.get("/v1/receipts").text.contains("\"records\":[]"))
                #expect(
                    try BatchClient(key: SampleClient.strangersKey, port: server.port).get("/v1/receipts")
                        .status == 401)
            }
            let card = try await AfterbuildProcess.succeed(
                ["receipts", "report-card", Fixture.exampleBuild], environment)
            #expect(card.contains("logdt_colon_before_ms") || card.contains("ms"), "\(card)")
        }
    }

    @Test func aFileIsImportedOnceAndAgainOnlyWhereThatIsMeant() async throws {
        try await Place.with { environment, conninfo in
            _ = try await Fixture.registeredKey(environment)
            let file = try Place.file("offline.csv", Self.forms[2].text(firstUser: 0), environment)
            let command = ["receipts", "import", file, "--build", Fixture.exampleBuild]
            let printed = try await AfterbuildProcess.succeed(command, environment)
            #expect(printed.contains("line 3\tmalformed\tAP1014"), "\(printed)")
            #expect(printed.contains("3 records imported: 2 counted, 1 quarantined"), "\(printed)")
            let refused = try await AfterbuildProcess.run(command, environment)
            #expect(refused.status != 0)
            #expect(refused.errors.contains("--again"), "\(refused.errors)")
            #expect(try await Stored.receipts(conninfo) == [2, 2])
            try await AfterbuildProcess.succeed(command + ["--again"], environment)
            #expect(try await Stored.receipts(conninfo) == [4, 2])
            let stranger = try await AfterbuildProcess.run(
                ["receipts", "import", file, "--build", "NOBODY"], environment)
            #expect(stranger.status != 0)
            #expect(stranger.errors.contains("NOBODY"), "\(stranger.errors)")
        }
    }

    private func checkCard(_ card: [String: Any]) throws {
        #expect(card["records"] as? Int == 3)
        let lanes = try #require(card["lanes"] as? [[String: Any]])
        let counts = Dictionary(
            lanes.map { ($0["lane"] as? String ?? "", $0["records"] as? Int ?? 0) }, uniquingKeysWith: +)
        #expect(counts == ["counted": 2, "malformed": 1])
        let repairs = try #require(card["repairs"] as? [[String: Any]])
        #expect(repairs.contains { $0["name"] as? String == "logdt_colon_before_ms" })
        #expect((card["dialects"] as? [[String: Any]])?.count == 2, "\(card["dialects"] ?? "")")
    }

    private func otherBuildsKey(_ environment: [String: String]) async throws -> String {
        let template = try await AfterbuildProcess.succeed(["registry", "template"], environment)
        let file = try Place.file("template.csv", template, environment)
        try await AfterbuildProcess.succeed(["registry", "import", file], environment)
        let codes = template.split(whereSeparator: \.isNewline).dropFirst().compactMap {
            $0.split(separator: ",").first
        }
        let code = try #require(codes.first.map(String.init))
        let printed = try await AfterbuildProcess.succeed(["key", "issue", code], environment)
        return try Fixture.lastLine(of: printed)
    }

    /// Two records of one person each.
    private static func file(_ number: Int) -> [UInt8] {
        Array((line(number) + line(number + 1)).utf8)
    }

    private static func line(_ user: Int, logDt: String = "2026-05-07 09:12:33.609") -> String {
        "{\"logDt\":\"\(logDt)\",\"useSe\":\"DO6003\",\"sysUser\":\"user\(user)\",\"conectIp\":\"10.0.0.1\","
            + "\"dataUsgqty\":0}\n"
    }

    private struct Form: CustomStringConvertible {
        let type: String
        let isPacked: Bool

        var isCSV: Bool { type == "text/csv" }
        var description: String { "\(type)\(isPacked ? ", packed" : "")" }
        var badLine: Int { isCSV ? 3 : 2 }

        /// Three records, of which the one in the middle has a time that nobody can read.
        func text(firstUser: Int) -> String {
            guard isCSV else {
                return BatchTests.line(firstUser) + BatchTests.line(firstUser + 1, logDt: "yesterday")
                    + BatchTests.line(firstUser + 2)
            }
            return "sysUser,logDt,useSe,conectIp,dataUsgqty\r\n"
                + "user\(firstUser),2026-05-07 09:12:33.609,DO6003,10.0.0.1,0\r\n"
                + "user\(firstUser + 1),yesterday,DO6003,10.0.0.1,0\r\n"
                + "user\(firstUser + 2),2026-05-07 09:12:33.609,DO6003,10.0.0.1,0\r\n"
        }
    }

    private static let forms = ["application/x-ndjson", "text/csv"].flatMap { type in
        [false, true].map { Form(type: type, isPacked: $0) }
    }

    private static func gzip(_ text: String, _ environment: [String: String]) async throws -> [UInt8] {
        let file = try Place.file("packed-\(text.hashValue)", text, environment)
        let process = try TestProcess("/usr/bin/gzip", ["--force", file], [:])
        guard await process.wait() == 0 else {
            throw AfterbuildProcess.Failure(description: "gzip: \(process.errorText)")
        }
        return [UInt8](try Data(contentsOf: URL(filePath: file + ".gz")))
    }
}
