import Domain
import Foundation
import Testing

@testable import Simulator

@Suite struct WireFormTests {
    private let key = "$5$API$abc/defghijklmnopqrstuvwxyz.ABCDEFGHIJKLMNO1"

    private func text(
        _ form: WireForm, word: String = "조회", stamp: String = "2026-07-01 09:12:33.456",
        user: String = "user01",
        key: String? = nil
    ) throws -> String {
        try #require(
            String(bytes: bytes(form, word: word, stamp: stamp, user: user, key: key), encoding: .utf8))
    }

    private func bytes(
        _ form: WireForm, word: String = "조회", stamp: String = "2026-07-01 09:12:33.456",
        user: String = "user01",
        key: String? = nil
    ) throws -> [UInt8] {
        let at = try #require(Timestamp(parsing: "2026-07-01T09:12:33.456"))
        let record = SimulatedRecord(
            build: 0, occurredAt: at, stamp: stamp, arrivedAt: at, word: word, action: .read, user: user,
            address: "192.168.0.11", quantity: .number(17), lane: .counted)
        return form.request(
            WireFields(record, key: key ?? self.key), host: "collector:8080",
            extraHeaders: [("X-Extra", "yes")])
    }

    private func body(_ request: String) throws -> Substring {
        try #require(request.firstRange(of: "\r\n\r\n").map { request[$0.upperBound...] })
    }

    @Test(arguments: WireForm.allCases)
    func `every form has one head with host and extra header, and a right length or none`(_ form: WireForm)
        throws
    {
        let request = try bytes(form)
        let end = try #require(request.firstRange(of: Array("\r\n\r\n".utf8)))
        let head = String(decoding: request[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        #expect(head[0].hasSuffix(" HTTP/1.1"))
        #expect(head[0].split(separator: " ").count == 3, "\(head[0])")
        #expect(head[1] == "Host: collector:8080")
        #expect(head.contains("X-Extra: yes"))
        let names = head.dropFirst().compactMap { $0.split(separator: ":").first?.lowercased() }
        #expect(Set(names).count == names.count, "\(names)")
        let length = head.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) }
        #expect((length ?? 0) == request.count - end.upperBound)
    }

    @Test func `an encoded form has plus for the blank and percent for the rest`() throws {
        #expect(
            try body(text(.formEncoded))
                == "crtfcKey=%245%24API%24abc%2Fdefghijklmnopqrstuvwxyz.ABCDEFGHIJKLMNO1&logDt=2026-07-01+09%3A12%3A33.456"
                + "&useSe=%EC%A1%B0%ED%9A%8C&sysUser=user01&conectIp=192.168.0.11&dataUsgqty=17")
    }

    @Test func `a form without a key leaves the field out`() throws {
        #expect(try body(text(.formEncoded, key: "")).hasPrefix("logDt="))
    }

    @Test func `an unencoded form is raw`() throws {
        #expect(
            try body(text(.formRaw))
                == "crtfcKey=\(key)&logDt=2026-07-01 09:12:33.456&useSe=조회&sysUser=user01&conectIp=192.168.0.11"
                + "&dataUsgqty=17")
    }

    @Test func `a mangled form keeps the low byte of each character`() throws {
        let request = try bytes(.formMangled)
        #expect(
            request.firstRange(of: Array("&useSe=".utf8) + [0x70, 0x8C] + Array("&sysUser=".utf8)) != nil)
    }

    @Test func `query fields of a POST have an empty body with length 0`() throws {
        let request = try text(.queryFieldsPost)
        #expect(request.hasPrefix("POST /apisvc/sendLogData.json?crtfcKey=$5$API$abc/def"))
        #expect(request.contains("&logDt=2026-07-01%2009:12:33.456&useSe=%EC%A1%B0%ED%9A%8C&"))
        #expect(request.contains("\r\nContent-Length: 0\r\n"))
    }

    @Test func `JSON in the query of a POST has neither body nor length nor transfer encoding`() throws {
        for form in [WireForm.queryJSONNoBody, .queryJSONRaw] {
            let request = try text(form)
            #expect(request.hasPrefix("POST /apisvc/sendLogDataJSON.do?logData="))
            #expect(!request.contains("Content-Length"))
            #expect(!request.contains("Transfer-Encoding"))
            #expect(try body(request) == "")
        }
        #expect(try text(.queryJSONNoBody).contains("%24abc%5C%2Fdef"))
        #expect(try text(.queryJSONRaw).contains("logData={\"crtfcKey\":\"$5$API$abc/def"))
        #expect(try text(.queryJSONRaw).contains("\"logDt\":\"2026-07-01%2009:12:33.456\""))
        #expect(try text(.queryJSONRaw, user: "작업자").contains("\"sysUser\":\"작업자\""))
    }

    @Test func `JSON in a GET is indented, or lower-case encoded`() throws {
        #expect(
            try text(.queryJSONIndented).hasPrefix(
                "GET /apisvc/sendLogDataJSON.do?logData=%7B%0D%0A%20%20%22crtfcKey"))
        #expect(
            try text(.queryJSONLowercase).contains("logData=%7b%22crtfcKey%22%3a%22%245%24API%24abc%2fdef"))
    }

    @Test func `a JSON body has its number, its slashes or its blanks`() throws {
        #expect(
            try body(text(.jsonBody)).hasPrefix(
                #"{"conectIp":"192.168.0.11","logDt":"2026-07-01 09:12:33.456""#))
        #expect(try body(text(.jsonBody)).contains(#""dataUsgqty":17,"#))
        #expect(try body(text(.jsonBodyEscaped)).contains(#"$5$API$abc\/def"#))
        #expect(try body(text(.jsonBodyClosing)).contains(#""logDt": "2026-07-01 09:12:33.456", "#))
        #expect(try text(.jsonBodyClosing).contains("\r\nConnection: close\r\n"))
    }

    @Test func `the same JSON stands in query and body`() throws {
        let request = try text(.queryAndBody)
        #expect(request.contains("?logData=%7B%22crtfcKey%22%3A%22%245%24API%24abc%2Fdef"))
        #expect(try body(request).hasPrefix(#"{"crtfcKey":"$5$API$abc/def"#))
    }

    @Test func `a logData form holds JSON, encoded or not`() throws {
        #expect(try body(text(.logDataForm)).hasPrefix("logData=%7B%22conectIp%22%3A%22192.168.0.11%22%2C"))
        #expect(try body(text(.logDataFormRaw)).hasPrefix(#"logData={"crtfcKey" : "$5$API$abc/def"#))
    }

    @Test func `XML stands in a form or a query, and one client encodes its values twice`() throws {
        let start = "logData=%3ClogData%3E%3CcrtfcKey%3E%245%24API%24abc%2Fdef"
        #expect(try body(text(.xmlForm)).hasPrefix(start))
        #expect(try text(.xmlQuery).hasPrefix("GET /apisvc/sendLogDataXML.do?" + start))
        #expect(
            try body(text(.xmlFormTwice)).hasPrefix(
                "logData=%3ClogData%3E%3CcrtfcKey%3E%25245%2524API%2524abc%252Fdef"))
        #expect(try body(text(.xmlForm)).hasSuffix("%3C%2FlogData%3E"))
    }

    @Test func `multipart has a part per field and a closing boundary`() throws {
        let request = try text(.multipart)
        #expect(request.hasPrefix("POST /apisvc/sendLogDataHTML.do HTTP/1.1\r\n"))
        #expect(request.contains("\r\nExpect: 100-continue\r\n"))
        let parts = try body(request).components(separatedBy: "--5b0e1f72-3f0a-4c57-9f1e-8a6d2c4b7e90")
        #expect(parts.count == 8)
        #expect(parts[0].isEmpty && parts[7] == "--\r\n")
        #expect(parts[3].hasSuffix("form-data; name=useSe\r\n\r\n조회\r\n"))
    }

    struct Stamp: CustomTestStringConvertible, Sendable {
        let form: StampForm
        let text: String
        let milliseconds: Int
        var testDescription: String { form.rawValue }
    }

    @Test(arguments: [
        Stamp(form: .milliseconds, text: "2026-07-01 09:12:33.456", milliseconds: 456),
        Stamp(form: .zeroMilliseconds, text: "2026-07-01 09:12:33.000", milliseconds: 0),
        Stamp(form: .noFraction, text: "2026-07-01 09:12:33", milliseconds: 0),
        Stamp(form: .colonMilliseconds, text: "2026-07-01 09:12:33:456", milliseconds: 456),
        Stamp(form: .zeroDigit, text: "2026-07-01 09:12:33.0", milliseconds: 0),
        Stamp(form: .secondsAsTwoDigits, text: "2026-07-01 09:12:33.33", milliseconds: 330),
        Stamp(form: .secondsAsThreeDigits, text: "2026-07-01 09:12:33.033", milliseconds: 33),
    ]) func `a stamp says what its text says`(_ stamp: Stamp) throws {
        let at = try #require(Timestamp(parsing: "2026-07-01T09:12:33.456"))
        let whole = try #require(Timestamp(parsing: "2026-07-01T09:12:33"))
        let written = stamp.form.written(at)
        #expect(written.text == stamp.text)
        #expect(written.meaning.microseconds - whole.microseconds == Int64(stamp.milliseconds) * 1_000)
    }
}
