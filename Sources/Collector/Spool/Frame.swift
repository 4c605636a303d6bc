/// One record in a file: four bytes to find it by, its length, a checksum of both, a checksum of the payload.
///
/// Both checksums begin with the file's salt and the place in the file. A sender who plants the bytes of a record in a
/// text of his cannot know the salt, so that reading on behind damage never takes them for a record; and a block that
/// the disk put in the wrong place is none either.
enum Frame {
    static let headSize = 20
    /// Far above what one request can make; keeps an append from outgrowing memory.
    static let payloadMax = 256 << 20

    /// Bytes that no text in UTF-8 holds.
    private static let magic: [UInt8] = [0xFE, 0xAB, 0xFF, 0x9D]

    /// What stands at a place.
    enum Reading: Equatable {
        /// The payload, by its indices.
        case whole(Range<Int>)
        /// The bytes end before the frame does. `size` is the frame's in bytes, or a head's where the head is cut off.
        case unfinished(size: Int)
        case damaged
    }

    /// - Parameter offset: where in the file the frame will begin.
    static func append(_ payload: [UInt8], at offset: Int, salt: UInt64, to bytes: inout [UInt8]) {
        var head = magic
        put(UInt64(payload.count), 4, into: &head)
        put(checksum(payload[...], offset, salt), 8, into: &head)
        put(checksum(head[...], offset, salt), 4, into: &head)
        bytes += head
        bytes += payload
    }

    /// - Parameter base: where in the file `bytes` begin.
    static func read(_ bytes: [UInt8], at index: Int, base: Int, salt: UInt64) -> Reading {
        guard bytes.count - index >= headSize else { return .unfinished(size: headSize) }
        guard isHead(bytes, index, base, salt) else { return .damaged }
        let size = headSize + Int(number(bytes, index + 4, 4))
        guard size <= headSize + payloadMax else { return .damaged }
        guard bytes.count - index >= size else { return .unfinished(size: size) }
        let payload = index + headSize..<index + size
        let isWhole = checksum(bytes[payload], base + index, salt) == number(bytes, index + 8, 8)
        return isWhole ? .whole(payload) : .damaged
    }

    /// The first place from `index` on at which a whole frame begins.
    static func find(_ bytes: [UInt8], from index: Int, base: Int, salt: UInt64) -> Int? {
        var at = index
        while bytes.count - at >= headSize {
            if bytes[at] == magic[0], bytes[at + 1] == magic[1],
                case .whole = read(bytes, at: at, base: base, salt: salt)
            {
                return at
            }
            at += 1
        }
        return nil
    }

    private static func isHead(_ bytes: [UInt8], _ index: Int, _ base: Int, _ salt: UInt64) -> Bool {
        guard bytes[index..<index + 4].elementsEqual(magic) else { return false }
        let expected = checksum(bytes[index..<index + 16], base + index, salt) & 0xFFFF_FFFF
        return number(bytes, index + 16, 4) == expected
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ salt: UInt64) -> UInt64 {
        var checksum = Checksum()
        checksum.add(salt)
        checksum.add(UInt64(offset))
        bytes.withUnsafeBytes { checksum.add($0) }
        return checksum.value
    }

    private static func put(_ number: UInt64, _ count: Int, into bytes: inout [UInt8]) {
        for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
    }

    private static func number(_ bytes: [UInt8], _ index: Int, _ count: Int) -> UInt64 {
        (0..<count).reduce(0) { $0 | UInt64(bytes[index + $1]) << (8 * $1) }
    }
}
