/// A Korean business registration number (사업자등록번호): ten digits, the last of which is a check digit.
///
/// It names a place of business, not always a company, and says nothing about whether the firm
/// still exists.
package struct BusinessNumber: Hashable, Comparable, Sendable {
    private let value: UInt64

    /// Why a text is no business number, and which one may have been meant.
    package enum Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        case shape
        case office
        /// `digit` would be right, which makes the number `corrected`.
        case checkDigit(found: Int, digit: Int, corrected: String)

        package var description: String {
            switch self {
            case .shape: "expected ten digits as AAA-BB-CCCCC or without dashes"
            case .office: "no tax office has the code 000; expected AAA-BB-CCCCC with AAA from 101"
            case .checkDigit(let found, let digit, let corrected):
                "the check digit is \(found) but the first nine digits need \(digit) (\(corrected)); a digit is mistyped"
            }
        }
    }

    /// Reads `AAA-BB-CCCCC` or ten digits.
    package init(_ text: String) throws(Invalid) {
        let dashed = text.utf8.count == 12
        guard dashed || text.utf8.count == 10 else { throw .shape }
        var value: UInt64 = 0
        var sum = 0
        var ninth = 0
        var last = 0
        var position = 0
        for (index, byte) in text.utf8.enumerated() {
            if dashed, index == 3 || index == 6 {
                guard byte == 45 else { throw .shape }
                continue
            }
            guard (48...57).contains(byte) else { throw .shape }
            last = Int(byte - 48)
            value = value * 10 + UInt64(last)
            if position < 9 { sum += last * Self.weight(position) }
            if position == 8 { ninth = last }
            position += 1
        }
        guard value >= 10_000_000 else { throw .office }
        let digit = (10 - (sum + ninth * 5 / 10) % 10) % 10
        guard digit == last else {
            let corrected = value - UInt64(last) + UInt64(digit)
            throw .checkDigit(found: last, digit: digit, corrected: Self.text(of: corrected))
        }
        self.value = value
    }

    /// `AAA-BB-CCCCC`.
    package var text: String { Self.text(of: value) }

    /// The ten digits without dashes: the form in which the number is stored.
    package var digits: String { padded(Int(value), 10) }

    package static func < (left: BusinessNumber, right: BusinessNumber) -> Bool { left.value < right.value }

    private static func weight(_ position: Int) -> Int {
        switch position {
        case 0, 3, 6: 1
        case 1, 4, 7: 3
        case 2, 5: 7
        default: 5
        }
    }

    private static func text(of value: UInt64) -> String {
        let digits = padded(Int(value), 10)
        return "\(digits.prefix(3))-\(digits.dropFirst(3).prefix(2))-\(digits.suffix(5))"
    }
}

extension BusinessNumber: CustomStringConvertible {
    package var description: String { text }
}
