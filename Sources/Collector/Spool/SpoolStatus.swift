package import Domain
import Glibc

/// What waits in one slot.
package struct SpoolStatus: Sendable, Equatable {
    /// The number of the slot's folder.
    package var slot: Int
    /// The process that holds the slot; nil when none does, or it cannot be seen from here.
    package var holder: Int32?
    /// Files with batches that wait.
    package var segments = 0
    package var batches = 0
    package var records = 0
    package var bytes: Int64 = 0
    package var limit: Int64
    /// When the oldest record of the oldest batch arrived.
    package var oldestArrival: Timestamp?
    /// Files of batches that the database refused.
    package var refused = 0
    /// Files in which bytes were found that are no batch.
    package var damaged = 0
}

extension Spool {
    /// What waits in this slot.
    package func status() -> SpoolStatus {
        var status = SpoolStatus(slot: slot.number, holder: getpid(), limit: limit)
        status.segments = segments.count
        status.bytes = bytes
        for segment in segments {
            status.batches += segment.batches
            status.records += segment.records
        }
        if let first = segments.first { status.oldestArrival = slot.oldestArrival(in: first) }
        status.refused = slot.refusedFiles().count
        status.damaged = SpoolFile.names(in: slot.damaged).count
        return status
    }

    /// What waits in every slot, read without disturbing the processes that hold them.
    ///
    /// - Parameters:
    ///   - limit: is only handed on.
    package static func status(of folder: String, limit: Int64) -> [SpoolStatus] {
        SpoolSlot.all(in: folder).map { $0.status(limit: limit) }
    }
}

extension SpoolSlot {
    /// When the oldest record of the next batch of a segment arrived.
    fileprivate func oldestArrival(in segment: Segment) -> Timestamp? {
        guard let file = try? SpoolFile(path(of: segment.name), O_RDONLY),
            var reader = try? SegmentReader(
                file, salt: segment.name.salt, from: segment.drained, to: segment.end),
            let frame = try? reader.frame(), let summary = try? BatchCoding.Summary(frame.payload)
        else { return nil }
        return summary.oldest
    }

    fileprivate func status(limit: Int64) -> SpoolStatus {
        var status = SpoolStatus(slot: number, holder: holder(), limit: limit)
        let position = (try? SpoolFile.bytes(of: position)).flatMap { $0 }.flatMap { SpoolPosition($0) }
        for name in segments() where name.number >= position?.segment.number ?? 0 {
            let start = position?.segment == name ? position?.offset ?? 0 : 0
            let before = status.batches
            // A segment may be drained and deleted meanwhile.
            guard let file = try? SpoolFile(path(of: name), O_RDONLY),
                var reader = try? SegmentReader(file, salt: name.salt, from: start)
            else { continue }
            while let frame = try? reader.frame() {
                guard let summary = try? BatchCoding.Summary(frame.payload) else { continue }
                if status.batches == 0 { status.oldestArrival = summary.oldest }
                status.batches += 1
                status.records += summary.records
            }
            status.bytes += Int64(reader.end - start)
            if status.batches > before { status.segments += 1 }
        }
        status.refused = refusedFiles().count
        status.damaged = SpoolFile.names(in: damaged).count
        return status
    }
}
