/// Base64 with padding (RFC 4648 §4), as mail wants it.
enum Base64 {
    /// Lines of at most 76 characters, none for no bytes.
    static func lines(of bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 57).map { start in
            text(of: bytes[start..<min(start + 57, bytes.count)])
        }
    }

    static func text(of bytes: some RandomAccessCollection<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(3))
            rest = rest.dropFirst(3)
            let first = Int(group[0])
            let second = group.count > 1 ? Int(group[1]) : 0
            let third = group.count > 2 ? Int(group[2]) : 0
            result.append(alphabet[first >> 2])
            result.append(alphabet[(first & 3) << 4 | second >> 4])
            result.append(group.count > 1 ? alphabet[(second & 15) << 2 | third >> 6] : padding)
            result.append(group.count > 2 ? alphabet[third & 63] : padding)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
}
