import Foundation
import Synchronization
import TestSupport
import Testing

/// The interface as another system sees it, over sockets of the real server.
@Suite struct InterfaceServingTests {
    private static let build = Fixture.exampleBuild

    private func token(_ role: String, _ environment: [String: String]) async throws -> String {
        let text = try await AfterbuildProcess.succeed(["token", "issue", "--role", role], environment)
        return try String(#require(text.firstMatch(of: /abt_[A-Za-z0-9_-]{43}/)).0)
    }

    private func request(
        _ path: String, _ token: String, _ headers: [String] = [], method: String = "GET"
    ) -> [UInt8] {
        let all = ["Host: test", "Authorization: Bearer \(token)"] + headers
        return Array("\(method) \(path) HTTP/1.1\r\n\(all.joined(separator: "\r\n"))\r\n\r\n".utf8)
    }

    private func declareSuspension(from day: String, _ environment: [String: String]) async throws {
        try await AfterbuildProcess.succeed(
            [
                "suspension", "add", Self.build, "--from", day, "--to", day, "--document", "휴업신고 \(day)",
            ], environment)
    }

    @Test func whatIsUnchangedIsNotSentAgainAndThePastIsSaidAsItWas() async throws {
        try await Place.with { environment, _ in
            _ = try await Fixture.registeredKey(environment)
            let officer = try await token("officer", environment)
            try await Server.with(environment) { server in
                let client = try RawClient(port: server.port)
                let path = "/v1/builds/\(Self.build)/status"
                let first = try client.exchange(request(path, officer))
                #expect(first.status == 200 && first.headers["ratelimit"]?.contains("r=599") == true)
                let tag = try #require(first.headers["etag"])
                let again = try client.exchange(request(path, officer, ["If-None-Match: \(tag)"]))
                #expect(again.status == 304 && again.body.isEmpty)
                let instant = Date().ISO8601Format(.init(includingFractionalSeconds: true))
                try await declareSuspension(from: "2030-01-07", environment)
                try await eventually("the suspension in the timeline") {
                    let now = try RawClient(port: server.port).exchange(
                        request("/v1/builds/\(Self.build)/timeline", officer))
                    return now.text.contains("휴업신고 2030-01-07")
                }
                let then = try client.exchange(
                    request("/v1/builds/\(Self.build)/timeline?as_of=\(instant)", officer))
                #expect(then.status == 200, "\(then.text)")
                #expect(!then.text.contains("휴업신고 2030-01-07"))
                let nobody = try client.exchange(Array("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
                #expect(nobody.status == 401)
            }
        }
    }

    @Test func thePhasesOfThePastAreThoseThatWereKnownThen() async throws {
        try await Place.with { environment, _ in
            _ = try await Fixture.registeredKey(environment)
            let officer = try await token("officer", environment)
            try await Server.with(environment) { server in
                let path = "/v1/builds/\(Self.build)/kpis?window=intensive_as"
                func lastDay(_ query: String = "") throws -> String {
                    let answer = try RawClient(port: server.port).exchange(request(path + query, officer))
                    let end = try #require(answer.text.firstMatch(of: /"to":"([0-9-]+)"/), "\(answer.text)")
                    return String(end.1)
                }
                let before = try lastDay()
                let instant = Date().ISO8601Format(.init(includingFractionalSeconds: true))
                try await AfterbuildProcess.succeed(
                    [
                        "change", "add", Self.build, "--kind", "period", "--effective-on", "2023-03-01",
                        "--as-to", "2031-01-31", "--document", "승인 2023-99",
                    ], environment)
                #expect(try lastDay() == "2031-01-31")
                #expect(before != "2031-01-31")
                #expect(try lastDay("&as_of=\(instant)") == before, "approved later")
            }
        }
    }

    @Test func whoeverWaitsForAChangeIsToldOfItAndAStreamEndsWithTheService() async throws {
        try await Place.with { environment, _ in
            _ = try await Fixture.registeredKey(environment)
            let officer = try await token("officer", environment)
            let server = try await Server(environment)
            let port = server.port
            let told = Mutex<RawClient.Answer?>(nil)
            // On a busy machine a command may take longer than a wait: whoever is told of nothing asks on from there.
            let waiting = Task.detached {
                var place = "now"
                var answer: RawClient.Answer
                var asked = 0
                repeat {
                    answer = try RawClient(port: port).exchange(
                        request("/v1/changes?after=\(place)&wait=30&kind=build.changed", officer))
                    place = try Self.next(of: answer)
                    asked += 1
                } while answer.text.contains("\"changes\":[]") && asked < 20
                told.withLock { [answer] in $0 = answer }
                return answer
            }
            let streaming = Task.detached {
                [stream = request("/v1/changes?after=start", officer, ["Accept: text/event-stream"])] in
                let client = try RawClient(port: port)
                try client.send(stream)
                return String(decoding: try client.receiveToEnd(), as: UTF8.self)
            }
            // A request that came to wait later than the change waits for the next one.
            for number in 1...28 where told.withLock({ $0 == nil }) {
                try await declareSuspension(from: "2030-02-\(number < 10 ? "0" : "")\(number)", environment)
            }
            let answer = try await waiting.value
            #expect(answer.status == 200)
            #expect(answer.text.contains("\"kind\":\"build.changed\"") && answer.text.contains(Self.build))
            #expect(await server.stop() == 0, "\(server.log)")
            let stream = try await streaming.value
            #expect(stream.contains("event: build.registered") && stream.contains("event: build.changed"))
        }
    }

    /// Where to go on behind an answer of the feed.
    private static func next(of answer: RawClient.Answer) throws -> String {
        let parts = answer.text.split(separator: "\"next\":\"", maxSplits: 1)
        return String(try #require(parts.last).prefix { $0 != "\"" })
    }
}
