/// A place in the order of all batches of one slot: behind a batch.
///
/// How far a slot is drained stands in a file of its own. It is not synced: after a power cut an older one offers
/// batches again, which the database knows.
package struct SpoolPosition: Sendable, Hashable, Comparable {
    /// The number and salt of the segment; what was written before it is drained.
    let segment: SegmentName
    /// Where in the segment the first frame begins that is not drained.
    let offset: Int

    package static func < (left: SpoolPosition, right: SpoolPosition) -> Bool {
        (left.segment.number, left.offset) < (right.segment.number, right.offset)
    }

    var bytes: [UInt8] {
        var payload = ByteWriter()
        payload.append(unsigned: segment.number)
        payload.append(unsigned: segment.salt)
        payload.append(offset)
        var bytes: [UInt8] = []
        Frame.append(payload.bytes, at: 0, salt: 0, to: &bytes)
        return bytes
    }

    init(segment: SegmentName, offset: Int) {
        self.segment = segment
        self.offset = offset
    }

    /// `nil` when the bytes are none, as after a crash: then everything is offered again.
    init?(_ bytes: [UInt8]) {
        guard case .whole(let payload) = Frame.read(bytes, at: 0, base: 0, salt: 0) else { return nil }
        var reader = ByteReader(bytes[payload])
        guard let number = try? reader.unsigned(), let salt = try? reader.unsigned(),
            let offset = try? reader.signed(Int.self), offset >= 0
        else { return nil }
        self.init(segment: SegmentName(number: number, salt: salt), offset: offset)
    }
}
