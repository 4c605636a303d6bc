/// Two lower-case hexadecimal digits a byte.
package func hexText(_ bytes: some Sequence<UInt8>) -> String {
    bytes.reduce(into: "") { $0 += hexText($1, digits: 2) }
}

/// A number in lower-case hexadecimal digits, with zeros before it up to so many digits.
package func hexText(_ number: some UnsignedInteger, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}

/// The value of a hexadecimal digit, in either case.
package func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}
