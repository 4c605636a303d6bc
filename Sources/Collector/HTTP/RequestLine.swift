import Domain

extension RequestFraming {
    /// The request line with its target mended, without a line end; `nil` when it is none.
    ///
    /// A request line is a method of capital letters, a blank, a target that begins with `/` or `http` or `*`, and
    /// at its end a blank and `HTTP/1.x`. Everything between the first and the last blank is the target, blanks and
    /// raw bytes included.
    static func mended(_ line: ArraySlice<UInt8>) -> [UInt8]? {
        guard let first = line.firstIndex(of: Byte.blank), first > line.startIndex,
            line[..<first].allSatisfy({ (65...90).contains($0) }),
            let last = line.lastIndex(of: Byte.blank), last > first,
            line[(last + 1)...].starts(with: "HTTP/1.".utf8)
        else { return nil }
        let target = line[(first + 1)..<last]
        guard let start = target.first, start == 47 || start == 42 || start == 104 else { return nil }
        guard target.contains(where: { !mayStandInTarget($0) }) else { return Array(line) }
        var mended = Array(line[...first])
        mended.reserveCapacity(line.count * 2)
        for byte in target {
            if mayStandInTarget(byte) {
                mended.append(byte)
            } else {
                mended.append(contentsOf: "%\(hexText(byte, digits: 2).uppercased())".utf8)
            }
        }
        mended.append(contentsOf: line[last...])
        return mended
    }

    /// Where a request line begins in surplus bytes; `nil` when none does.
    ///
    /// A client that counts its body in characters leaves the tail of the body in front of its next request.
    static func requestLineStart(in line: ArraySlice<UInt8>) -> Int? {
        for method in ["POST /", "GET /"] {
            let pattern = Array(method.utf8)
            guard line.count >= pattern.count else { continue }
            for start in line.startIndex...(line.endIndex - pattern.count)
            where line[start..<start + pattern.count].elementsEqual(pattern) {
                return start
            }
        }
        return nil
    }

    /// Whether these bytes begin a request, as far as they go.
    static func beginsWithKnownMethod(_ bytes: ArraySlice<UInt8>) -> Bool {
        knownMethods.contains { bytes.starts(with: $0) || $0.starts(with: bytes) }
    }

    private static let knownMethods = ["POST ", "GET ", "HEAD ", "OPTIONS ", "PUT ", "DELETE "].map {
        Array($0.utf8)
    }

    /// Printable ASCII but for the few bytes that parsers refuse or take for an end: blank, `"`, `#`, `<`, `>`, `\`,
    /// `^`, `` ` ``, `{`, `|`, `}`.
    private static func mayStandInTarget(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...32, 127...255, 34, 35, 60, 62, 92, 94, 96, 123, 124, 125: false
        default: true
        }
    }
}

/// Bytes of HTTP.
enum Byte {
    static let lineFeed: UInt8 = 10
    static let carriageReturn: UInt8 = 13
    static let blank: UInt8 = 32

    /// Compares without regard to ASCII case; `text` is in small letters.
    static func equal(_ bytes: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { pattern in
            zip(bytes, pattern).allSatisfy { lower($0) == $1 }
        }
    }

    static func contains(_ bytes: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard bytes.count >= length else { return false }
        return (bytes.startIndex...(bytes.endIndex - length)).contains { start in
            equal(bytes[start..<start + length], text)
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
}
