/// Base 64 of RFC 4648 §4.
enum Base64 {
    /// `nil` when `text` is no base 64 with its padding; line breaks and blanks are allowed.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text where !isBlank(byte) {
            if byte == 61 {
                padding += 1
            } else {
                guard padding == 0, let digit = digit(byte) else { return nil }
                bits = bits << 6 | digit
            }
            count += 1
            guard count % 4 == 0 else { continue }
            guard padding < 3 else { return nil }
            bits <<= 6 * UInt32(padding)
            for place in 0..<(3 - padding) { bytes.append(UInt8(bits >> UInt32(16 - 8 * place) & 0xFF)) }
            bits = 0
        }
        return count % 4 == 0 && padding < 3 ? bytes : nil
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 65...90: UInt32(byte) - 65
        case 97...122: UInt32(byte) - 71
        case 48...57: UInt32(byte) + 4
        case 43: 62
        case 47: 63
        default: nil
        }
    }
}
