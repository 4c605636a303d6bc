import Domain

/// JSON as it is written, member by member: for answers of megabytes, for which encoders take longer than the database.
///
/// Whoever writes gives members in the order of the alphabet, as every other answer has them.
struct JSONBytes: Sendable {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func object(_ members: (inout JSONBytes) -> Void) {
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    mutating func list<Element>(
        _ elements: some Sequence<Element>, _ element: (inout JSONBytes, Element) -> Void
    ) {
        enclose(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
            for each in elements {
                element(&json, each)
                json.bytes.append(UInt8(ascii: ","))
            }
        }
    }

    /// A member with any value.
    mutating func member(_ name: StaticString, _ value: (inout JSONBytes) -> Void) {
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        value(&self)
        bytes.append(UInt8(ascii: ","))
    }

    mutating func member(_ name: StaticString, _ text: String?) {
        member(name) { $0.value(text) }
    }

    mutating func member(_ name: StaticString, _ number: Int?) {
        member(name) { json in
            if let number { json.bytes.append(contentsOf: number.description.utf8) } else { json.null() }
        }
    }

    mutating func member(_ name: StaticString, _ number: Double?) {
        member(name) { json in
            guard let number, number.isFinite else { return json.null() }
            // As the encoder of other answers writes it: 1 and not 1.0.
            if let whole = Int(exactly: number), whole.magnitude < 1 << 53 {
                json.bytes.append(contentsOf: whole.description.utf8)
            } else {
                json.bytes.append(contentsOf: number.description.utf8)
            }
        }
    }

    mutating func member(_ name: StaticString, _ day: Day?) {
        member(name) { $0.value(day?.description) }
    }

    mutating func value(_ text: String?) {
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

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ inside: (inout JSONBytes) -> Void) {
        bytes.append(open)
        inside(&self)
        if bytes.last == UInt8(ascii: ",") { bytes.removeLast() }
        bytes.append(close)
    }
}
