import Domain
import Foundation
import Testing

@Suite("The decode report")
struct WireReportTests {
    private func line(_ id: String) throws -> String {
        let sample = try #require(WireFixture.samples.first { $0.id == id })
        let recorded = try RecordedRequest(line: sample.line, number: 1)
        return DecodeReport(id: recorded.id, decoded: try WireFixture.decoder().decode(recorded.request)).line
    }

    @Test("is one JSON line in a fixed order")
    func exact() throws {
        #expect(
            try line("w26") == #"{"id":"w26","lane":"counted","code":"AP1002","#
                + #""crtfcKey":"$5$API$vtTZpq./HWU.sTLm1Sg.s3tDjB7RYCNUHxEW2P0waHF","#
                + #""logDt":"2026-05-07T09:12:33.000+09:00","useSe":"등록","action":"DO6004","sysUser":"홍길동","#
                + #""conectIp":"203.0.113.25","dataUsgqty":1,"#
                + #""repairs":["cp949","json_in_form_raw","logdt_fraction_padded"]}"#)
        #expect(
            try line("w48") == #"{"id":"w48","lane":"malformed","code":"AP1011","crtfcKey":null,"#
                + #""logDt":"2026-05-07T09:12:33.000+09:00","useSe":"등록","action":"DO6004","sysUser":"user48","#
                + #""conectIp":"192.168.10.68","dataUsgqty":null,"#
                + #""repairs":["logdt_without_fraction","quantity_missing"]}"#)
    }

    @Test("says for all 40 what the expectation says", arguments: WireFixture.samples)
    func all(_ sample: WireSample) throws {
        let text = try line(sample.id)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["lane"] as? String == (sample.id == "w48" ? "malformed" : "counted"))
        #expect(object["code"] as? String == (sample.id == "w48" ? "AP1011" : "AP1002"))
        for name in ["crtfcKey", "useSe", "sysUser", "conectIp"] {
            #expect(object[name] as? String == sample.expectedTexts[name])
        }
        #expect(object["logDt"] as? String == sample.expectedTexts["logDt_iso_kst"])
        #expect((object["dataUsgqty"] as? NSNumber)?.int64Value == sample.expectedQuantity)
        #expect(object.count == 11)
        #expect(!text.contains("\n"))
    }

    @Test("escapes what JSON must have escaped")
    func escapes() throws {
        let decoded = try WireFixture.form("crtfcKey=k&sysUser=a\"b\\c")
        let text = DecodeReport(id: "1\n\u{2028}", decoded: decoded).line
        #expect(text.hasPrefix(#"{"id":"1\u000a\u2028","#))
        #expect(text.contains(#""sysUser":"a\"b\\c""#))
        #expect(text.contains(#""action":null"#))
    }

    struct Bad: CustomTestStringConvertible, Sendable {
        let line: String
        let says: String
        var testDescription: String { line }
    }

    static let bad: [Bad] = [
        Bad(line: "", says: "one JSON object"),
        Bad(line: "[1]", says: "one JSON object"),
        Bad(line: #"{"id":"x""#, says: "broken near byte 10"),
        Bad(line: #"{"id":"x"} {}"#, says: "broken near byte 12"),
        Bad(line: #"{"method":"GET","path":"/apisvc/sendLogData.json"}"#, says: "\"id\" must be there"),
        Bad(line: #"{"id":"x","path":"/apisvc/sendLogData.json"}"#, says: "\"method\" must be there"),
        Bad(line: #"{"id":"x","method":"GET","path":"/x"}"#, says: "must be one of /apisvc/sendLogData.json"),
        Bad(
            line: #"{"id":"x","method":"GET","path":"/apisvc/sendLogData.json","query":5}"#,
            says: "\"query\" must be a string or null"),
        Bad(
            line: #"{"id":"x","method":"GET","path":"/apisvc/sendLogData.json","body_b64":"a"}"#,
            says: "\"body_b64\" must be base 64"),
    ]

    @Test("a bad line is named with what would be right", arguments: bad)
    func badLine(_ sample: Bad) {
        let problem = #expect(throws: RecordedRequest.Problem.self) {
            try RecordedRequest(line: sample.line, number: 17)
        }
        #expect(problem?.line == 17)
        #expect(problem?.description.hasPrefix("line 17: ") == true)
        #expect(problem?.description.contains(sample.says) == true)
    }

    @Test(
        "a query is bytes up to U+00FF, and UTF-8 with anything above; the content type is found in any case")
    func queryBytes() throws {
        func request(_ query: String) throws -> WireRequest {
            try RecordedRequest(
                line: #"{"id":1,"method":"GET","path":"/apisvc/sendLogData.json","query":"\#(query)","#
                    + #""headers":{"content-TYPE":"text/plain"},"body_b64":null}"#, number: 1
            ).request
        }
        #expect(try request("µî").query == [0xB5, 0xEE])
        #expect(try request("\\u00b5é").query == [0xB5, 0xE9])
        #expect(try request("µ등").query == Array("µ등".utf8))
        #expect(try request("a").contentType == "text/plain")
    }

    struct Encoded: CustomTestStringConvertible, Sendable {
        let text: String
        let body: String?
        var testDescription: String { text }
    }

    static let encoded: [Encoded] = [
        Encoded(text: "", body: ""), Encoded(text: "YQ==", body: "a"), Encoded(text: "YWI=", body: "ab"),
        Encoded(text: "YWJj", body: "abc"), Encoded(text: "YWJj\\nZA==", body: "abcd"),
        Encoded(text: "YQ=", body: nil), Encoded(text: "YQ", body: nil), Encoded(text: "Y===", body: nil),
        Encoded(text: "YQ==YQ==", body: nil), Encoded(text: "Y!==", body: nil),
        Encoded(text: "====", body: nil),
    ]

    @Test("bodies are base 64 with padding", arguments: encoded)
    func base64(_ sample: Encoded) {
        let line =
            #"{"id":"x","method":"POST","path":"/apisvc/sendLogData.json","body_b64":"\#(sample.text)"}"#
        let request = try? RecordedRequest(line: line, number: 1).request
        #expect(request.map { String(decoding: $0.body, as: UTF8.self) } == sample.body)
    }
}
