import Domain
import NIOCore

/// Answers to the old protocol's requests as bytes.
enum LegacyAnswer {
    /// - Parameter testClock: the time to show, under a test clock.
    static func bytes(
        _ code: ResultCode, to request: DirectRequest, at time: Timestamp, testClock: Timestamp?,
        _ allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        let format = request.endpoint.replyFormat
        let body = Reply.body(code, at: time, format: format)
        var buffer = allocator.buffer(capacity: 512)
        buffer.writeStaticString("HTTP/1.1 200 OK\r\nContent-Type: ")
        buffer.writeString(Reply.contentType(format))
        buffer.writeStaticString("\r\nContent-Length: ")
        buffer.writeString(String(body.count))
        buffer.writeStaticString("\r\nAccess-Control-Allow-Origin: *\r\n")
        writeConnection(of: request, to: &buffer)
        if let testClock { buffer.writeString("X-Afterbuild-Test-Clock: \(testClock.iso8601)\r\n") }
        buffer.writeStaticString("\r\n")
        if request.method != "HEAD" { buffer.writeBytes(body) }
        return buffer
    }

    /// What a browser asks before it posts JSON from another origin.
    static func preflight(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        allocator.buffer(
            string: "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n"
                + "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\n"
                + "Access-Control-Allow-Headers: Content-Type\r\nAccess-Control-Max-Age: 86400\r\n\r\n")
    }

    /// The server closes as it was asked to; saying so keeps a client from writing into a closed connection.
    private static func writeConnection(of request: DirectRequest, to buffer: inout ByteBuffer) {
        if !request.isKeptAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if request.isOld {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
    }
}
