/// Undoing `%XX` as browsers and form posts write it.
enum PercentEncoding {
    /// `bytes` decoded, and whether a `%` that begins no escape was met and kept.
    static func decode(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool) -> (
        ArraySlice<UInt8>, barePercent: Bool
    ) {
        guard bytes.contains(where: { $0 == 37 || ($0 == 43 && plusIsBlank) }) else { return (bytes, false) }
        var bare = false
        let decoded = [UInt8](unsafeUninitializedCapacity: bytes.count) { out, count in
            bytes.withUnsafeBufferPointer { input in
                var at = 0
                while at < input.count {
                    let byte = input[at]
                    at += 1
                    if byte == 37 {
                        if at + 1 < input.count, let high = hexDigit(input[at]),
                            let low = hexDigit(input[at + 1])
                        {
                            out[count] = high << 4 | low
                            at += 2
                        } else {
                            out[count] = byte
                            bare = true
                        }
                    } else {
                        out[count] = byte == 43 && plusIsBlank ? 32 : byte
                    }
                    count += 1
                }
            }
        }
        return (decoded[...], bare)
    }

    /// `nil` unless `bytes` holds escapes, and only whole ones.
    static func decodedOnceMore(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard bytes.contains(37) else { return nil }
        let (decoded, bare) = decode(bytes, plusIsBlank: true)
        return bare ? nil : decoded
    }
}

/// The value of a hexadecimal digit, in either case.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}
