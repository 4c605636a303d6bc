import CZlib

/// Takes gzip apart as it comes, several members after one another included.
///
/// Not safe for two tasks at a time.
final class Inflater {
    /// Bytes handed on at a time.
    private static let pieceLength = 64 * 1024

    private let stream: UnsafeMutablePointer<z_stream>
    private let lengthMax: Int
    private var length = 0
    /// Whether the bytes so far end a member.
    private var isWhole = false

    /// - Parameter lengthMax: bytes that may come out; what promises more is stopped there.
    init(lengthMax: Int) throws(FileProblem) {
        self.lengthMax = lengthMax
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard zlib_shim_begin_gzip(stream) == Z_OK else {
            throw FileProblem(.unreadable, "gzip cannot be read here now")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Calls `take` with what these bytes hold, piece by piece.
    func read(_ bytes: [UInt8], _ take: ([UInt8]) throws -> Void) throws {
        var input = bytes
        try input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            defer { stream.pointee.avail_in = 0 }
            repeat {
                if isWhole {
                    guard stream.pointee.avail_in > 0 else { return }
                    // Another member follows.
                    inflateReset(stream)
                    isWhole = false
                }
                let piece = try nextPiece()
                length += piece.count
                guard length <= lengthMax else {
                    throw FileProblem(
                        .tooLarge, "more than \(lengthMax >> 20) MiB come out of the gzip; send it in parts")
                }
                if !piece.isEmpty { try take(piece) }
            } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
        }
    }

    /// Throws where the bytes ended in the middle.
    func finish() throws(FileProblem) {
        if !isWhole { throw FileProblem(.unreadable, "the gzip ends too early: part of the file is missing") }
    }

    private func nextPiece() throws(FileProblem) -> [UInt8] {
        var status = Z_OK
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceLength) { output, count in
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            status = inflate(stream, Z_NO_FLUSH)
            count = output.count - Int(stream.pointee.avail_out)
        }
        switch status {
        case Z_STREAM_END: isWhole = true
        // Nothing more can be done without more input.
        case Z_OK, Z_BUF_ERROR: break
        default: throw FileProblem(.unreadable, "the gzip is damaged")
        }
        return piece
    }
}
