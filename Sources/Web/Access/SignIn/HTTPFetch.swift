/// One request to an issuer; App sends it.
///
/// No redirect is followed; a body of more than `HTTPFetch.most` bytes, or more than ten seconds, is an error.
package struct HTTPFetch: Sendable, Equatable {
    /// Bytes of an answer at most.
    package static let most = 1 << 20

    package let url: String
    /// Sent as a POST where there is one; it may hold secrets and belongs in no log.
    package let form: String?
    /// The value of the `Authorization` header; a secret.
    package let authorization: String?

    package init(url: String, form: String? = nil, authorization: String? = nil) {
        self.url = url
        self.form = form
        self.authorization = authorization
    }
}

/// What was answered, whatever the status.
package struct HTTPFetched: Sendable, Equatable {
    package let status: Int
    package let body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
