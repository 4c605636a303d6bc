/// The six fields of one record, as text; `crtfcKey` is left out where it is empty.
struct WireFields {
    let key: String
    let stamp: String
    let word: String
    let user: String
    let address: String
    let quantity: SimulatedQuantity

    init(_ record: SimulatedRecord, key: String) {
        self.key = key
        stamp = record.stamp
        word = record.word
        user = record.user
        address = record.address
        quantity = record.quantity
    }

    /// Names and values in the order of the guide.
    var inGuideOrder: [(name: String, value: String)] {
        (key.isEmpty ? [] : [("crtfcKey", key)]) + [
            ("logDt", stamp), ("useSe", word), ("sysUser", user), ("conectIp", address),
            ("dataUsgqty", quantity.text),
        ]
    }

    /// The order that Java's `HashMap` gives these names.
    var inHashOrder: [(name: String, value: String)] {
        [("conectIp", address), ("logDt", stamp), ("dataUsgqty", quantity.text), ("crtfcKey", key)]
            + [("sysUser", user), ("useSe", word)]
    }

    static func form(_ fields: [(name: String, value: String)], _ style: PercentStyle?) -> String {
        fields.map { "\($0.name)=\(style?.encode($0.value) ?? $0.value)" }.joined(separator: "&")
    }

    /// How a JSON object is laid out.
    struct JSONLayout {
        var isQuantityNumber = false
        var escapesSlash = false
        /// Between members, after the opening and before the closing brace.
        var opening = "{"
        var separator = ","
        var colon = ":"
        var closing = "}"

        static let compact = JSONLayout()
        static let indented = JSONLayout(
            opening: "{\r\n  ", separator: ",\r\n  ", colon: ": ", closing: "\r\n}")
        static let spaced = JSONLayout(separator: ", ", colon: ": ")
        static let loose = JSONLayout(separator: " , ", colon: " : ")
    }

    static func json(_ fields: [(name: String, value: String)], _ layout: JSONLayout) -> String {
        let members = fields.map { field in
            let isNumber = field.name == "dataUsgqty" && layout.isQuantityNumber && !field.value.isEmpty
            let value = isNumber ? field.value : "\"\(escaped(field.value, layout))\""
            return "\"\(field.name)\"\(layout.colon)\(value)"
        }
        return layout.opening + members.joined(separator: layout.separator) + layout.closing
    }

    static func xml(_ fields: [(name: String, value: String)], inner: PercentStyle? = nil) -> String {
        let elements = fields.map { "<\($0.name)>\(inner?.encode($0.value) ?? $0.value)</\($0.name)>" }
        return "<logData>\(elements.joined())</logData>"
    }

    private static func escaped(_ text: String, _ layout: JSONLayout) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\"", "\\": escaped += "\\\(character)"
            case "/" where layout.escapesSlash: escaped += "\\/"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
