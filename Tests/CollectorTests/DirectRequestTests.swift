import Domain
import Testing

@testable import Collector

/// Requests of the old protocol, read off a connection without an HTTP parser.
@Suite struct DirectRequestTests {
    private static let path = "/apisvc/sendLogData.json"

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let sent: String
        /// Body, or query where there is no body, of each request; a `!` in front of one that was cut.
        let read: [String]
        /// What the end of the connection brings.
        var atEnd: [String] = []
        var testDescription: String { name }
    }

    private static let cases = [
        Case(
            name: "length announced", sent: "POST \(path) HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b",
            read: ["a=b"]),
        Case(
            name: "two on one connection",
            sent: "POST \(path) HTTP/1.1\r\nContent-Length: 3\r\n\r\na=bGET \(path)?c=d HTTP/1.1\r\n\r\n",
            read: ["a=b", "c=d"]),
        Case(
            name: "no length, no body", sent: "POST \(path)?a=b HTTP/1.1\r\nHost: x\r\n\r\n", read: ["a=b"]),
        Case(
            name: "no length, yet a body", sent: "POST \(path) HTTP/1.1\r\nHost: x\r\n\r\na=b&c=d",
            read: ["a=b&c=d"]),
        Case(
            name: "HTTP/1.0, a body up to the end", sent: "POST \(path) HTTP/1.0\r\n\r\na=b&c=d", read: [],
            atEnd: ["!a=b&c=d"]),
        Case(
            name: "chunks",
            sent:
                "POST \(path) HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na=\r\n1;x\r\nb\r\n0\r\nT: u\r\n\r\n"
                + "GET \(path)?c HTTP/1.1\r\n\r\n", read: ["a=b", "c"]),
        Case(
            name: "more than announced",
            sent: "POST \(path) HTTP/1.1\r\nContent-Length: 3\r\n\r\na=bcd\r\nGET \(path)?e HTTP/1.1\r\n\r\n",
            read: ["!a=b", "e"]),
        Case(
            name: "less than announced", sent: "POST \(path) HTTP/1.1\r\nContent-Length: 9\r\n\r\na=b",
            read: [], atEnd: ["!a=b"]),
        Case(
            name: "ended among the headers", sent: "GET \(path)?a=b HTTP/1.1\r\nHost: x", read: [],
            atEnd: ["!a=b"]),
        Case(
            name: "a raw target", sent: "GET \(path)?logData={\"a\": 1} HTTP/1.1\r\n\r\n",
            read: ["logData=%7B%22a%22:%201%7D"]),
    ]

    @Test(arguments: cases)
    func requestsAreReadHoweverTheyAreAnnounced(_ example: Case) {
        var framing = RequestFraming()
        framing.append(Array(example.sent.utf8))
        #expect(drain(&framing) == example.read)
        var last: [String] = []
        if let event = framing.finish() { last.append(text(event)) }
        #expect(last == example.atEnd)
    }

    @Test(arguments: cases.filter { !["no length, yet a body", "more than announced"].contains($0.name) })
    func readsMayEndAnywhere(_ example: Case) {
        var framing = RequestFraming()
        var read: [String] = []
        for byte in example.sent.utf8 {
            framing.append([byte])
            read += drain(&framing)
        }
        #expect(read == example.read)
    }

    @Test func headersThatMatterAreKept() {
        var framing = RequestFraming()
        framing.append(
            Array(
                ("POST \(Self.path) HTTP/1.0\r\nContent-Type: text/odd; x\r\nconnection: Keep-Alive\r\n"
                    + "X-Forwarded-For: 192.0.2.1, 10.0.0.1\r\nContent-Length: 0\r\n\r\n").utf8))
        guard case .request(let request)? = framing.next() else {
            Issue.record("no request")
            return
        }
        #expect(request.contentType == "text/odd; x")
        #expect(request.forwardedFor == ["192.0.2.1, 10.0.0.1"])
        #expect(request.isKeptAlive)
        #expect(request.isHTTP10)
    }

    @Test func anotherPathIsPassedOnFromThereForGood() {
        var framing = RequestFraming()
        let page = "GET / HTTP/1.1\r\n\r\n"
        let record = "GET \(Self.path)?a HTTP/1.1\r\n\r\n"
        framing.append(Array((record + page + record).utf8))
        #expect(drain(&framing) == ["a", "> \(page)\(record)"])
        #expect(framing.isPassedOn)
    }

    @Test func aWaitingClientIsToldToContinueBeforeItsBody() {
        var framing = RequestFraming()
        framing.append(
            Array("POST \(Self.path) HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n".utf8))
        #expect(framing.next() == .expectsContinue)
        framing.append([UInt8(ascii: "x")])
        #expect(drain(&framing) == ["x"])
    }

    @Test func anEndlessHeadIsNotKept() {
        var framing = RequestFraming()
        framing.append(Array("POST \(Self.path) HTTP/1.1\r\n".utf8))
        var events: [RequestFraming.Event] = []
        for _ in 0..<20_000 {
            framing.append(Array("X-Long: 123456\r\n".utf8))
            while let event = framing.next() { events.append(event) }
            if !events.isEmpty { break }
        }
        #expect(events == [.headTooLong])
    }

    @Test func whatIsTooLargeIsReadToItsEndAndCut() {
        var framing = RequestFraming()
        let length = RequestFraming.bodyMax + 10_000
        framing.append(Array("POST \(Self.path) HTTP/1.1\r\nContent-Length: \(length)\r\n\r\n".utf8))
        framing.append([UInt8](repeating: 97, count: length))
        guard case .request(let request)? = framing.next() else {
            Issue.record("no request")
            return
        }
        #expect(request.body.count == RequestFraming.bodyMax)
        #expect(framing.phase == .idle)
    }

    private func drain(_ framing: inout RequestFraming) -> [String] {
        var read: [String] = []
        while let event = framing.next() { read.append(text(event)) }
        return read
    }

    private func text(_ event: RequestFraming.Event) -> String {
        switch event {
        case .request(let request):
            (request.isCut ? "!" : "")
                + String(decoding: request.body.isEmpty ? request.query : request.body, as: UTF8.self)
        case .pass(let bytes): "> " + String(decoding: bytes, as: UTF8.self)
        case .expectsContinue: "continue"
        case .headTooLong: "too long"
        }
    }
}
