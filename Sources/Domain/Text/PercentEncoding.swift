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

/// `text` as part of a path or a query of an address: every byte but letters, digits and `-._~` is encoded.
package func percentEncoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { encoded, byte in
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95, 126:
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default: encoded += "%\(hexText(byte, digits: 2).uppercased())"
        }
    }
}

/// `text` of an address or a form with its escapes undone.
///
/// Percent signs without two digits stay as they are; bytes that are no UTF-8 become U+FFFD.
package func percentDecoded(_ text: some StringProtocol, plusIsBlank: Bool) -> String {
    String(decoding: PercentEncoding.decode(Array(text.utf8)[...], plusIsBlank: plusIsBlank).0, as: UTF8.self)
}
