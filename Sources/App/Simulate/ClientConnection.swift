import Glibc

/// A keep-alive HTTP/1.1 connection to one address, as a factory's client holds it: blocking calls, one at a time.
///
/// It opens when first needed and again after the server has closed it.
struct ClientConnection: ~Copyable {
    private let target: SimulationTarget
    private let timeoutSeconds: Int
    private var descriptor: Int32 = -1
    private var unread: [UInt8] = []

    init(to target: SimulationTarget, timeoutSeconds: Int) {
        self.target = target
        self.timeoutSeconds = timeoutSeconds
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Sends one request and returns its answer.
    ///
    /// A connection that the server closed since the last answer is opened again first. A request is never sent
    /// twice: once sent, its record may have been stored, whatever became of the answer.
    mutating func exchange(_ request: [UInt8]) throws(TransportFailure) -> ClientAnswer {
        if isClosedByServer { close() }
        do {
            if descriptor < 0 { try open() }
            try write(request)
            var answer = try readAnswer()
            // `100 Continue` and its like precede the answer.
            while (100..<200).contains(answer.status) { answer = try readAnswer() }
            if answer.closes { close() }
            return answer
        } catch {
            close()
            throw error
        }
    }

    /// Whether the kept connection has ended, or holds bytes that answer no request.
    private var isClosedByServer: Bool {
        guard descriptor >= 0 else { return false }
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count >= 0 || (errno != EAGAIN && errno != EINTR)
    }

    private mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
        unread = []
    }

    private mutating func open() throws(TransportFailure) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(target.host, String(target.port), &hints, &found)
        guard code == 0 else { throw .unreachable(String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(found) }
        var reason: Int32 = 0
        var next = found
        while let candidate = next?.pointee {
            let opened = socket(
                candidate.ai_family, candidate.ai_socktype | Int32(SOCK_CLOEXEC.rawValue),
                candidate.ai_protocol)
            if opened >= 0, connect(opened, candidate.ai_addr, candidate.ai_addrlen) == 0 {
                setOptions(opened)
                descriptor = opened
                return
            }
            reason = errno
            if opened >= 0 { Glibc.close(opened) }
            next = candidate.ai_next
        }
        throw .unreachable(String(cString: strerror(reason)))
    }

    private func setOptions(_ opened: Int32) {
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let limitSize = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(opened, SOL_SOCKET, SO_RCVTIMEO, &limit, limitSize)
        setsockopt(opened, SOL_SOCKET, SO_SNDTIMEO, &limit, limitSize)
        var on: Int32 = 1
        setsockopt(opened, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private func write(_ request: [UInt8]) throws(TransportFailure) {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { bytes in
                send(
                    descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL)
                )
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw errno == EAGAIN ? .timedOut(seconds: timeoutSeconds) : .closed
            }
            sent += count
        }
    }

    private mutating func readAnswer() throws(TransportFailure) -> ClientAnswer {
        var head: ClientAnswer.Head?
        while true {
            if head == nil { head = try ClientAnswer.Head(parsing: unread) }
            if let head, unread.count >= head.length + head.bodyLength {
                let body = Array(unread[head.length..<head.length + head.bodyLength])
                unread.removeFirst(head.length + head.bodyLength)
                return ClientAnswer(status: head.status, body: body, closes: head.closes)
            }
            try readMore()
        }
    }

    private mutating func readMore() throws(TransportFailure) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                unread += buffer[..<count]
                return
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { throw .timedOut(seconds: timeoutSeconds) }
            throw unread.isEmpty ? .closed : .brokenOff
        }
    }
}

/// Why a request got no answer.
package enum TransportFailure: Error, Hashable, Sendable {
    /// No connection could be made; the system's reason.
    case unreachable(String)
    /// The server closed the connection before it answered.
    case closed
    /// The connection ended within an answer.
    case brokenOff
    case timedOut(seconds: Int)
    /// What came is no HTTP/1.x answer with a length.
    case notHTTP
}

extension TransportFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let reason): "no connection: \(reason)"
        case .closed: "the server closed the connection before it answered"
        case .brokenOff: "the connection ended within an answer"
        case .timedOut(let seconds): "no answer within \(seconds) s"
        case .notHTTP: "the answer is not HTTP/1.x with a Content-Length"
        }
    }
}
