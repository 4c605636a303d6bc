import CLibcurl
import Glibc

/// What libcurl's callbacks read and write during one request.
struct HTTPTransfer {
    private static let headLimit = 65_536

    private let bodyLimit: Int
    private let allows: @Sendable ([UInt8]) -> Bool
    private var headers: [HTTPRequest.Header] = []
    private var headBytes = 0
    private var body: [UInt8] = []
    private var isCut = false
    private var refusedAddresses = 0
    private var openedSockets = 0

    init(bodyLimit: Int, allows: @escaping @Sendable ([UInt8]) -> Bool) {
        self.bodyLimit = bodyLimit
        self.allows = allows
    }

    /// The answer, or why there is none.
    func outcome(_ code: CURLcode, status: Int?, milliseconds: Int) -> Result<HTTPAnswer, HTTPFailure> {
        // A body that is too long ends the transfer from our side.
        if let status, code == CURLE_OK || (isCut && code == CURLE_WRITE_ERROR) {
            return .success(
                HTTPAnswer(
                    status: status, headers: headers, body: body, isCut: isCut, milliseconds: milliseconds))
        }
        let (reason, detail) = failure(code)
        return .failure(HTTPFailure(reason, detail, milliseconds: milliseconds))
    }

    private func failure(_ code: CURLcode) -> (HTTPFailure.Reason, String) {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_LOGIN_DENIED:
            (.request, "the URL cannot be called: want https://HOST[:PORT]/PATH without user information")
        case CURLE_COULDNT_RESOLVE_HOST: (.unknownName, "the host's name is not known")
        case CURLE_COULDNT_CONNECT where refusedAddresses > 0 && openedSockets == 0:
            (.addressNotAllowed, "address not allowed")
        case CURLE_COULDNT_CONNECT: (.noConnection, "the host takes no connection on this port")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            (.tls, "no trusted TLS connection: the certificate must be valid for the host's name")
        case CURLE_OPERATION_TIMEDOUT: (.timeLimit, "no answer within the time limit")
        case CURLE_ABORTED_BY_CALLBACK: (.cancelled, "the request was cancelled")
        default: (.noAnswer, "the connection ended without a whole HTTP answer")
        }
    }

    /// Takes a line of the head; false when the head is too long.
    ///
    /// An interim answer (100, 103) is followed by another head, which counts alone.
    private mutating func receiveHead(_ line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= Self.headLimit else { return false }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            headers = []
        } else if let colon = text.firstIndex(of: ":") {
            headers.append(
                HTTPRequest.Header(
                    printable(String(text[..<colon]), limit: 100),
                    printable(String(text[text.index(after: colon)...]), limit: 8_000)))
        }
        return true
    }

    /// Takes a part of the body; false when it is not wanted any more.
    private mutating func receiveBody(_ part: UnsafeRawBufferPointer) -> Bool {
        let room = bodyLimit - body.count
        body += part.prefix(room)
        isCut = part.count > room
        return !isCut
    }

    /// A socket for this address, or none: it is asked for before every connect.
    private mutating func open(_ address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
        guard let bytes = addressBytes(address), allows(bytes) else {
            refusedAddresses += 1
            return curl_socket_t(CURL_SOCKET_BAD)
        }
        openedSockets += 1
        let wanted = address.pointee
        return socket(wanted.family, wanted.socktype | Int32(SOCK_CLOEXEC.rawValue), wanted.`protocol`)
    }

    /// Connects `transfer` to `handle`; it must stay where it is until `detach`.
    static func attach(
        _ transfer: UnsafeMutablePointer<HTTPTransfer>, to handle: borrowing EasyHandle
    ) throws(CurlError) {
        try handle.set(CURLOPT_HEADERDATA, pointer: transfer)
        try handle.set(CURLOPT_WRITEDATA, pointer: transfer)
        try handle.set(CURLOPT_OPENSOCKETDATA, pointer: transfer)
        try handle.setWriter(CURLOPT_HEADERFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            let line = UnsafeRawBufferPointer(start: buffer, count: size * count)
            let isTaken = context.assumingMemoryBound(to: HTTPTransfer.self).pointee.receiveHead(line)
            return isTaken ? size * count : 0
        }
        try handle.setWriter(CURLOPT_WRITEFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            let part = UnsafeRawBufferPointer(start: buffer, count: size * count)
            let isTaken = context.assumingMemoryBound(to: HTTPTransfer.self).pointee.receiveBody(part)
            return isTaken ? size * count : 0
        }
        try handle.setSocketOpener { context, _, address in
            guard let context, let address else { return curl_socket_t(CURL_SOCKET_BAD) }
            return context.assumingMemoryBound(to: HTTPTransfer.self).pointee.open(address)
        }
        // Called about once a second, on the thread and within the task that sends.
        try handle.setProgress { _, _, _, _, _ in Task.isCancelled ? 1 : 0 }
        try handle.set(CURLOPT_NOPROGRESS, 0)
    }

    /// Leaves `handle` without a way to a transfer that is about to go.
    static func detach(from handle: borrowing EasyHandle) throws(CurlError) {
        try handle.set(CURLOPT_HEADERDATA, pointer: nil)
        try handle.set(CURLOPT_WRITEDATA, pointer: nil)
        try handle.set(CURLOPT_OPENSOCKETDATA, pointer: nil)
    }
}

/// The address itself, 4 or 16 bytes; `nil` for other families.
///
/// libcurl's structure ends in `struct sockaddr`, behind which the rest of a longer address stands.
private func addressBytes(_ address: UnsafePointer<curl_sockaddr>) -> [UInt8]? {
    guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
    let start = UnsafeRawPointer(address) + offset
    switch address.pointee.family {
    case AF_INET where address.pointee.addrlen >= MemoryLayout<sockaddr_in>.size:
        let at = MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4
        return Array(UnsafeRawBufferPointer(start: start + at, count: 4))
    case AF_INET6 where address.pointee.addrlen >= MemoryLayout<sockaddr_in6>.size:
        let at = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
        return Array(UnsafeRawBufferPointer(start: start + at, count: 16))
    default: return nil
    }
}
