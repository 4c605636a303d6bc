import Domain
import Foundation
import Testing

@Suite("Replies of the old protocol")
struct WireReplyTests {
    private let instant = Timestamp(parsing: "2026-05-07 09:12:33.609")

    @Test("JSON is the four strings, wrapped, on one line")
    func json() throws {
        let body = Reply.body(.AP1002, at: try #require(instant), format: .json)
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"result":{"recptnDt":"2026-05-07 09:12:33.609","recptnRsltCd":"AP1002","#
                + #""recptnRslt":"데이터 이관 완료","recptnRsltDtl":""}}"#)
    }

    @Test("XML is the one real sample, CR LF included")
    func xml() throws {
        let body = Reply.body(
            .AP1002, at: try #require(Timestamp(parsing: "2022-10-01 22:57:38.609")), format: .xml)
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"<Result xmlns=""><recptnDt>2022-10-01 22:57:38.609</recptnDt>"#
                + "<recptnRsltCd>AP1002</recptnRsltCd><recptnRslt>데이터 이관 완료</recptnRslt>"
                + "<recptnRsltDtl></recptnRsltDtl></Result>\r\n")
    }

    @Test(
        "every code gives JSON of four strings, and AP1002 stands in success alone",
        arguments: ResultCode.allCases)
    func everyCode(_ code: ResultCode) throws {
        for format in [ReplyFormat.json, .xml] {
            let body = String(
                decoding: Reply.body(code, at: try #require(instant), format: format), as: UTF8.self)
            #expect(body.contains("AP1002") == (code == .AP1002))
            #expect(body.contains(code.korean))
        }
        let json = Reply.body(code, at: try #require(instant), format: .json)
        let object = try JSONSerialization.jsonObject(with: Data(json)) as? [String: [String: String]]
        #expect(object?["result"]?["recptnRsltCd"] == code.rawValue)
        #expect(object?["result"]?.count == 4)
    }

    @Test("the charset is named")
    func contentType() {
        #expect(Reply.contentType(.json) == "application/json;charset=UTF-8")
        #expect(Reply.contentType(.xml) == "application/xml;charset=UTF-8")
    }

    @Test("only the XML endpoint answers XML")
    func formats() {
        #expect(Endpoint.allCases.map(\.replyFormat) == [.json, .json, .xml, .json])
        #expect(Endpoint.allCases.map { Endpoint(path: $0.path) } == Endpoint.allCases)
        #expect(Endpoint(path: "/apisvc/sendLogData.js") == nil)
    }
}
