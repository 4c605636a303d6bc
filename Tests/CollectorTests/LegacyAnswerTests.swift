import Domain
import NIOCore
import TestSupport
import Testing

@testable import Collector

/// Answers to the old protocol, byte for byte.
@Suite struct LegacyAnswerTests {
    private let now = instant("2026-05-07 09:12:33.609")

    private func answer(
        _ line: String = "POST /apisvc/sendLogData.json HTTP/1.1", at now: Timestamp,
        isTestClock: Bool = false,
        keepingAlive: Bool = true
    ) throws -> String {
        let request = try #require(DirectRequest(requestLine: Array(line.utf8)))
        let buffer = LegacyAnswer.bytes(
            .AP1002, to: request, receivedAt: self.now, now: now, isTestClock: isTestClock,
            keepingAlive: keepingAlive, ByteBufferAllocator())
        return String(buffer: buffer)
    }

    @Test func anAnswerIsWholeAndSaysWhenItWasMade() throws {
        let body =
            "{\"result\":{\"recptnDt\":\"2026-05-07 09:12:33.609\",\"recptnRsltCd\":\"AP1002\","
            + "\"recptnRslt\":\"\(ResultCode.AP1002.korean)\",\"recptnRsltDtl\":\"\"}}"
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\n"
            + "Content-Length: \(body.utf8.count)\r\nAccess-Control-Allow-Origin: *\r\n"
            + "Date: Thu, 07 May 2026 00:12:34 GMT\r\n"
        #expect(try answer(at: now.adding(seconds: 1)) == head + "\r\n" + body)
        #expect(
            try answer(at: now.adding(seconds: 1), keepingAlive: false)
                == head + "Connection: close\r\n\r\n" + body)
        #expect(
            try answer(at: now.adding(seconds: 1), isTestClock: true)
                == head + "X-Afterbuild-Test-Clock: 2026-05-07T09:12:34.609+09:00\r\n\r\n" + body)
        #expect(
            try answer("HEAD /apisvc/sendLogData.json HTTP/1.1", at: now.adding(seconds: 1)) == head + "\r\n")
    }

    @Test func aPreflightSaysItToo() {
        let answer = String(buffer: LegacyAnswer.preflight(at: now, ByteBufferAllocator()))
        #expect(answer.hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(answer.hasSuffix("\r\nDate: Thu, 07 May 2026 00:12:33 GMT\r\n\r\n"))
    }

    struct Moment: Sendable, CustomTestStringConvertible {
        let korean: String
        let line: String
        var testDescription: String { korean }
    }

    private static let moments = [
        Moment(korean: "2026-01-01 08:59:59.999", line: "Date: Wed, 31 Dec 2025 23:59:59 GMT\r\n"),
        Moment(korean: "2026-01-01 09:00", line: "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"),
        Moment(korean: "2028-03-01 00:00", line: "Date: Tue, 29 Feb 2028 15:00:00 GMT\r\n"),
        // The example of RFC 9110.
        Moment(korean: "1994-11-06 17:49:37", line: "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
    ]

    @Test(arguments: moments)
    func datesAreOfGreenwich(_ moment: Moment) {
        #expect(String(decoding: DateHeader().line(at: instant(moment.korean)), as: UTF8.self) == moment.line)
    }

    @Test func oneHeaderFollowsTheClockAlsoBackwards() {
        let date = DateHeader()
        for moment in Self.moments + Self.moments.reversed() {
            for _ in 0..<2 {
                #expect(String(decoding: date.line(at: instant(moment.korean)), as: UTF8.self) == moment.line)
            }
        }
    }
}
