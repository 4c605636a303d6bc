import Curl
import Glibc
import Synchronization
import TestSupport
import Testing

/// A client that may call everything.
private let anywhere = HTTPClient { _ in true }

private func failure(
    _ client: HTTPClient, _ request: HTTPRequest, _ limits: HTTPLimits = HTTPLimits()
) async -> HTTPFailure? {
    do throws(HTTPFailure) {
        _ = try await client.send(request, within: limits)
        return nil
    } catch {
        return error
    }
}

@Suite struct HTTPClientTests {
    @Test func aRequestArrivesAsItWasGivenAndItsAnswerComesBack() async throws {
        try await WebHookReceiver.run { server in
            let body = "{\"이름\":\"값\"}"
            let answer = try await anywhere.send(
                HTTPRequest(
                    .post, server.url("/ok?a=1"),
                    headers: [
                        HTTPRequest.Header("Content-Type", "application/json"),
                        HTTPRequest.Header("X-Empty", ""),
                    ], body: Array(body.utf8)))
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self) == "taken")
            #expect(!answer.isCut)
            #expect(answer.header("x-sample") == "first")
            #expect(answer.headers.filter { $0.name == "X-Sample" }.map(\.value) == ["first", "second"])
            _ = try await anywhere.send(HTTPRequest(.get, server.url("/ok")))
            let requests = try server.requests()
            #expect(requests.map(\.method) == ["POST", "GET"])
            #expect(requests[0].path == "/ok?a=1")
            #expect(requests[0].body == body)
            #expect(requests[0].header("Content-Type") == "application/json")
            #expect(requests[0].header("X-Empty")?.isEmpty == true)
            #expect(requests[0].header("Expect") == nil)
            #expect(requests[1].body.isEmpty)
        }
    }

    @Test func aRedirectIsAnAnswerAndIsNotFollowed() async throws {
        try await WebHookReceiver.run { server in
            let answer = try await anywhere.send(HTTPRequest(.get, server.url("/redirect")))
            #expect(answer.status == 302)
            #expect(answer.header("Location") == "/ok")
            #expect(try server.requests().map(\.path) == ["/redirect"])
        }
    }

    @Test func onlyAsMuchOfABodyIsReadAsWasAskedFor() async throws {
        try await WebHookReceiver.run { server in
            let request = HTTPRequest(.get, server.url("/large"))
            let short = try await anywhere.send(request, within: HTTPLimits(bodyBytes: 10))
            #expect(short.body.count == 10)
            #expect(short.isCut)
            #expect(short.status == 200)
            let most = try await anywhere.send(request, within: HTTPLimits(bodyBytes: 10_000_000))
            #expect(most.body.count == HTTPLimits.bodyMax)
            #expect(most.isCut)
        }
    }

    @Test func aServerThatDoesNotAnswerIsLeftAtTheTimeLimit() async throws {
        try await WebHookReceiver.run { server in
            let failed = await failure(
                anywhere, HTTPRequest(.get, server.url("/hang")), HTTPLimits(totalMilliseconds: 200))
            #expect(failed?.reason == .timeLimit)
            #expect(failed?.description.contains("127.0.0.1") == false)
        }
    }

    @Test func aCancelledRequestEnds() async throws {
        try await WebHookReceiver.run { server in
            let patient = HTTPLimits(totalMilliseconds: 600_000)
            let task = Task { await failure(anywhere, HTTPRequest(.get, server.url("/hang")), patient) }
            try await eventually("the request at the server") { try !server.requests().isEmpty }
            task.cancel()
            #expect(await task.value?.reason == .cancelled)
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
    func anAddressThatIsNotAllowedIsRefusedAtConnectTimeByWhateverName(host: String) async throws {
        try await WebHookReceiver.run { server in
            let asked = Mutex<[[UInt8]]>([])
            let client = HTTPClient { address in
                asked.withLock { $0.append(address) }
                return false
            }
            let failed = await failure(client, HTTPRequest(.post, server.url("/ok", host: host)))
            #expect(failed?.reason == .addressNotAllowed)
            #expect(failed?.description == "address not allowed")
            #expect(asked.withLock { $0 }.contains([127, 0, 0, 1]))
            let requests = try server.requests()
            #expect(requests.isEmpty)
        }
    }

    @Test func anAllowedAddressOfANameIsCalledEvenIfItsOthersAreNot() async throws {
        try await WebHookReceiver.run { server in
            let client = HTTPClient { $0.count == 4 }
            let answer = try await client.send(HTTPRequest(.get, server.url("/ok", host: "localhost")))
            #expect(answer.status == 200)
        }
    }

    @Test func aProxyOfTheEnvironmentIsNotUsed() async throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        try await WebHookReceiver.run { server in
            let answer = try await anywhere.send(HTTPRequest(.get, server.url("/ok")))
            #expect(answer.status == 200)
        }
    }

    @Test func aCertificateIsBelievedOnlyFromAKnownAuthorityAndForItsName() async throws {
        try await WebHookReceiver.run(isEncrypted: true) { server in
            let request = HTTPRequest(.get, server.url("/ok"))
            #expect(await failure(anywhere, request)?.reason == .tls)
            let knowing = HTTPClient(authorities: server.certificate) { _ in true }
            let answer = try await knowing.send(request)
            #expect(answer.status == 200)
            let other = HTTPRequest(.get, server.url("/ok", host: "localhost"))
            #expect(await failure(knowing, other)?.reason == .tls)
            #expect(try server.requests().count == 1)
        }
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://a b/", "",
        "http://user:secret@127.0.0.1/", "http://",
    ])
    func whatIsNoPlainWebAddressIsNotCalled(url: String) async {
        let failed = await failure(anywhere, HTTPRequest(.get, url))
        #expect(failed?.reason == .request)
        #expect(failed?.description.contains("secret") == false)
    }

    @Test func aHeaderCannotCarryAnotherOne() async throws {
        try await WebHookReceiver.run { server in
            for (name, value) in [("X-A", "b\r\nX-C: d"), ("X-A: b\r\nX-C", "d"), ("", "d"), ("X-A", "b\0")] {
                let failed = await failure(
                    anywhere,
                    HTTPRequest(.get, server.url("/ok"), headers: [HTTPRequest.Header(name, value)]))
                #expect(failed?.reason == .request)
            }
            let requests = try server.requests()
            #expect(requests.isEmpty)
        }
    }

    @Test func whoDoesNotListenOrDoesNotExistIsSaidWithoutAnAddress() async {
        let closed = await failure(anywhere, HTTPRequest(.get, "http://127.0.0.1:1/"))
        #expect(closed?.reason == .noConnection)
        #expect(closed?.description.contains("127") == false)
        let unknown = await failure(anywhere, HTTPRequest(.get, "http://no-such-host.invalid/"))
        #expect(unknown?.reason == .unknownName)
    }

    @Test func theOpeningOfAnAnswerIsOneCleanLine() async throws {
        try await WebHookReceiver.run { server in
            let answer = try await anywhere.send(HTTPRequest(.get, server.url("/noisy")))
            let opening = answer.opening(limit: 40)
            #expect(opening.hasPrefix("one two [31m \u{FFFD} three!!"))
            #expect(opening.unicodeScalars.count == 40)
        }
    }
}
