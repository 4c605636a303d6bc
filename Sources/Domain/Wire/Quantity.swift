/// `dataUsgqty`: nominally bytes.
enum Quantity {
    /// The whole part of the number that `bytes` spell, and what had to be done for it.
    ///
    /// Decimal point and exponent are read because clients format a floating-point number (`0.0`, `7.3E7`).
    static func read(_ bytes: ArraySlice<UInt8>) -> (value: Int64?, repair: Repair?) {
        var at = bytes.startIndex
        func digits() -> ArraySlice<UInt8> {
            let start = at
            while at < bytes.endIndex, (48...57).contains(bytes[at]) { at += 1 }
            return bytes[start..<at]
        }
        func take(_ byte: UInt8) -> Bool {
            guard at < bytes.endIndex, bytes[at] == byte else { return false }
            at += 1
            return true
        }
        let isNegative = take(45)
        let whole = digits()
        var fraction = bytes[at..<at]
        if take(46) { fraction = digits() }
        guard !whole.isEmpty || !fraction.isEmpty else { return (nil, .quantityNotANumber) }
        var exponent = 0
        if take(69) || take(101) {
            let isSmall = take(45)
            if !isSmall { _ = take(43) }
            let power = digits()
            guard !power.isEmpty else { return (nil, .quantityNotANumber) }
            // No power above 400 matters: beyond it everything is out of range or zero.
            exponent = power.reduce(0) { min($0 * 10 + Int($1 - 48), 400) } * (isSmall ? -1 : 1)
        }
        guard at == bytes.endIndex else { return (nil, .quantityNotANumber) }
        guard let value = wholePart(of: whole, fraction, exponent: exponent) else {
            return (nil, .quantityOutOfRange)
        }
        if isNegative, value > 0 || fraction.contains(where: { $0 != 48 }) {
            return (nil, .quantityOutOfRange)
        }
        let isPlain = whole.count == bytes.count || (isNegative && whole.count + 1 == bytes.count)
        return (value, isPlain ? nil : .quantityDecimal)
    }

    private static let maximum: Int64 = 9_999_999_999

    /// `nil` above the maximum.
    private static func wholePart(
        of whole: ArraySlice<UInt8>, _ fraction: ArraySlice<UInt8>, exponent: Int
    ) -> Int64? {
        var value: Int64 = 0
        func append(_ digit: UInt8) -> Bool {
            value = value * 10 + Int64(digit - 48)
            return value <= maximum
        }
        let places = whole.count + exponent
        guard places > 0 else { return 0 }
        for digit in whole.prefix(places) where !append(digit) { return nil }
        guard places > whole.count else { return value }
        for digit in fraction.prefix(places - whole.count) where !append(digit) { return nil }
        guard value > 0 else { return 0 }
        for _ in 0..<max(0, places - whole.count - fraction.count) where !append(48) { return nil }
        return value
    }
}
