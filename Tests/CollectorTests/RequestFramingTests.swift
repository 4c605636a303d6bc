import Testing

@testable import Collector

/// What the step before the HTTP parser makes of the bytes of a connection.
@Suite struct RequestFramingTests {
    struct Line: Sendable, CustomTestStringConvertible {
        let sent: [UInt8]
        let passed: String
        var testDescription: String { passed }

        init(_ sent: [UInt8], _ passed: String) {
            self.sent = sent
            self.passed = passed
        }

        init(_ sent: String, _ passed: String) {
            self.init(Array(sent.utf8), passed)
        }
    }

    @Test(arguments: [
        Line("GET /a?b=c HTTP/1.1\r\n\r\n", "GET /a?b=c HTTP/1.1\r\n\r\n"),
        Line("POST /a HTTP/1.0\n\r\n", "POST /a HTTP/1.0\r\n\r\n"),
        Line("GET /a?b={\"c\":1} HTTP/1.1\r\n\r\n", "GET /a?b=%7B%22c%22:1%7D HTTP/1.1\r\n\r\n"),
        Line("GET /a?b=c d HTTP/1.1\r\n\r\n", "GET /a?b=c%20d HTTP/1.1\r\n\r\n"),
        Line("GET /a?b=조회 HTTP/1.1\r\n\r\n", "GET /a?b=%EC%A1%B0%ED%9A%8C HTTP/1.1\r\n\r\n"),
        Line(
            Array("GET /a?b=".utf8) + [0xB5, 0xEE, 0xB7, 0xCF] + Array("&c=%20 HTTP/1.1\r\n\r\n".utf8),
            "GET /a?b=%B5%EE%B7%CF&c=%20 HTTP/1.1\r\n\r\n"),
        Line("\r\nGET /a HTTP/1.1\r\n\r\n", "GET /a HTTP/1.1\r\n\r\n"),
    ])
    func targetsAreMendedAndNothingElse(_ line: Line) {
        #expect(feed([line.sent]) == line.passed)
        #expect(feed(line.sent.map { [$0] }) == line.passed, "byte by byte")
    }

    @Test func bodiesAreNeverTouched() {
        let body = "GET /not a request HTTP/1.1\r\n{\"a\": \"조회\"}"
        let sent = "POST /a HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let second = "GET /b HTTP/1.1\r\n\r\n"
        #expect(feed([Array((sent + second).utf8)]) == sent + second)
        #expect(feed(Array((sent + second).utf8).map { [$0] }) == sent + second)
    }

    @Test func chunkedBodiesAreFollowed() {
        let sent =
            "POST /a HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n5;x=y\r\nGET /\r\n2\r\nab\r\n0\r\nTrailer: z\r\n\r\n"
            + "GET /b HTTP/1.1\r\n\r\n"
        #expect(feed([Array(sent.utf8)]) == sent)
        #expect(feed(Array(sent.utf8).map { [$0] }) == sent)
    }

    @Test func aPostWithoutLengthHasNoBody() {
        let sent = "POST /a HTTP/1.1\r\n\r\nPOST /b?c={ HTTP/1.1\r\n\r\n"
        #expect(feed([Array(sent.utf8)]) == "POST /a HTTP/1.1\r\n\r\nPOST /b?c=%7B HTTP/1.1\r\n\r\n")
    }

    @Test func surplusBodyIsDroppedUpToTheNextRequest() {
        let first = "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b"
        let second = "POST /b HTTP/1.1\r\nContent-Length: 1\r\n\r\nx"
        #expect(feed([Array((first + "cd\r\nef" + second).utf8)]) == first + second)
        #expect(feed(Array((first + "cd\r\nef" + second).utf8).map { [$0] }) == first + second)
    }

    @Test func whatIsNoHTTPAtAllIsLeftToTheParser() {
        let sent = "\u{16}\u{03}\u{01} hello\r\nmore\r\n"
        #expect(feed([Array(sent.utf8)]) == sent)
    }

    @Test func anEndlessRequestLineIsPassedOnInsteadOfKept() {
        let sent = Array(repeating: UInt8(ascii: "a"), count: RequestFraming.lineMax * 2)
        var framing = RequestFraming()
        var passed = 0
        for start in stride(from: 0, to: sent.count, by: 1_000) {
            framing.append(sent[start..<min(start + 1_000, sent.count)])
            while case .pass(let bytes)? = framing.next() { passed += bytes.count }
        }
        #expect(passed > RequestFraming.lineMax - 1_000)
    }

    @Test func aHalfRequestLineIsGivenUpAtTheEnd() {
        var framing = RequestFraming()
        framing.append(Array("GET /a".utf8))
        #expect(framing.next() == nil)
        #expect(framing.finish() == .pass(Array("GET /a".utf8)))
    }

    @Test func aWaitingClientIsNoticedOnceAndAfterItsHead() {
        var framing = RequestFraming()
        let head = "POST /a HTTP/1.1\r\nexpect: 100-Continue\r\nContent-Length: 1\r\n\r\n"
        framing.append(Array(head.utf8))
        #expect(framing.next() == .pass(Array(head.utf8)))
        #expect(framing.next() == .expectsContinue)
        framing.append(Array("xGET /b HTTP/1.1\r\n\r\n".utf8))
        #expect(framing.next() == .pass(Array("xGET /b HTTP/1.1\r\n\r\n".utf8)))
        #expect(framing.next() == nil)
    }

    private func feed(_ reads: [[UInt8]]) -> String {
        var framing = RequestFraming()
        var output: [UInt8] = []
        for read in reads {
            framing.append(read)
            while let event = framing.next() {
                if case .pass(let bytes) = event { output.append(contentsOf: bytes) }
            }
        }
        if case .pass(let bytes)? = framing.finish() { output.append(contentsOf: bytes) }
        return String(decoding: output, as: UTF8.self)
    }
}
