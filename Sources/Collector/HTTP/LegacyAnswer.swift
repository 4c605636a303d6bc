import Domain
import NIOCore

/// Answers to the old protocol's requests as bytes.
enum LegacyAnswer {
    private static let date = DateHeader()

    /// - Parameters:
    ///   - isTestClock: whether to show the time as that of a test clock.
    ///   - keepingAlive: whether the connection stays after this answer.
    static func bytes(
        _ code: ResultCode, to request: DirectRequest, receivedAt: Timestamp, now: Timestamp,
        isTestClock: Bool, keepingAlive: Bool, _ allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        let format = request.endpoint.replyFormat
        let body = Reply.body(code, at: receivedAt, format: format)
        var buffer = allocator.buffer(capacity: 512)
        buffer.writeStaticString("HTTP/1.1 200 OK\r\nContent-Type: ")
        buffer.writeString(Reply.contentType(format))
        buffer.writeStaticString("\r\nContent-Length: ")
        buffer.writeString(String(body.count))
        buffer.writeStaticString("\r\nAccess-Control-Allow-Origin: *\r\n")
        buffer.writeBytes(date.line(at: now))
        writeConnection(of: request, keepingAlive: keepingAlive, to: &buffer)
        if isTestClock { buffer.writeString("X-Afterbuild-Test-Clock: \(now.iso8601)\r\n") }
        buffer.writeStaticString("\r\n")
        if request.method != "HEAD" { buffer.writeBytes(body) }
        return buffer
    }

    /// What a browser asks before it posts JSON from another origin.
    static func preflight(at now: Timestamp, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(
            string: "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n"
                + "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\n"
                + "Access-Control-Allow-Headers: Content-Type\r\nAccess-Control-Max-Age: 86400\r\n")
        buffer.writeBytes(date.line(at: now))
        buffer.writeStaticString("\r\n")
        return buffer
    }

    /// A server that closes says so, which keeps a client from writing into a closed connection.
    private static func writeConnection(
        of request: DirectRequest, keepingAlive: Bool, to buffer: inout ByteBuffer
    ) {
        if !keepingAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if request.isHTTP10 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
    }
}
