/// Writes numbers and texts as compactly as they can be read back.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    /// Seven bits a byte, the lowest first.
    mutating func append(unsigned number: UInt64) {
        var rest = number
        while rest > 127 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Small numbers of either sign take few bytes.
    mutating func append(_ number: some FixedWidthInteger & SignedInteger) {
        let number = Int64(number)
        append(unsigned: UInt64(bitPattern: number << 1 ^ number >> 63))
    }

    mutating func append(_ part: [UInt8]) {
        append(unsigned: UInt64(part.count))
        bytes += part
    }

    mutating func append(_ text: String) {
        append(unsigned: UInt64(text.utf8.count))
        bytes += text.utf8
    }
}

/// Reads what `ByteWriter` wrote, and any other bytes without harm.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    var left: Int { bytes.endIndex - at }

    func fail(_ what: String) -> BatchCodingError {
        BatchCodingError(what: what, at: at - bytes.startIndex)
    }

    mutating func byte() throws(BatchCodingError) -> UInt8 {
        guard at < bytes.endIndex else { throw fail("the end instead of a byte") }
        defer { at += 1 }
        return bytes[at]
    }

    mutating func unsigned() throws(BatchCodingError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            let byte = try byte()
            if shift == 63, byte > 1 { break }
            number |= UInt64(byte & 127) << UInt64(shift)
            if byte < 128 { return number }
        }
        throw fail("a number of more than 64 bits")
    }

    mutating func signed<Number: FixedWidthInteger & SignedInteger>(
        _ type: Number.Type = Number.self
    ) throws(BatchCodingError) -> Number {
        let folded = try unsigned()
        let number = Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
        guard let value = Number(exactly: number) else {
            throw fail("\(number), which does not fit a \(type)")
        }
        return value
    }

    /// A number of things that take at least one byte each.
    mutating func count() throws(BatchCodingError) -> Int {
        let count = try unsigned()
        guard count <= UInt64(left) else { throw fail("\(count) announced and \(left) bytes left") }
        return Int(count)
    }

    mutating func part() throws(BatchCodingError) -> [UInt8] {
        let count = try count()
        defer { at += count }
        return Array(bytes[at..<at + count])
    }

    mutating func text() throws(BatchCodingError) -> String {
        guard let text = String(validating: try part(), as: UTF8.self) else {
            throw fail("a text that is not UTF-8")
        }
        return text
    }
}

/// Bytes that are no batch: what was found, and where.
struct BatchCodingError: Error, Equatable, CustomStringConvertible {
    let what: String
    /// Bytes from the beginning.
    let at: Int

    var description: String { "no batch: found \(what) at byte \(at)" }
}
