import Domain

/// The build days of a phase as bytes: small numbers take one byte, and most numbers of a day are small.
///
/// Per day: days since the day before it, then the counts of `UsageDay` in their order, each in groups of seven bits from
/// the lowest on, all groups but the last with the highest bit set. With slots, 18 bytes of them follow.
enum PhaseUsageCoding {
    struct Entry: Equatable {
        let usage: UsageDay
        let slots: DaySlots?
    }

    /// - Parameter entries: days not before `first`, in any order; with slots all of them or none.
    static func encode(_ entries: [Entry], from first: Day) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 24)
        var last = first
        for entry in entries.sorted(by: { $0.usage.day < $1.usage.day }) {
            let day = entry.usage
            append(day.day.days(since: last), to: &bytes)
            last = day.day
            for count in [
                day.receipts, day.distinctTuples, day.implausible, day.arrived, day.late, day.rejected,
                day.slots, day.users,
            ] { append(count, to: &bytes) }
            for place in 0..<8 { append(Int(day.actions[place]), to: &bytes) }
            append(day.logInUsers, to: &bytes)
            append(day.logInPairs, to: &bytes)
            append(day.lag, to: &bytes)
            guard let slots = entry.slots else { continue }
            for place in 0..<3 {
                for shift in 0..<6 {
                    bytes.append(UInt8(truncatingIfNeeded: slots.words[place] >> UInt64(8 * shift)))
                }
            }
        }
        return bytes
    }

    /// `nil` where the bytes are not what `encode` makes.
    static func decode(_ bytes: [UInt8], from first: Day, withSlots: Bool) -> [Entry]? {
        bytes.withUnsafeBufferPointer { bytes in
            var reader = Reader(bytes: bytes)
            var entries: [Entry] = []
            entries.reserveCapacity(bytes.count / 20)
            var day = first
            while reader.at < bytes.count {
                day = day.adding(days: reader.number())
                let counts = (
                    reader.number(), reader.number(), reader.number(), reader.number(), reader.number(),
                    reader.number(), reader.number(), reader.number()
                )
                var actions = SIMD8<Int32>.zero
                for place in 0..<8 { actions[place] = Int32(clamping: reader.number()) }
                let usage = UsageDay(
                    day: day, receipts: counts.0, distinctTuples: counts.1, implausible: counts.2,
                    arrived: counts.3, late: counts.4, rejected: counts.5, slots: counts.6, users: counts.7,
                    actions: actions, logInUsers: reader.number(), logInPairs: reader.number(),
                    lag: reader.number())
                entries.append(Entry(usage: usage, slots: withSlots ? reader.slots() : nil))
            }
            return reader.isWhole ? entries : nil
        }
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(max(0, number))
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    var at = 0
    /// Whether no number went on behind the end.
    var isWhole = true

    mutating func number() -> Int {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while at < bytes.count, shift < 63 {
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return Int(truncatingIfNeeded: value) }
            shift += 7
        }
        isWhole = false
        return 0
    }

    mutating func slots() -> DaySlots {
        guard at + 18 <= bytes.count else {
            isWhole = false
            return .none
        }
        var words = SIMD3<UInt64>.zero
        for place in 0..<3 {
            for shift in 0..<6 {
                words[place] |= UInt64(bytes[at]) << UInt64(8 * shift)
                at += 1
            }
        }
        return DaySlots(words: words)
    }
}
