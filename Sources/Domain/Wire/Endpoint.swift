/// The four endpoints of the national log service, which installed clients call under our host name.
package enum Endpoint: Int, CaseIterable, Sendable {
    /// `sendLogData.json`: individual fields, or a JSON object as the body.
    case fields
    /// `sendLogDataJSON.do`: a JSON object in the parameter `logData`.
    case json
    /// `sendLogDataXML.do`: an XML document in the parameter `logData`.
    case xml
    /// `sendLogDataHTML.do`: individual fields, seen as multipart.
    case html

    /// `nil` when `path` (without query) is none of the four; the comparison is exact.
    package init?(path: String) {
        guard let found = Endpoint.allCases.first(where: { $0.path == path }) else { return nil }
        self = found
    }

    package var path: String {
        switch self {
        case .fields: "/apisvc/sendLogData.json"
        case .json: "/apisvc/sendLogDataJSON.do"
        case .xml: "/apisvc/sendLogDataXML.do"
        case .html: "/apisvc/sendLogDataHTML.do"
        }
    }

    /// The form of the answer.
    ///
    /// What the old service answered at the HTML endpoint is unknown; its one known client reads the HTTP
    /// status only, so it gets JSON.
    package var replyFormat: ReplyFormat { self == .xml ? .xml : .json }
}

/// The two forms in which the old service answers.
package enum ReplyFormat: Sendable {
    case json, xml
}
