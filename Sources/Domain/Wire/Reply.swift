/// The answer to a client of the old protocol, byte for byte as such clients need it.
///
/// They cut it by text replacement, read its first or last line only, forbid unknown members, and cast every
/// value to a string: so it is one line, begins `{"result":`, ends `}}`, and holds four strings in this
/// order. It goes out with HTTP 200 whatever the outcome.
package enum Reply {
    /// `instant` becomes `recptnDt`, on a Korean clock with milliseconds.
    package static func body(_ code: ResultCode, at instant: Timestamp, format: ReplyFormat) -> [UInt8] {
        let time = instant.wireText
        let text =
            switch format {
            case .json:
                "{\"result\":{\"recptnDt\":\"\(time)\",\"recptnRsltCd\":\"\(code.rawValue)\","
                    + "\"recptnRslt\":\"\(code.korean)\",\"recptnRsltDtl\":\"\"}}"
            case .xml:
                "<Result xmlns=\"\"><recptnDt>\(time)</recptnDt><recptnRsltCd>\(code.rawValue)</recptnRsltCd>"
                    + "<recptnRslt>\(code.korean)</recptnRslt><recptnRsltDtl></recptnRsltDtl></Result>\r\n"
            }
        return Array(text.utf8)
    }

    /// The charset is named because one client decodes with whatever is named.
    package static func contentType(_ format: ReplyFormat) -> String {
        switch format {
        case .json: "application/json;charset=UTF-8"
        case .xml: "application/xml;charset=UTF-8"
        }
    }
}
