package import Domain

/// A value that writes its own JSON, for frequent and large answers.
///
/// `JSONEncoder` takes longer for these than the database.
package protocol JSONWritable: Sendable {
    /// Writes one value, its members in the order of the alphabet, as every other answer has them.
    func write(to json: inout JSONWriter)
}

/// The bytes of a JSON answer, with a line's end after it.
package func jsonBytes(_ value: some JSONWritable) -> [UInt8] {
    var json = JSONWriter(capacity: 65_536)
    json.value(value)
    return json.finished()
}

/// Writes JSON member by member.
package struct JSONWriter: Sendable {
    private var bytes: [UInt8] = []

    package init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// The bytes with a line's end after them.
    package consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    package mutating func list<Element>(
        _ elements: some Sequence<Element>, _ element: (inout JSONWriter, Element) -> Void
    ) {
        enclose(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
            for each in elements {
                element(&json, each)
                json.bytes.append(UInt8(ascii: ","))
            }
        }
    }

    /// A member with any value.
    package mutating func member(_ name: StaticString, _ value: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        value(&self)
        bytes.append(UInt8(ascii: ","))
    }

    /// A member whose name is a code, of letters, digits and underscores.
    package mutating func member(_ code: String, _ value: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: code.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        value(&self)
        bytes.append(UInt8(ascii: ","))
    }

    package mutating func member(_ name: StaticString, _ text: String?) {
        member(name) { $0.value(text) }
    }

    package mutating func member(_ name: StaticString, _ number: Int?) {
        member(name) { $0.value(number) }
    }

    package mutating func member(_ name: StaticString, _ number: Double?) {
        member(name) { $0.value(number) }
    }

    package mutating func member(_ name: StaticString, _ number: Int64) {
        member(name, Int(number))
    }

    package mutating func member(_ name: StaticString, _ flag: Bool) {
        member(name) { $0.bytes.append(contentsOf: (flag ? "true" : "false").utf8) }
    }

    package mutating func member(_ name: StaticString, _ day: Day?) {
        member(name) { $0.value(day?.description) }
    }

    package mutating func member(_ name: StaticString, _ value: (some JSONWritable)?) {
        member(name) { json in
            if let value { json.value(value) } else { json.null() }
        }
    }

    package mutating func member(_ name: StaticString, _ values: [some JSONWritable]) {
        member(name) { json in json.list(values) { $0.value($1) } }
    }

    /// Bytes that are JSON already, or a part of it.
    mutating func literal(_ part: [UInt8]) {
        bytes.append(contentsOf: part)
    }

    package mutating func value(_ number: Int?) {
        if let number { bytes.append(contentsOf: number.description.utf8) } else { null() }
    }

    package mutating func value(_ number: Double?) {
        guard let number, number.isFinite else { return null() }
        // As the encoder of other answers writes it: 1 and not 1.0.
        if let whole = Int(exactly: number), whole.magnitude < 1 << 53 {
            bytes.append(contentsOf: whole.description.utf8)
        } else {
            bytes.append(contentsOf: number.description.utf8)
        }
    }

    package mutating func value(_ value: some JSONWritable) {
        value.write(to: &self)
    }

    package mutating func value(_ text: String?) {
        guard var text else { return null() }
        let start = bytes.count
        bytes.append(UInt8(ascii: "\""))
        let isPlain = text.withUTF8 { utf8 in
            bytes.append(contentsOf: utf8)
            return utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        }
        if isPlain {
            bytes.append(UInt8(ascii: "\""))
        } else {
            bytes.removeSubrange(start...)
            bytes.append(contentsOf: jsonText(text).utf8)
        }
    }

    private mutating func null() {
        bytes.append(contentsOf: "null".utf8)
    }

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ inside: (inout JSONWriter) -> Void) {
        bytes.append(open)
        inside(&self)
        if bytes.last == UInt8(ascii: ",") { bytes.removeLast() }
        bytes.append(close)
    }
}
