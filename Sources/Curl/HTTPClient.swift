import Blocking
import CLibcurl

/// Asks HTTP servers elsewhere, one connection a request, each on a thread of its own: libcurl blocks.
///
/// Nothing is followed and nothing is believed: no redirects, no proxies of the environment, certificates are checked,
/// and `allows` judges every address at the moment of connecting. A name that resolved to a harmless address a second
/// ago gains nothing by resolving to another one now.
package struct HTTPClient: Sendable {
    private let allows: @Sendable (_ address: [UInt8]) -> Bool
    private let authorities: String?

    /// Opens nothing yet.
    ///
    /// - Parameters:
    ///   - authorities: a PEM file of the certificate authorities to believe; `nil` for those of the system.
    ///   - allows: whether an address may be called: 4 bytes of IPv4 or 16 of IPv6, in network order.
    package init(authorities: String? = nil, allows: @escaping @Sendable (_ address: [UInt8]) -> Bool) {
        self.authorities = authorities
        self.allows = allows
    }

    /// Gives the answer whatever its status; a redirect is an answer like others.
    ///
    /// Ends within the limits; cancelling the task ends it within about a second.
    ///
    /// - Throws: why there is no answer, in words that are safe to show.
    package func send(
        _ request: HTTPRequest, within limits: HTTPLimits = HTTPLimits()
    ) async throws(HTTPFailure) -> HTTPAnswer {
        let thread = BlockingThread(name: "http")
        defer { thread.stop() }
        return try await thread.run { () throws(HTTPFailure) in try perform(request, limits) }
    }

    private func perform(_ request: HTTPRequest, _ limits: HTTPLimits) throws(HTTPFailure) -> HTTPAnswer {
        try check(request)
        guard !Task.isCancelled else { throw HTTPFailure(.cancelled, "the request was cancelled") }
        let result: Result<HTTPAnswer, HTTPFailure>
        do throws(CurlError) {
            let handle = try EasyHandle()
            try configure(handle, request, limits)
            result = try transact(handle, request, limits)
        } catch {
            throw HTTPFailure(.request, error.description)
        }
        return try result.get()
    }

    private func check(_ request: HTTPRequest) throws(HTTPFailure) {
        let url = request.url.lowercased()
        guard url.hasPrefix("https://") || url.hasPrefix("http://"),
            request.url.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else {
            throw HTTPFailure(.request, "the URL is not http:// or https://, in ASCII and without spaces")
        }
        for header in request.headers {
            let isToken = header.name.utf8.allSatisfy { byte in
                (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
                    || byte == 45
            }
            guard isToken, !header.name.isEmpty, header.value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
            else {
                throw HTTPFailure(
                    .request, "the header \(printable(header.name, limit: 40)) holds what no header may")
            }
        }
    }

    private func configure(
        _ handle: borrowing EasyHandle, _ request: HTTPRequest, _ limits: HTTPLimits
    ) throws(CurlError) {
        try handle.set(CURLOPT_URL, request.url)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let authorities { try handle.set(CURLOPT_CAINFO, authorities) }
        try handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectMilliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, limits.totalMilliseconds)
        try handle.set(CURLOPT_FORBID_REUSE, 1)
        try handle.set(CURLOPT_USERAGENT, "afterbuild")
        switch request.method {
        case .get: try handle.set(CURLOPT_HTTPGET, 1)
        case .post:
            try handle.set(CURLOPT_POST, 1)
            try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
            // libcurl copies as many bytes as the size above says; the zero is so that there is a place to copy from.
            try handle.set(CURLOPT_COPYPOSTFIELDS, copying: request.body + [0])
        }
    }

    private func transact(
        _ handle: borrowing EasyHandle, _ request: HTTPRequest, _ limits: HTTPLimits
    ) throws(CurlError) -> Result<HTTPAnswer, HTTPFailure> {
        // Without this libcurl waits a second for 100 Continue before a large body.
        var lines: UnsafeMutablePointer<curl_slist>? = try append("Expect:", to: nil)
        defer { curl_slist_free_all(lines) }
        for header in request.headers {
            // A header without a value is written with a semicolon, or libcurl takes it away.
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            lines = try append(line, to: lines)
        }
        try handle.set(CURLOPT_HTTPHEADER, list: lines)
        let transfer = UnsafeMutablePointer<HTTPTransfer>.allocate(capacity: 1)
        transfer.initialize(to: HTTPTransfer(bodyLimit: limits.bodyBytes, allows: allows))
        defer {
            transfer.deinitialize(count: 1)
            transfer.deallocate()
        }
        try HTTPTransfer.attach(transfer, to: handle)
        let result = curl_easy_perform(handle.pointer)
        let outcome = transfer.pointee.outcome(
            result, status: handle.responseCode, milliseconds: handle.milliseconds)
        // The handle outlives what it points to.
        try handle.set(CURLOPT_HTTPHEADER, list: nil)
        try HTTPTransfer.detach(from: handle)
        return outcome
    }

    private func append(
        _ line: String, to list: UnsafeMutablePointer<curl_slist>?
    ) throws(CurlError) -> UnsafeMutablePointer<curl_slist> {
        guard let longer = curl_slist_append(list, line) else {
            throw CurlError(CURLE_OUT_OF_MEMORY, at: "curl_slist_append")
        }
        return longer
    }
}
