/// The short cut for what nearly every line of a file is: one flat JSON object whose texts hold no escapes.
///
/// Gives up at anything else, which is then read by `JSONParser`; where it does not give up, both understand the same.
struct FlatLine {
    private let line: ArraySlice<UInt8>
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var payload = Payload(lineIn: .json)

    /// `nil` when `line` is not so simple.
    static func read(_ line: ArraySlice<UInt8>) -> Payload? {
        line.withUnsafeBufferPointer { bytes in
            var reading = FlatLine(line: line, bytes: bytes)
            return reading.object() ? reading.payload : nil
        }
    }

    private init(line: ArraySlice<UInt8>, bytes: UnsafeBufferPointer<UInt8>) {
        self.line = line
        self.bytes = bytes
    }

    private mutating func object() -> Bool {
        skipBlanks()
        guard take(123) else { return false }
        repeat {
            skipBlanks()
            guard let name = string() else { return false }
            skipBlanks()
            guard take(58) else { return false }
            skipBlanks()
            guard member(name) else { return false }
            skipBlanks()
        } while take(44)
        guard take(125) else { return false }
        skipBlanks()
        return at == bytes.count
    }

    /// Reads the value of the member called so.
    private mutating func member(_ name: Range<Int>) -> Bool {
        if isNull() {
            at += 4
            return true
        }
        guard let value = at < bytes.count && bytes[at] == 34 ? string() : number() else { return false }
        let start = line.startIndex
        if let field = field(name) {
            payload.set(
                .field(field, isMisspelt: false), line[start + value.lowerBound..<start + value.upperBound])
            return true
        }
        if case .unknown = FieldName(line[start + name.lowerBound..<start + name.upperBound]) { return true }
        return false
    }

    /// The field of exactly this name.
    private func field(_ name: Range<Int>) -> Field? {
        let field: Field
        switch (name.count, bytes[name.lowerBound]) {
        case (5, 108): field = .logDt
        case (5, 117): field = .useSe
        case (7, 115): field = .user
        case (8, 99): field = bytes[name.lowerBound + 1] == 111 ? .address : .key
        case (10, 100): field = .quantity
        default: return nil
        }
        let isIt = field.name.withUTF8Buffer { $0.elementsEqual(bytes[name]) }
        return isIt ? field : nil
    }

    private func isNull() -> Bool {
        at + 4 <= bytes.count && bytes[at] == 110 && bytes[at + 1] == 117 && bytes[at + 2] == 108
            && bytes[at + 3] == 108
    }

    /// What stands between quotation marks.
    private mutating func string() -> Range<Int>? {
        guard take(34) else { return nil }
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 34 {
                at += 1
                return start..<at - 1
            }
            if byte == 92 || byte < 32 { return nil }
            at += 1
        }
        return nil
    }

    private mutating func number() -> Range<Int>? {
        let start = at
        var hasDigit = false
        scan: while at < bytes.count {
            switch bytes[at] {
            case 48...57: hasDigit = true
            case 43, 45, 46, 69, 101: break
            default: break scan
            }
            at += 1
        }
        return hasDigit ? start..<at : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while at < bytes.count, isBlank(bytes[at]) { at += 1 }
    }
}
