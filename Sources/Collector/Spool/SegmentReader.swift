/// Reads the frames of a segment one after the other, and goes on behind damage.
struct SegmentReader {
    /// Bytes read at once, unless a frame is larger.
    private static let windowSize = 1 << 20

    private let file: SpoolFile
    private let salt: UInt64
    /// Where reading ends.
    private let limit: Int
    private var window: [UInt8] = []
    private var base = 0
    private var next: Int
    /// Where the last frame that was read ends.
    private(set) var end: Int
    private(set) var damage: String?

    /// - Parameters:
    ///   - start: where a frame begins, or the first frame behind damage.
    ///   - limit: where the last whole frame ends, if that is known.
    init(_ file: SpoolFile, salt: UInt64, from start: Int, to limit: Int? = nil) throws(SpoolError) {
        self.file = file
        self.salt = salt
        next = start
        end = start
        if let limit { self.limit = limit } else { self.limit = try file.size }
    }

    /// The payload of the next whole frame and where it ends; nil when there is none.
    ///
    /// A frame that the file ends in, and zeros at the end, are what a crash leaves of a write that was not
    /// acknowledged. Anything else that is no frame is damage.
    mutating func frame() throws(SpoolError) -> (payload: ArraySlice<UInt8>, end: Int)? {
        while next < limit {
            try load(Frame.headSize)
            switch Frame.read(window, at: next - base, base: base, salt: salt) {
            case .whole(let payload):
                next = base + payload.upperBound
                end = next
                return (window[payload], end)
            case .unfinished(let size) where size <= limit - next:
                try load(size)
                // Less than the file's size said: somebody has cut it.
                if window.count - (next - base) < size { return nil }
            case .unfinished:
                next = limit
            case .damaged:
                try resume()
            }
        }
        return nil
    }

    /// Goes to the next whole frame, or to the end.
    private mutating func resume() throws(SpoolError) {
        try load(limit - next)
        let start = next
        guard let found = Frame.find(window, from: next - base + 1, base: base, salt: salt) else {
            let isEmpty = window[(next - base)...].allSatisfy { $0 == 0 }
            next = limit
            if !isEmpty { note("bytes \(start) to \(limit) are no batch") }
            return
        }
        next = base + found
        note("bytes \(start) to \(next) are no batch")
    }

    private mutating func note(_ found: String) {
        damage = damage.map { "\($0); \(found)" } ?? found
    }

    /// Has the window hold `count` bytes from `next` on, as far as there are so many.
    private mutating func load(_ count: Int) throws(SpoolError) {
        guard next - base + count > window.count else { return }
        let last = min(limit, next + max(count, Self.windowSize))
        if base + window.count >= last, base <= next { return }
        window = try file.read(next..<last)
        base = next
    }
}
