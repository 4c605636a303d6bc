/// A JSON value whose texts are bytes still: their encoding is decided value by value.
enum JSONValue {
    case object([JSONMember])
    case array([JSONValue])
    /// Escapes are resolved, to UTF-8.
    case string(ArraySlice<UInt8>)
    /// As written, so that no digit is lost.
    case number(ArraySlice<UInt8>)
    case bool(Bool)
    case null

    /// The value of the first member with this name, if this is an object that has one.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.elementsEqual(name.utf8) }?.value
    }
}

struct JSONMember {
    let name: ArraySlice<UInt8>
    let value: JSONValue
}

/// Reads one JSON value by RFC 8259, forgiving only what leaves no doubt: raw control characters and unknown
/// escapes inside strings (`isLoose` tells).
///
/// Works on any encoding in which the bytes of JSON's own signs stand for themselves; UTF-8 and code page 949
/// are such.
struct JSONParser {
    private let bytes: ArraySlice<UInt8>
    private(set) var at: Int
    private(set) var isLoose = false
    /// The members of the outermost object read so far: what is known of a document that breaks later.
    private(set) var outermost: [JSONMember] = []
    private static let maximumDepth = 16

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    /// The value that begins at the first byte that is no blank; `nil` when broken.
    ///
    /// `at` is then after the value.
    mutating func parse() -> JSONValue? { value(depth: 0) }

    /// Whether only blanks remain.
    mutating func isAtEnd() -> Bool {
        skipBlanks()
        return at == bytes.endIndex
    }

    private mutating func value(depth: Int) -> JSONValue? {
        skipBlanks()
        guard at < bytes.endIndex, depth < Self.maximumDepth else { return nil }
        switch bytes[at] {
        case 123: return object(depth: depth)
        case 91: return array(depth: depth)
        case 34: return string().map(JSONValue.string)
        case 116: return word("true", .bool(true))
        case 102: return word("false", .bool(false))
        case 110: return word("null", .null)
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        at += 1
        var members: [JSONMember] = []
        skipBlanks()
        if take(125) { return .object(members) }
        repeat {
            skipBlanks()
            guard at < bytes.endIndex, bytes[at] == 34, let name = string() else { return nil }
            skipBlanks()
            guard take(58), let value = value(depth: depth + 1) else { return nil }
            let member = JSONMember(name: name, value: value)
            members.append(member)
            if depth == 0 { outermost.append(member) }
            skipBlanks()
        } while take(44)
        return take(125) ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        at += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if take(93) { return .array(elements) }
        repeat {
            guard let element = value(depth: depth + 1) else { return nil }
            elements.append(element)
            skipBlanks()
        } while take(44)
        return take(93) ? .array(elements) : nil
    }

    private mutating func number() -> JSONValue? {
        let start = at
        var hasDigit = false
        scan: while at < bytes.endIndex {
            switch bytes[at] {
            case 48...57: hasDigit = true
            case 43, 45, 46, 69, 101: break
            default: break scan
            }
            at += 1
        }
        return hasDigit ? .number(bytes[start..<at]) : nil
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) -> JSONValue? {
        let isThere = text.withUTF8Buffer { bytes[at...].starts(with: $0) }
        guard isThere else { return nil }
        at += text.utf8CodeUnitCount
        return value
    }

    /// A string; `at` is at its opening quote.
    private mutating func string() -> ArraySlice<UInt8>? {
        at += 1
        let start = at
        while at < bytes.endIndex {
            let byte = bytes[at]
            if byte == 34 {
                at += 1
                return bytes[start..<at - 1]
            }
            if byte == 92 { return escapedString(from: start) }
            if byte < 32 { isLoose = true }
            at += 1
        }
        return nil
    }

    private mutating func escapedString(from start: Int) -> ArraySlice<UInt8>? {
        var text = Array(bytes[start..<at])
        while at < bytes.endIndex {
            let byte = bytes[at]
            at += 1
            if byte == 34 { return text[...] }
            if byte != 92 {
                if byte < 32 { isLoose = true }
                text.append(byte)
                continue
            }
            guard at < bytes.endIndex else { return nil }
            let escape = bytes[at]
            at += 1
            switch escape {
            case 34, 47, 92: text.append(escape)
            case 98: text.append(8)
            case 102: text.append(12)
            case 110: text.append(10)
            case 114: text.append(13)
            case 116: text.append(9)
            case 117:
                guard let scalar = unicodeEscape() else { return nil }
                text.append(contentsOf: String(Character(scalar)).utf8)
            default:
                // A path written by hand (`C:\data`), or the low byte of a Korean character.
                isLoose = true
                text.append(92)
                text.append(escape)
            }
        }
        return nil
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair; `at` is after the `u`.
    ///
    /// Half a pair becomes U+FFFD.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let first = hexQuad() else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        let back = at
        if first < 0xDC00, take(92), take(117), let second = hexQuad(), (0xDC00...0xDFFF).contains(second) {
            return Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        }
        at = back
        return "\u{FFFD}"
    }

    private mutating func hexQuad() -> UInt16? {
        guard at + 4 <= bytes.endIndex else { return nil }
        var value: UInt16 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = hexDigit(byte) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        at += 4
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.endIndex, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while at < bytes.endIndex, isBlank(bytes[at]) { at += 1 }
    }
}

/// Blank, tab, line feed or carriage return.
func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }
