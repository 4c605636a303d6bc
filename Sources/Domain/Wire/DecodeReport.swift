/// What `afterbuild decode` says of one request: the answer to "what did you understand?".
///
/// Lane and code are those that a registered key within its collection window would get.
package struct DecodeReport: Sendable {
    package let id: String
    package let lane: Lane
    package let code: ResultCode
    package let record: DecodedRecord

    package init(id: String, decoded: Decoded) {
        self.id = id
        (lane, code) = triage(decoded, key: .registered(collecting: true, overLimit: false))
        record = decoded.record
    }

    /// One JSON object on one line, without a line feed.
    ///
    /// What could not be read is null.
    package var line: String {
        let members: [(String, String)] = [
            ("id", Self.quoted(id)),
            ("lane", Self.quoted(lane.rawValue)),
            ("code", Self.quoted(code.rawValue)),
            ("crtfcKey", Self.quoted(record.key)),
            ("logDt", Self.quoted(record.occurredAt?.iso8601)),
            ("useSe", Self.quoted(record.useSe)),
            ("action", Self.quoted(record.action?.code)),
            ("sysUser", Self.quoted(record.sysUser)),
            ("conectIp", Self.quoted(record.conectIp)),
            ("dataUsgqty", record.quantity.map { String($0) } ?? "null"),
            ("repairs", "[" + record.repairs.names.map(Self.quoted).joined(separator: ",") + "]"),
        ]
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String?) -> String {
        guard let text else { return "null" }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
