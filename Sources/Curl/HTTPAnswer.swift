/// What a server answered, whatever its status.
package struct HTTPAnswer: Sendable, Equatable {
    package let status: Int
    /// In their order; of a name that comes twice both.
    package let headers: [HTTPRequest.Header]
    /// The first bytes, as many as the limits allow; never decompressed.
    package let body: [UInt8]
    /// Whether the server had more to say than the limits allow.
    package let isCut: Bool
    /// From the request's beginning to the last byte that was read.
    package let milliseconds: Int

    /// The beginning of the body as one line for a log: at most `limit` Unicode scalars, without control characters.
    package func opening(limit: Int) -> String {
        let text = printable(String(decoding: body.prefix(4 * limit), as: UTF8.self), limit: limit)
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
    }

    /// The first value of this name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no answer.
///
/// The texts name no address and repeat no word of a server: they may be shown to the user who gave the URL.
package struct HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for a machine.
    package enum Reason: String, Sendable {
        /// The URL or a header cannot be sent.
        case request
        case unknownName
        /// Every address of the name is one that we do not call.
        case addressNotAllowed
        case noConnection
        /// The server's certificate is not valid for this name, or TLS failed.
        case tls
        case timeLimit
        case cancelled
        /// The connection ended early, or what came is no HTTP.
        case noAnswer
    }

    package let reason: Reason
    /// How long it took to fail.
    package let milliseconds: Int
    private let detail: String

    init(_ reason: Reason, _ detail: String, milliseconds: Int = 0) {
        self.reason = reason
        self.detail = detail
        self.milliseconds = milliseconds
    }

    /// One line: what was wrong, and what would be right where that is known.
    package var description: String { detail }
}
