/// One request as it came off the socket, before anything was interpreted.
package struct WireRequest: Sendable {
    package let method: String
    package let path: String
    /// What stands after `?`: still percent-encoded, and possibly holding raw bytes that are no ASCII.
    package let query: [UInt8]
    /// Kept for the record only: clients misname their bodies, so decoding looks at the bytes.
    package let contentType: String?
    package let body: [UInt8]
    /// Whether bytes that begin no request followed the body on its connection: the client counted characters
    /// instead of bytes in Content-Length, and `body` is cut.
    package let hasSurplus: Bool

    package init(
        method: String, path: String, query: [UInt8] = [], contentType: String? = nil, body: [UInt8] = [],
        hasSurplus: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.contentType = contentType
        self.body = body
        self.hasSurplus = hasSurplus
    }
}
