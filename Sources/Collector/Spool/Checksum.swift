/// CRC-64/XZ of bytes and numbers.
///
/// It sees every change within 64 bits in a row, and of all others all but one in 2⁶⁴.
struct Checksum {
    private var state = UInt64.max

    var value: UInt64 { ~state }

    mutating func add(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { add($0) }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        Self.tables.withUnsafeBufferPointer { table in
            var at = 0
            while bytes.count - at >= 8 {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ state
                // Eight tables take eight bytes in one step (Kounavis and Berry, "slicing-by-8").
                let low =
                    table[1_792 + Int(word & 255)] ^ table[1_536 + Int(word >> 8 & 255)]
                    ^ table[1_280 + Int(word >> 16 & 255)] ^ table[1_024 + Int(word >> 24 & 255)]
                let high =
                    table[768 + Int(word >> 32 & 255)] ^ table[512 + Int(word >> 40 & 255)]
                    ^ table[256 + Int(word >> 48 & 255)] ^ table[Int(word >> 56)]
                state = low ^ high
                at += 8
            }
            while at < bytes.count {
                state = table[Int((state ^ UInt64(bytes[at])) & 255)] ^ state >> 8
                at += 1
            }
        }
    }

    private static let tables: [UInt64] = {
        var tables = [UInt64](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            var value = UInt64(index)
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xC96C_5795_D787_0F42 }
            tables[index] = value
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = tables[Int(before & 255)] ^ before >> 8
        }
        return tables
    }()
}
