/// Percent-encoding as different client libraries do it.
enum PercentStyle {
    /// Java's `URLEncoder` and browsers: a blank is `+`, everything but letters, digits and `-_.*` is encoded.
    case form
    /// C#'s `HttpUtility.UrlEncode`: as `form`, with lower-case hexadecimal digits.
    case formLowercase
    /// JavaScript's `encodeURIComponent`.
    case component
    /// .NET's `System.Uri`: `$ : / , ;` and the like stay, a blank is `%20`.
    case uri

    /// Bytes that stay as they are beside letters and digits.
    private var unescaped: String.UTF8View {
        switch self {
        case .form: "-_.*".utf8
        case .formLowercase: "-_.!*()".utf8
        case .component: "-_.!~*'()".utf8
        case .uri: "-_.!~*'()$:/,;@".utf8
        }
    }

    func encode(_ text: String) -> String {
        let digits = Array((self == .formLowercase ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
        let usesPlus = self == .form || self == .formLowercase
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122: bytes.append(byte)
            case 32 where usesPlus: bytes.append(43)
            case _ where unescaped.contains(byte): bytes.append(byte)
            default: bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
