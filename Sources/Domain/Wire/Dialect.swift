/// The shape in which a record came: endpoint, method and place of the payload.
///
/// Clients of one code base share it.
package struct Dialect: Hashable, Sendable {
    /// The HTTP method, as far as it matters.
    package enum Method: Int, CaseIterable, Sendable {
        case get, post, other
    }

    /// Where the payload stood.
    ///
    /// Numbers and names are stored and published: add at the end only.
    package enum Place: Int, CaseIterable, Sendable {
        case nowhere, queryFields, queryJSON, queryXML, formFields, formJSON, formXML, jsonBody, xmlBody
        case multipartFields, multipartJSON, multipartXML
        /// Fields or whole records in the query and in the body as well.
        case queryAndBody
        /// A line of a file that was sent to `POST /v1/receipts` or imported.
        ///
        /// It has no endpoint of the old protocol, and is filed under the one whose fields it holds.
        case ndjsonLine, csvLine

        var name: String {
            switch self {
            case .nowhere: "nothing"
            case .queryFields: "query"
            case .queryJSON: "query-logData"
            case .queryXML: "query-logData-xml"
            case .formFields: "form"
            case .formJSON: "form-logData"
            case .formXML: "form-logData-xml"
            case .jsonBody: "json-body"
            case .xmlBody: "xml-body"
            case .multipartFields: "multipart"
            case .multipartJSON: "multipart-logData"
            case .multipartXML: "multipart-logData-xml"
            case .queryAndBody: "query-and-body"
            case .ndjsonLine: "ndjson"
            case .csvLine: "csv"
            }
        }
    }

    package let endpoint: Endpoint
    package let method: Method
    package let place: Place

    package init(endpoint: Endpoint, method: Method, place: Place) {
        self.endpoint = endpoint
        self.method = method
        self.place = place
    }

    init(endpoint: Endpoint, method: String, place: Place) {
        let known: Method =
            switch method {
            case "POST": .post
            case "GET": .get
            default: .other
            }
        self.init(endpoint: endpoint, method: known, place: place)
    }

    /// `nil` for a number that `code` never gives.
    package init?(code: Int16) {
        let number = Int(code)
        guard number >= 0, let endpoint = Endpoint(rawValue: number / 1_000),
            let method = Method(rawValue: number / 100 % 10), let place = Place(rawValue: number % 100)
        else { return nil }
        self.init(endpoint: endpoint, method: method, place: place)
    }

    /// Endpoint × 1,000 + method × 100 + place: what the database stores.
    package var code: Int16 { Int16(endpoint.rawValue * 1_000 + method.rawValue * 100 + place.rawValue) }

    /// For people: `json.do/GET/query-logData`, `receipts/POST/csv`.
    package var name: String {
        let end =
            switch endpoint {
            case .fields where place == .ndjsonLine || place == .csvLine: "receipts"
            case .fields: "json"
            case .json: "json.do"
            case .xml: "xml.do"
            case .html: "html.do"
            }
        return "\(end)/\("\(method)".uppercased())/\(place.name)"
    }

    /// For staff: `sendLogDataJSON.do, GET, 주소의 logData에 담은 JSON`.
    package var korean: String {
        if place == .ndjsonLine || place == .csvLine { return place.korean }
        let file = endpoint.path.split(separator: "/").last ?? ""
        let verb = method == .other ? "그 밖의 메서드" : "\(method)".uppercased()
        return "\(file), \(verb), \(place.korean)"
    }
}

extension Dialect.Place {
    fileprivate var korean: String {
        switch self {
        case .nowhere: "내용 없음"
        case .queryFields: "주소의 개별 항목"
        case .queryJSON: "주소의 logData에 담은 JSON"
        case .queryXML: "주소의 logData에 담은 XML"
        case .formFields: "본문(폼)의 개별 항목"
        case .formJSON: "본문(폼)의 logData에 담은 JSON"
        case .formXML: "본문(폼)의 logData에 담은 XML"
        case .jsonBody: "본문 JSON"
        case .xmlBody: "본문 XML"
        case .multipartFields: "본문(멀티파트)의 개별 항목"
        case .multipartJSON: "본문(멀티파트)의 logData에 담은 JSON"
        case .multipartXML: "본문(멀티파트)의 logData에 담은 XML"
        case .queryAndBody: "주소와 본문에 함께"
        case .ndjsonLine: "기록 파일(NDJSON)"
        case .csvLine: "기록 파일(CSV)"
        }
    }
}
