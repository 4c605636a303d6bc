/// The 10-minute slots of a Korean day with at least one plausible receipt: one bit a slot, 0 (00:00 to 00:09) to 143.
///
/// Three words and no heap storage.
package struct DaySlots: Sendable, Equatable {
    package static let none = DaySlots(EmptyCollection())

    /// 48 slots a word, the first slot in the lowest bit.
    package private(set) var words = SIMD3<UInt64>.zero

    package init(words: SIMD3<UInt64>) {
        self.words = words
    }

    /// Slots outside 0 to 143 are none.
    package init(_ slots: some Sequence<Int>) {
        for slot in slots where (0..<144).contains(slot) { insert(slot) }
    }

    /// Reads the text of `bit(144)`, slot 0 first; `nil` where it is not that.
    package init?(bits text: String) {
        // Hundreds are read for one status: byte by byte, and not through the generic collection of a string.
        var text = text
        let words: SIMD3<UInt64>? = text.withUTF8 { bytes in
            guard bytes.count == 144 else { return nil }
            var words = SIMD3<UInt64>.zero
            for slot in 0..<144 {
                switch bytes[slot] {
                case UInt8(ascii: "0"): continue
                case UInt8(ascii: "1"): words[slot / 48] |= 1 << UInt64(slot % 48)
                default: return nil
                }
            }
            return words
        }
        guard let words else { return nil }
        self.words = words
    }

    package var count: Int { (0..<3).reduce(0) { $0 + words[$1].nonzeroBitCount } }

    /// How many of the six slots of an hour, 0 to 23.
    package func count(inHour hour: Int) -> Int { bits(ofHour: hour).nonzeroBitCount }

    /// The hours with an active slot: one bit an hour, 0 to 23.
    var hours: UInt32 {
        var hours: UInt32 = 0
        for hour in 0..<24 where bits(ofHour: hour) != 0 { hours |= 1 << UInt32(hour) }
        return hours
    }

    /// Eight hours a word.
    private func bits(ofHour hour: Int) -> UInt64 { words[hour / 8] >> UInt64(hour % 8 * 6) & 0x3F }

    package func contains(_ slot: Int) -> Bool { words[slot / 48] & (1 << UInt64(slot % 48)) != 0 }

    private mutating func insert(_ slot: Int) { words[slot / 48] |= 1 << UInt64(slot % 48) }
}
