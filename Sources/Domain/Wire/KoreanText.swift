/// Reads text that is UTF-8, or failing that code page 949 (EUC-KR with Microsoft's extension), as Korean
/// clients and spreadsheets write it.
///
/// A byte order mark is dropped. Bytes that are neither become U+FFFD.
package func decodeKoreanText(_ bytes: [UInt8]) -> (text: String, wasCP949: Bool) {
    let hasMark = bytes.starts(with: utf8ByteOrderMark)
    switch KoreanText(hasMark ? bytes[utf8ByteOrderMark.count...] : bytes[...]) {
    case .utf8(let text), .cut(let text): return (text, false)
    case .cp949(let text): return (text, true)
    case .unreadable: return (String(decoding: bytes, as: UTF8.self), false)
    }
}

/// Bytes read as text, with the encoding in which they made sense.
enum KoreanText {
    case utf8(String)
    case cp949(String)
    /// UTF-8 whose last character lacks bytes, without that character.
    case cut(String)
    case unreadable

    init(_ bytes: ArraySlice<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = .utf8(text)
        } else if let text = Self.textBeforeCut(bytes) {
            self = .cut(text)
        } else if let text = CodePage949.decode(bytes) {
            self = .cp949(text)
        } else {
            self = .unreadable
        }
    }

    /// Believed only when other characters before the cut prove that this is UTF-8.
    private static func textBeforeCut(_ bytes: ArraySlice<UInt8>) -> String? {
        for missing in 1...3 {
            guard bytes.count > missing, bytes[bytes.endIndex - missing] >= 0xC2 else { continue }
            let kept = bytes.dropLast(missing)
            guard kept.contains(where: { $0 >= 0x80 }) else { return nil }
            return String(validating: kept, as: UTF8.self)
        }
        return nil
    }
}

/// Code page 949: KS X 1001 where both bytes are 0xA1 or more, and elsewhere the 8,822 Hangul syllables that
/// KS X 1001 lacks, in Unicode order over the free cells from 0x8141 to 0xC652.
enum CodePage949 {
    /// `nil` when `bytes` hold anything that code page 949 does not assign.
    static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        var text = String.UnicodeScalarView()
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let lead = bytes[at]
            at += 1
            if lead < 0x80 {
                text.append(Unicode.Scalar(lead))
                continue
            }
            guard (0x81...0xFE).contains(lead), at < bytes.endIndex, let trail = trailIndex(bytes[at]),
                let scalar = Unicode.Scalar(table[Int(lead - 0x81) * trails + trail]), scalar.value != 0
            else { return nil }
            at += 1
            text.append(scalar)
        }
        return String(text)
    }

    /// 0x41...0x5A, 0x61...0x7A and 0x81...0xFE.
    private static let trails = 178

    /// Where in a row of `table` the trail byte stands.
    private static func trailIndex(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x41...0x5A: Int(byte) - 0x41
        case 0x61...0x7A: Int(byte) - 0x61 + 26
        case 0x81...0xFE: Int(byte) - 0x81 + 52
        default: nil
        }
    }

    /// UTF-16 by lead and trail; 0 where nothing is assigned.
    private static let table: [UInt16] = {
        let firstShared = 84  // trail 0xA1
        var table = [UInt16](repeating: 0, count: 126 * trails)
        var isShared = [Bool](repeating: false, count: 0x10000)
        for (cell, scalar) in KSX1001.plane.unicodeScalars.enumerated() where scalar != "." {
            table[(cell / 94 + 0x20) * trails + firstShared + cell % 94] = UInt16(
                truncatingIfNeeded: scalar.value)
            isShared[Int(scalar.value & 0xFFFF)] = true
        }
        var rest = (UInt16(0xAC00)...0xD7A3).filter { !isShared[Int($0)] }[...]
        for lead in 0..<126 {
            for trail in 0..<(lead < 0x20 ? trails : firstShared) {
                guard let syllable = rest.popFirst() else { return table }
                table[lead * trails + trail] = syllable
            }
        }
        return table
    }()
}
