import FoundationEssentials

/// Base64 with padding (RFC 4648 §4), as mail wants it.
enum Base64 {
    /// Lines of at most 76 characters, none for no bytes.
    static func lines(of bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 57).map { text(of: bytes[$0..<min($0 + 57, bytes.count)]) }
    }

    static func text(of bytes: some RandomAccessCollection<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }
}
