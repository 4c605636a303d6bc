/// The elements of a `<logData>` document that carry fields.
///
/// No XML parser would do: clients put values between the tags without escaping them, so a value ends at its
/// own closing tag and nowhere else, and an `&` that begins no entity is an `&`.
struct XMLRecord {
    private let bytes: ArraySlice<UInt8>
    private var at: Int
    private var openRoots = 0
    /// Whether a closing tag, the root's included, is missing.
    private(set) var isBroken = false

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    /// The next field and its value, entities resolved; `nil` at the end.
    mutating func next() -> (FieldName, ArraySlice<UInt8>)? {
        while let tag = nextTag() {
            let name = FieldName(tag.name)
            switch name {
            case .logData where tag.isClosing: openRoots -= 1
            case .logData where !tag.isEmpty: openRoots += 1
            case .field where tag.isEmpty: return (name, bytes[at..<at])
            case .field where !tag.isClosing:
                guard let end = closingTag(of: tag.name) else {
                    isBroken = true
                    return nil
                }
                let value = bytes[at..<end.start]
                at = end.after
                return (name, Self.unescaped(value))
            default: break
            }
        }
        if openRoots != 0 { isBroken = true }
        return nil
    }

    private mutating func nextTag() -> (name: ArraySlice<UInt8>, isClosing: Bool, isEmpty: Bool)? {
        guard let open = bytes[at...].firstIndex(of: 60) else { return nil }
        guard let close = bytes[open...].firstIndex(of: 62) else {
            isBroken = true
            return nil
        }
        at = close + 1
        var inside = bytes[open + 1..<close]
        let isClosing = inside.first == 47
        if isClosing { inside.removeFirst() }
        let isEmpty = inside.last == 47
        if isEmpty { inside.removeLast() }
        return (inside.prefix { !isBlank($0) }, isClosing, isEmpty)
    }

    private func closingTag(of name: ArraySlice<UInt8>) -> (start: Int, after: Int)? {
        var from = at
        while let open = bytes[from...].firstIndex(of: 60) {
            let rest = bytes[(open + 1)...]
            if rest.first == 47, rest.dropFirst().starts(with: name) {
                let tail = rest.dropFirst(1 + name.count).drop(while: isBlank)
                if tail.first == 62 { return (open, tail.startIndex + 1) }
            }
            from = open + 1
        }
        return nil
    }

    private static func unescaped(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = raw
        if value.starts(with: "<![CDATA[".utf8), value.suffix(3).elementsEqual("]]>".utf8), value.count >= 12
        {
            return value.dropFirst(9).dropLast(3)
        }
        guard value.contains(38) else { return value }
        var text: [UInt8] = []
        while let first = value.first {
            if first == 38, let end = value.prefix(10).firstIndex(of: 59),
                let entity = entity(value[(value.startIndex + 1)..<end])
            {
                text.append(contentsOf: entity.utf8)
                value = value[(end + 1)...]
            } else {
                text.append(first)
                value.removeFirst()
            }
        }
        return text[...]
    }

    /// The text for what stands between `&` and `;`.
    private static func entity(_ name: ArraySlice<UInt8>) -> String? {
        switch String(decoding: name, as: UTF8.self) {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.first == 35 else { return nil }
            let isHex = name.dropFirst().first.map { $0 | 32 } == 120
            let digits = String(decoding: name.dropFirst(isHex ? 2 : 1), as: UTF8.self)
            guard let number = UInt32(digits, radix: isHex ? 16 : 10), let scalar = Unicode.Scalar(number)
            else {
                return nil
            }
            return String(Character(scalar))
        }
    }
}
