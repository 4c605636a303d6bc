import Glibc

/// A client that writes bytes to a socket and reads what comes back: nothing mends what it sends.
package struct RawClient: ~Copyable {
    private let descriptor: Int32

    /// An HTTP answer as it came over the wire.
    package struct Answer: Sendable {
        package let status: Int
        /// Names in small letters.
        package let headers: [String: String]
        package let body: [UInt8]

        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Connects to 127.0.0.1; reads give up after 30 seconds.
    package init(port: Int) throws(Failure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "no socket") }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            // The deinitialiser runs now too: a second close would take the descriptor from whoever has got its number.
            throw Failure(description: "cannot connect to port \(port): error \(errno)")
        }
    }

    deinit {
        if descriptor >= 0 {
            precondition(close(descriptor) == 0, "descriptor \(descriptor) was closed twice")
        }
    }

    package func send(_ bytes: [UInt8]) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                throw Failure(description: "the server closed while \(sent) bytes were sent")
            }
            sent += count
        }
    }

    package func send(_ text: String) throws(Failure) { try send(Array(text.utf8)) }

    /// Says that nothing more is sent; answers can still be read.
    package func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads one answer; interim ones (100 Continue) are passed over.
    package func receive() throws(Failure) -> Answer {
        var bytes: [UInt8] = []
        while true {
            while Self.endOfHead(bytes) == nil { try read(into: &bytes) }
            guard let end = Self.endOfHead(bytes) else { continue }
            let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
            let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            bytes.removeFirst(end)
            if status == 100 { continue }
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                headers[line[..<colon].lowercased()] = String(
                    line[line.index(after: colon)...].drop { $0 == " " })
            }
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            while bytes.count < length { try read(into: &bytes) }
            return Answer(status: status, headers: headers, body: Array(bytes.prefix(length)))
        }
    }

    /// Sends a request and reads its answer.
    package func exchange(_ bytes: [UInt8]) throws(Failure) -> Answer {
        try send(bytes)
        return try receive()
    }

    /// What the server still sends before it closes the connection.
    package func receiveToEnd() throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            var chunk = [UInt8](repeating: 0, count: 4_096)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 else { throw Failure(description: "the server did not close within 30 s") }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }

    private func read(into bytes: inout [UInt8]) throws(Failure) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else {
            throw Failure(
                description: count == 0 ? "the server closed the connection" : "no answer within 30 s")
        }
        bytes.append(contentsOf: chunk.prefix(count))
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for start in 0...(bytes.count - 4)
        where bytes[start] == 13 && bytes[start + 1] == 10 && bytes[start + 2] == 13 && bytes[start + 3] == 10
        {
            return start + 4
        }
        return nil
    }
}
