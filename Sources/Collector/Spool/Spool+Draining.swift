import Domain
import Glibc
package import Storage

/// A batch that waits, and the place behind it.
package struct SpooledBatch: Sendable {
    package let batch: Batch
    /// For `markDrained`, once this batch and all before it are in the database or set aside.
    package let position: SpoolPosition
}

extension Spool {
    /// What is read at once at most, unless one batch is larger.
    private static let readMax = 8 << 20

    /// The oldest batches that wait, in the order in which they were appended; none when nothing waits.
    ///
    /// The same again until they are marked. Fewer than `count` does not mean that no more wait.
    package func oldest(_ count: Int = 1) throws -> [SpooledBatch] {
        try requireOpen()
        while !segments.isEmpty {
            let found = try readFirstSegment(count)
            if !found.isEmpty || count < 1 { return found }
            // Nothing in it can be read any more: its file is kept among the damaged.
            dropSegment(at: 0)
        }
        return []
    }

    /// Forgets the batches up to `position`, which are now in the database or set aside.
    ///
    /// A crash before it offers them again, and the database knows them by their ids.
    package func markDrained(upTo position: SpoolPosition) {
        guard let name = segments.first?.name, position.segment == name else { return }
        let marked = handedOut.prefix { $0.position <= position }
        guard let last = marked.last else { return }
        for entry in marked {
            segments[0].batches -= 1
            segments[0].records -= entry.records
            if let key = entry.submission, submissions[key]?.segment == name {
                submissions[key] = nil
            }
        }
        segments[0].drained = last.position.offset
        handedOut.removeFirst(marked.count)
        save(last.position)
        if segments[0].isDrained { dropSegment(at: 0) }
        noteFilling()
    }

    private func readFirstSegment(_ count: Int) throws -> [SpooledBatch] {
        let segment = segments[0]
        handedOut = []
        guard access(slot.path(of: segment.name), F_OK) == 0 || errno != ENOENT else {
            observe(.spoolDamaged(file: slot.path(of: segment.name), reason: "somebody has deleted it"))
            return []
        }
        let file = try SpoolFile(slot.path(of: segment.name), O_RDONLY)
        var reader = try SegmentReader(
            file, salt: segment.name.salt, from: segment.drained, to: segment.end)
        var found: [SpooledBatch] = []
        var unknown: BatchCodingError?
        var isAtEnd = false
        while found.count < count, reader.end - segment.drained < Self.readMax {
            guard let frame = try reader.frame() else {
                isAtEnd = true
                break
            }
            let position = SpoolPosition(segment: segment.name, offset: frame.end)
            do throws(BatchCodingError) {
                let batch = try BatchCoding.decode(frame.payload)
                handedOut.append(
                    HandedOut(
                        position: position, records: batch.arrivals.count,
                        submission: SubmissionKey(batch.submission)))
                found.append(SpooledBatch(batch: batch, position: position))
            } catch {
                unknown = unknown ?? error
            }
        }
        let lost = isAtEnd && reader.end < segment.end ? "\(segment.end - reader.end) bytes are missing" : nil
        if let reason = reader.damage ?? unknown?.description ?? lost, !segment.isDamaged {
            keepAside(&segments[0], reason)
        }
        return found
    }
}
