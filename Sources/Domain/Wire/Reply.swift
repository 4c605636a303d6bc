/// The answer to a client of the old protocol, byte for byte as such clients need it.
///
/// They cut it by text replacement, read its first or last line only, forbid unknown members, and cast every
/// value to a string: so it is one line, begins `{"result":`, ends `}}`, and holds four strings in this
/// order. It goes out with HTTP 200 whatever the outcome.
package enum Reply {
    /// `instant` becomes `recptnDt`, on a Korean clock with milliseconds.
    package static func body(_ code: ResultCode, at instant: Timestamp, format: ReplyFormat) -> [UInt8] {
        let time = instant.wireText
        // Appended piece by piece: every record pays for this.
        var body: [UInt8] = []
        body.reserveCapacity(256)
        switch format {
        case .json:
            body += #"{"result":{"recptnDt":""#.utf8
            body += time.utf8
            body += #"","recptnRsltCd":""#.utf8
            body += code.rawValue.utf8
            body += #"","recptnRslt":""#.utf8
            body += code.korean.utf8
            body += #"","recptnRsltDtl":""}}"#.utf8
        case .xml:
            body += #"<Result xmlns=""><recptnDt>"#.utf8
            body += time.utf8
            body += "</recptnDt><recptnRsltCd>".utf8
            body += code.rawValue.utf8
            body += "</recptnRsltCd><recptnRslt>".utf8
            body += code.korean.utf8
            body += "</recptnRslt><recptnRsltDtl></recptnRsltDtl></Result>\r\n".utf8
        }
        return body
    }

    /// The charset is named because one client decodes with whatever is named.
    package static func contentType(_ format: ReplyFormat) -> String {
        switch format {
        case .json: "application/json;charset=UTF-8"
        case .xml: "application/xml;charset=UTF-8"
        }
    }
}
