/// One request to a server elsewhere.
package struct HTTPRequest: Sendable, Equatable {
    /// What is asked of the server.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// A line of the head; several may have one name.
    package struct Header: Sendable, Equatable {
        /// As it was written; names are equal whatever their case.
        package let name: String
        package let value: String

        /// Whether it may be sent is judged when it is sent.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package let method: Method
    /// `http` or `https`, without user information.
    package let url: String
    package let headers: [Header]
    package let body: [UInt8]

    /// Makes a request; nothing is judged before it is sent.
    ///
    /// - Parameter body: sent with POST only.
    package init(_ method: Method, _ url: String, headers: [Header] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// How long a request may take, and how much of its answer is read.
package struct HTTPLimits: Sendable, Equatable {
    /// The largest body that a caller may ask for: 1 MiB.
    package static let bodyMax = 1 << 20

    /// From the first lookup of the name to the last byte of the answer.
    package let totalMilliseconds: Int
    /// Of it, until the connection (with TLS) stands.
    package let connectMilliseconds: Int
    /// The rest of a longer body is not read.
    package let bodyBytes: Int

    /// Takes the nearest value that is possible: at least a millisecond, at most five minutes and `bodyMax`.
    package init(totalMilliseconds: Int = 10_000, connectMilliseconds: Int = 5_000, bodyBytes: Int = 65_536) {
        self.totalMilliseconds = min(max(1, totalMilliseconds), 300_000)
        self.connectMilliseconds = min(max(1, connectMilliseconds), self.totalMilliseconds)
        self.bodyBytes = min(max(0, bodyBytes), Self.bodyMax)
    }
}
