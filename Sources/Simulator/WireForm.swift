/// The request shapes of real client families; the census of clients tells where each was seen.
package enum WireForm: String, CaseIterable, Sendable {
    /// Correctly encoded form fields (Spring).
    case formEncoded
    /// The guide's own jQuery sample, from a browser on another origin.
    case formBrowser
    /// Form fields joined by hand without encoding: raw UTF-8, blanks and `$`.
    case formRaw
    /// Java's `writeBytes`: only the low byte of each character is sent.
    case formMangled
    /// Fields in the query of a POST with an empty body (C#).
    case queryFieldsPost
    /// GET with indented JSON in the query, encoded by `System.Uri`.
    case queryJSONIndented
    /// GET with JSON in the query, lower-case hexadecimal digits, blank as `+`.
    case queryJSONLowercase
    /// POST with JSON in the query, without body, length or transfer encoding (Java).
    case queryJSONNoBody
    /// The same with braces and quotes raw in the request target.
    case queryJSONRaw
    /// The same JSON in the query and in the body of a POST: one event.
    case queryAndBody
    /// JSON object as body, number as number.
    case jsonBody
    /// JSON object with `\/` (PHP).
    case jsonBodyEscaped
    /// JSON object, and the client closes the connection after the answer (Python).
    case jsonBodyClosing
    /// JSON in the form field `logData`.
    case logDataForm
    /// The same without any encoding.
    case logDataFormRaw
    /// XML in the form field `logData`.
    case xmlForm
    /// XML whose values were encoded before the whole was.
    case xmlFormTwice
    /// XML in the query of a GET.
    case xmlQuery
    /// multipart/form-data at the fourth endpoint (.NET), which also expects `100 Continue`.
    case multipart

    /// Head and body of one request.
    func request(_ fields: WireFields, host: String, extraHeaders: [(name: String, value: String)]) -> [UInt8]
    {
        let draft = draft(fields)
        var head = "\(draft.method) \(draft.path)"
        if let query = draft.query { head += "?\(query)" }
        head += " HTTP/1.1\r\nHost: \(host)\r\n"
        for header in draft.headers + extraHeaders { head += "\(header.name): \(header.value)\r\n" }
        if let body = draft.body { head += "Content-Length: \(body.count)\r\n" }
        return Array(head.utf8) + [13, 10] + (draft.body ?? [])
    }

    private struct Draft {
        let method: String
        let path: String
        var query: String?
        var headers: [(name: String, value: String)] = []
        /// `nil`: neither a body nor a length is sent.
        var body: [UInt8]?
    }

    private func draft(_ fields: WireFields) -> Draft {
        switch self {
        case .formEncoded, .formBrowser, .formRaw, .formMangled, .queryFieldsPost: formDraft(fields)
        case .queryJSONIndented, .queryJSONLowercase, .queryJSONNoBody, .queryJSONRaw, .queryAndBody:
            queryDraft(fields)
        case .jsonBody, .jsonBodyEscaped, .jsonBodyClosing: jsonDraft(fields)
        default: logDataDraft(fields)
        }
    }

    private func formDraft(_ fields: WireFields) -> Draft {
        let ordered = fields.inGuideOrder
        let encoded = Array(WireFields.form(ordered, .form).utf8)
        switch self {
        case .formBrowser:
            return Draft(method: "POST", path: Self.json, headers: Self.browser, body: encoded)
        case .formRaw:
            return Draft(
                method: "POST", path: Self.json,
                headers: [
                    ("Accept", "*/*"), ("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8;"),
                ],
                body: Array(WireFields.form(ordered, nil).utf8))
        case .formMangled:
            let text = WireFields.form(ordered, nil)
            return Draft(
                method: "POST", path: Self.json, headers: [Self.formType] + Self.java8,
                body: text.utf16.map { UInt8(truncatingIfNeeded: $0) })
        case .queryFieldsPost:
            return Draft(
                method: "POST", path: Self.json, query: WireFields.form(ordered, .uri),
                headers: [Self.formType, ("Connection", "Keep-Alive")], body: [])
        default:
            return Draft(
                method: "POST", path: Self.json,
                headers: [
                    ("Accept", "application/json"),
                    ("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"),
                    ("User-Agent", "Java/11.0.20"), ("Connection", "keep-alive"),
                ], body: encoded)
        }
    }

    private func queryDraft(_ fields: WireFields) -> Draft {
        func json(_ fields: [(name: String, value: String)], _ layout: WireFields.JSONLayout) -> String {
            WireFields.json(fields, layout)
        }
        switch self {
        case .queryJSONIndented:
            return Draft(
                method: "GET", path: Self.logDataJSON,
                query: "logData=" + PercentStyle.uri.encode(json(fields.inGuideOrder, .indented)),
                headers: [("Content-Type", "application/json"), ("Connection", "Keep-Alive")])
        case .queryJSONLowercase:
            return Draft(
                method: "GET", path: Self.logDataJSON,
                query: "logData=" + PercentStyle.formLowercase.encode(json(fields.inGuideOrder, .compact)),
                headers: [("Connection", "Keep-Alive")])
        case .queryJSONRaw:
            let text = json(fields.inGuideOrder, .compact).split(
                separator: " ", omittingEmptySubsequences: false)
            return Draft(
                method: "POST", path: Self.logDataJSON, query: "logData=" + text.joined(separator: "%20"),
                headers: [
                    ("User-Agent", "Mozilla/5.0"), ("Accept", "application/json"),
                    ("Connection", "keep-alive"),
                ])
        case .queryAndBody:
            let text = json(fields.inGuideOrder, WireFields.JSONLayout(isQuantityNumber: true))
            return Draft(
                method: "POST", path: Self.logDataJSON, query: "logData=" + PercentStyle.form.encode(text),
                headers: [("Content-Type", "application/json;UTF-8")] + Self.java8, body: Array(text.utf8))
        default:
            let layout = WireFields.JSONLayout(isQuantityNumber: true, escapesSlash: true)
            return Draft(
                method: "POST", path: Self.logDataJSON,
                query: "logData=" + PercentStyle.form.encode(json(fields.inHashOrder, layout)),
                headers: [("Content-type", "application/json")] + Self.java8)
        }
    }

    private func jsonDraft(_ fields: WireFields) -> Draft {
        switch self {
        case .jsonBodyEscaped:
            let layout = WireFields.JSONLayout(isQuantityNumber: true, escapesSlash: true)
            return Draft(
                method: "POST", path: Self.json,
                headers: [("Accept", "*/*"), ("Content-Type", "application/json; charset=UTF-8")],
                body: Array(WireFields.json(fields.inGuideOrder, layout).utf8))
        case .jsonBodyClosing:
            return Draft(
                method: "POST", path: Self.json,
                headers: [
                    ("Accept-Encoding", "identity"), ("User-Agent", "Python-urllib/3.11"),
                    ("Content-Type", "application/json; charset=UTF-8"), ("Connection", "close"),
                ], body: Array(WireFields.json(fields.inGuideOrder, .spaced).utf8))
        default:
            let layout = WireFields.JSONLayout(isQuantityNumber: true)
            return Draft(
                method: "POST", path: Self.json,
                headers: [
                    ("Accept", "application/json, application/*+json"), ("Content-Type", "application/json"),
                    ("User-Agent", "Java/11.0.20"), ("Connection", "keep-alive"),
                ], body: Array(WireFields.json(fields.inHashOrder, layout).utf8))
        }
    }

    private func logDataDraft(_ fields: WireFields) -> Draft {
        let ordered = fields.inGuideOrder
        func form(_ text: String, to path: String, headers: [(name: String, value: String)]) -> Draft {
            Draft(method: "POST", path: path, headers: headers, body: Array("logData=\(text)".utf8))
        }
        let utf8Form = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")] + Self.java8
        switch self {
        case .logDataFormRaw:
            return form(
                WireFields.json(ordered, .loose), to: Self.logDataJSON, headers: Self.java8 + [Self.formType])
        case .xmlForm:
            return form(
                PercentStyle.form.encode(WireFields.xml(ordered)), to: Self.logDataXML, headers: utf8Form)
        case .xmlFormTwice:
            return form(
                PercentStyle.form.encode(WireFields.xml(ordered, inner: .form)), to: Self.logDataXML,
                headers: utf8Form)
        case .xmlQuery:
            return Draft(
                method: "GET", path: Self.logDataXML,
                query: "logData=" + PercentStyle.form.encode(WireFields.xml(ordered)),
                headers: [
                    ("Connection", "Keep-Alive"), ("User-Agent", "Apache-HttpClient/4.5.13 (Java/1.8.0_202)"),
                    ("Accept-Encoding", "gzip,deflate"),
                ])
        case .multipart: return multipartDraft(ordered)
        default:
            let layout = WireFields.JSONLayout(isQuantityNumber: true)
            return form(
                PercentStyle.form.encode(WireFields.json(fields.inHashOrder, layout)), to: Self.logDataJSON,
                headers: utf8Form)
        }
    }

    private func multipartDraft(_ fields: [(name: String, value: String)]) -> Draft {
        let boundary = "5b0e1f72-3f0a-4c57-9f1e-8a6d2c4b7e90"
        let parts = fields.map { field in
            "--\(boundary)\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Disposition: form-data; name=\(field.name)\r\n\r\n\(field.value)\r\n"
        }
        return Draft(
            method: "POST", path: "/apisvc/sendLogDataHTML.do",
            headers: [
                ("Accept", "*/*"), ("Content-Type", "multipart/form-data; boundary=\"\(boundary)\""),
                ("Expect", "100-continue"), ("Connection", "Keep-Alive"),
            ], body: Array((parts.joined() + "--\(boundary)--\r\n").utf8))
    }

    private static let json = "/apisvc/sendLogData.json"
    private static let logDataJSON = "/apisvc/sendLogDataJSON.do"
    private static let logDataXML = "/apisvc/sendLogDataXML.do"
    private static let formType = (name: "Content-Type", value: "application/x-www-form-urlencoded")
    private static let java8 = [
        (name: "User-Agent", value: "Java/1.8.0_202"),
        (name: "Accept", value: "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
        (name: "Connection", value: "keep-alive"),
    ]
    private static let browser = [
        (name: "Connection", value: "keep-alive"),
        (name: "Accept", value: "application/json, text/javascript, */*; q=0.01"),
        (name: "Content-Type", value: "application/x-www-form-urlencoded; charset=utf-8"),
        (
            name: "User-Agent",
            value: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0.0.0 Safari/537.36"
        ),
        (name: "Origin", value: "http://192.168.10.20:8080"),
        (name: "Referer", value: "http://192.168.10.20:8080/"),
        (name: "Accept-Language", value: "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7"),
    ]
}
