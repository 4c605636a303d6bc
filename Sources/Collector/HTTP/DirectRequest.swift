package import Domain

/// A request of the old protocol as it was read off a connection.
package struct DirectRequest: Sendable, Equatable {
    package let endpoint: Endpoint
    package let method: String
    package let query: [UInt8]
    /// Whether the client speaks HTTP/1.0.
    package let isHTTP10: Bool
    package var body: [UInt8] = []
    package var contentType: String?
    package var forwardedFor: [String] = []
    /// `X-Afterbuild-Now`, which means something under a test clock only.
    package var testTime: String?
    /// Whether the body is not whole: the client sent more than it announced, or ended in the middle.
    package var isCut = false
    private var wantsClose = false
    private var wantsKeepAlive = false

    /// `nil` when the line, whose target is mended, names none of the four endpoints, or a method they do not take.
    init?(requestLine line: [UInt8]) {
        guard let first = line.firstIndex(of: Byte.blank), let last = line.lastIndex(of: Byte.blank),
            first < last
        else { return nil }
        let target = line[(first + 1)..<last]
        let mark = target.firstIndex(of: 63) ?? last
        guard let endpoint = Self.endpoint(line[(first + 1)..<mark]),
            let method = Self.method(line[..<first])
        else { return nil }
        self.endpoint = endpoint
        self.method = method
        query = mark < last ? Array(line[(mark + 1)..<last]) : []
        isHTTP10 = line[(last + 1)...].elementsEqual("HTTP/1.0".utf8)
    }

    /// Whether the client wants the connection after the answer.
    package var isKeptAlive: Bool { isHTTP10 ? wantsKeepAlive : !wantsClose }

    package var wireRequest: WireRequest {
        WireRequest(
            method: method, path: endpoint.path, query: query, contentType: contentType, body: body,
            hasSurplus: isCut)
    }

    mutating func read(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
        if Byte.equal(name, "content-type") {
            contentType = String(decoding: value, as: UTF8.self)
        } else if Byte.equal(name, "connection") {
            wantsClose = Byte.contains(value, "close")
            wantsKeepAlive = Byte.contains(value, "keep-alive")
        } else if Byte.equal(name, "x-forwarded-for") {
            forwardedFor.append(String(decoding: value, as: UTF8.self))
        } else if Byte.equal(name, "x-afterbuild-now") {
            testTime = String(decoding: value, as: UTF8.self)
        }
    }

    private static let paths = Endpoint.allCases.map { (endpoint: $0, path: Array($0.path.utf8)) }

    private static func endpoint(_ path: ArraySlice<UInt8>) -> Endpoint? {
        paths.first { path.elementsEqual($0.path) }?.endpoint
    }

    private static let methods = ["POST", "GET", "PUT", "HEAD", "OPTIONS"].map {
        (name: $0, bytes: Array($0.utf8))
    }

    private static func method(_ bytes: ArraySlice<UInt8>) -> String? {
        methods.first { bytes.elementsEqual($0.bytes) }?.name
    }
}
