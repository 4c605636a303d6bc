import Foundation
import TestSupport
import Testing

/// What real connections do that no textbook client does.
@Suite(.heavy, .timeLimit(.minutes(1))) struct EdgeTests {
    @Test func aClientThatAnnouncesMoreThanItSendsAndEndsIsHeard() async throws {
        try await Place.with { environment, conninfo in
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { server in
                let client = try RawClient(port: server.port)
                let body = sender.fields(0)
                try client.send(SampleClient.head(length: body.utf8.count + 100) + body)
                client.endSending()
                #expect(try client.receive().code == "AP1002")
                #expect(try client.receiveToEnd() == [])
                // One that ends in the middle of a value, and does not wait for its answer.
                let second = try RawClient(port: server.port)
                try second.send(SampleClient.head(length: 1_000) + "crtfcKey=x&logDt=2026")
                second.endSending()
                #expect(try second.receive().status == 200)
            }
            #expect(try await Stored.receipts(conninfo) == [1, 1])
            #expect(try await Stored.quarantined(conninfo) == 1)
        }
    }

    @Test func aBodyWithoutAnnouncedLengthIsHeard() async throws {
        try await Place.with { environment, conninfo in
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { server in
                for (number, version) in ["1.0", "1.0", "1.1"].enumerated() {
                    let client = try RawClient(port: server.port)
                    try client.send(
                        "POST /apisvc/sendLogData.json HTTP/\(version)\r\nHost: x\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                            + sender.fields(number))
                    // The second waits for its answer first.
                    if number != 1 { client.endSending() }
                    let answer = try client.receive()
                    #expect(answer.code == "AP1002", "HTTP/\(version), \(number): \(answer.text)")
                    if version == "1.0" { #expect(try client.receiveToEnd() == []) }
                }
            }
            #expect(try await Stored.receipts(conninfo) == [3, 3])
        }
    }

    @Test func recordsAndPagesShareAConnectionInEitherOrder() async throws {
        try await Place.with { environment, conninfo in
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            let page = Array("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
            try await Server.with(environment) { server in
                let first = try RawClient(port: server.port)
                for number in 0..<2 {
                    #expect(try first.exchange(sender.request(number * 2)).code == "AP1002")
                    #expect(try first.exchange(sender.request(number * 2 + 1)).code == "AP1002")
                    #expect(try first.exchange(page).text.contains("live"))
                }
                let second = try RawClient(port: server.port)
                for number in 4..<6 {
                    #expect(try second.exchange(page).text.contains("live"))
                    #expect(try second.exchange(sender.request(number)).code == "AP1002")
                }
                let last = try second.exchange(page)
                #expect(last.status == 200)
                #expect(last.headers["date"]?.hasSuffix(" GMT") == true)
            }
            #expect(try await Stored.receipts(conninfo) == [6, 6])
        }
    }

    /// Untold, a client may send its next record into a connection that is about to end.
    @Test func theLastAnswerOfAPassedOnConnectionSaysSo() async throws {
        try await Place.with { environment, _ in
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { server in
                let client = try RawClient(port: server.port)
                let page = try client.exchange(Array("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
                #expect(page.headers["connection"] == nil)
                let record = String(decoding: sender.request(0), as: UTF8.self)
                    .replacing("Host: x\r\n", with: "Host: x\r\nConnection: close\r\n", maxReplacements: 1)
                let answer = try client.exchange(Array(record.utf8))
                #expect(answer.code == "AP1002")
                #expect(answer.headers["connection"] == "close")
                #expect(try client.receiveToEnd() == [])
            }
        }
    }

    @Test func theLimitsOfTheOldServiceAreAnsweredWhereAskedForAndNothingIsLost() async throws {
        try await Place.with { environment, conninfo in
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            var environment = environment
            environment["AFTERBUILD_LEGACY_LIMITS"] = "on"
            try await Server.with(environment) { server in
                let codes = try sender.send(0..<3, to: server)
                #expect(codes == ["AP1002", "AP1029", "AP1029"])
            }
            #expect(try await Stored.receipts(conninfo) == [3, 3])
        }
    }

    /// The limit for a silent connection is longer than this suite may take.
    @Test func connectionsThatIdleDoNotHoldUpTheEnd() async throws {
        try await Place.with { environment, conninfo in
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            let server = try await Server(environment)
            let page = Array("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
            let silent = try RawClient(port: server.port)
            let direct = try RawClient(port: server.port)
            #expect(try direct.exchange(sender.request(0)).code == "AP1002")
            let passed = try RawClient(port: server.port)
            #expect(try passed.exchange(page).status == 200)
            #expect(try passed.exchange(sender.request(1)).code == "AP1002")
            #expect(await server.stop() == 0)
            #expect(try silent.receiveToEnd() == [])
            #expect(try direct.receiveToEnd() == [])
            #expect(try passed.receiveToEnd() == [])
            #expect(try await Stored.receipts(conninfo) == [2, 2])
        }
    }

    @Test func recordsAndPagesAreServedOverTLS() async throws {
        try await Place.with { environment, conninfo in
            var environment = environment
            let folder = environment["AFTERBUILD_DATA_DIR"] ?? ""
            let (certificate, key) = ("\(folder)/certificate.pem", "\(folder)/key.pem")
            try await Self.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
                ])
            environment["AFTERBUILD_TLS_CERTIFICATE"] = certificate
            environment["AFTERBUILD_TLS_KEY"] = key
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { server in
                #expect(server.log.contains("listening on https://127.0.0.1:\(server.port)\n"))
                let address = "https://127.0.0.1:\(server.port)"
                let curl = ["--silent", "--show-error", "--cacert", certificate, "--max-time", "30"]
                let answer = try await Self.run(
                    "/usr/bin/curl",
                    curl + ["--data", sender.fields(0), "\(address)/apisvc/sendLogData.json"])
                #expect(answer.contains("AP1002"), "\(answer)")
                // One connection for both kinds.
                let both = try await Self.run(
                    "/usr/bin/curl",
                    curl + [
                        "\(address)/apisvc/sendLogDataXML.do?\(sender.fields(1))", "\(address)/health/live",
                    ])
                #expect(both.contains("<recptnRsltCd>AP1002</recptnRsltCd>"), "\(both)")
                #expect(both.contains("live"), "\(both)")
            }
            #expect(try await Stored.receipts(conninfo) == [2, 2])
        }
    }

    @Test func promtoolFindsNothingWrongAndTheCountersMove() async throws {
        try await Place.with { environment, conninfo in
            var environment = environment
            environment["AFTERBUILD_METRICS_LISTEN"] = "127.0.0.1:0"
            let sender = SampleClient(key: try await Fixture.registeredKey(environment))
            let stranger = SampleClient(key: SampleClient.strangersKey)
            try await Server.with(environment) { server in
                try await eventually("metrics") { server.metricsPort != nil }
                let port = try #require(server.metricsPort)
                #expect(try sender.send(0..<3, to: server) == Array(repeating: "AP1002", count: 3))
                #expect(try stranger.send(3..<4, to: server) == ["AP1030"])
                let text = try await checkedMetrics(port, environment)
                #expect(Self.sum(of: "afterbuild_received_records_total{lane=\"counted\"", in: text) == 3)
                #expect(Self.sum(of: "afterbuild_received_records_total{lane=\"unknown_key\"", in: text) == 1)
                #expect(Self.sum(of: "afterbuild_commit_batch_records_sum", in: text) == 4)
                #expect(Self.sum(of: "afterbuild_requests_total", in: text) == 4)
                #expect(Self.sum(of: "afterbuild_database_available", in: text) == 1)
                try await Place.shutDatabase(conninfo)
                #expect(try sender.send(4..<6, to: server) == ["AP1002", "AP1002"])
                let away = try await checkedMetrics(port, environment)
                #expect(Self.sum(of: "afterbuild_database_available", in: away) == 0)
                #expect(Self.sum(of: "afterbuild_spool_batches", in: away) == 2)
                #expect(Self.sum(of: "afterbuild_received_records_total{lane=\"counted\"", in: away) == 5)
                try await Place.openDatabase(conninfo)
                try await eventually("an empty spool") {
                    Self.sum(of: "afterbuild_spool_batches", in: try Self.metrics(port)) == 0
                }
            }
        }
    }

    private func checkedMetrics(_ port: Int, _ environment: [String: String]) async throws -> String {
        let text = try Self.metrics(port)
        let file = try Place.file("metrics", text, environment)
        let complaints = try await Self.run(
            "/bin/sh", ["-c", "/usr/bin/promtool check metrics < \(file) 2>&1"])
        #expect(complaints == "")
        return text
    }

    private static func metrics(_ port: Int) throws -> String {
        try RawClient(port: port).exchange(Array("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".utf8)).text
    }

    /// Of all samples whose line begins so.
    private static func sum(of name: String, in text: String) -> Double {
        text.split(separator: "\n").filter { $0.hasPrefix(name) }
            .reduce(0) { $0 + ($1.split(separator: " ").last.flatMap { Double($0) } ?? 0) }
    }

    /// Runs a program that must succeed, and gives what it printed.
    @discardableResult
    private static func run(
        _ program: String, _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> String {
        let process = try TestProcess(program, arguments, environment)
        guard await process.wait() == 0 else {
            throw AfterbuildProcess.Failure(
                description: "\(program): \(process.errorText)\(process.outputText)")
        }
        return process.outputText
    }
}
