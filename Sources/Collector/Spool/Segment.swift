import Domain

/// A file of the spool: frames one after the other, each a batch.
struct Segment: Sendable {
    /// A segment that has reached this size gets no more.
    static let sizeMax = 16 << 20

    let name: SegmentName
    /// Where the last whole frame ends; what is behind it was never answered.
    var end = 0
    /// Where the first frame begins that is not in the database yet.
    var drained = 0
    /// Of the frames that are not in the database yet.
    var batches = 0
    var records = 0
    /// Whether bytes were found that are no frame, nor what is left of a write that was cut off.
    var isDamaged = false

    var bytes: Int { end - drained }
    var isDrained: Bool { drained >= end }
}

/// The name of a segment's file: its place in the order, and the salt of its checksums.
///
/// The salt stands in the name so that damage to the file leaves it alone.
struct SegmentName: Sendable, Hashable {
    let number: UInt64
    let salt: UInt64

    init(number: UInt64, salt: UInt64) {
        self.number = number
        self.salt = salt
    }

    /// `nil` unless it is the name of a segment.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == "segment" else { return nil }
        let numbers = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, let number = UInt64(numbers[0]), let salt = UInt64(numbers[1], radix: 16)
        else { return nil }
        self.init(number: number, salt: salt)
        guard self.text == text else { return nil }
    }

    var text: String { "\(padded(Int(truncatingIfNeeded: number), 10))-\(hexText(salt, digits: 16)).segment" }
}
