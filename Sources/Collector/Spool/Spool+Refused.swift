import Domain
import Glibc
package import Storage

/// A batch that the database refused for a reason that waiting does not mend.
package struct RefusedBatch: Sendable {
    package let file: String
    package let batch: Batch
    package let reason: String
}

extension Spool {
    /// What a retry did.
    package struct Retry: Sendable, Equatable {
        /// Batches that wait again.
        package var batches = 0
        /// Files that hold no batch, or not the one that was written: they are left where they are.
        package var unreadable: [String] = []
    }

    /// Keeps a batch in a file of its own, for somebody to look at; returns when it is on the disk.
    ///
    /// Observed as `recordSetAside`.
    /// - Parameter reason: is shown to operators, so it must not hold what a person sent.
    package func setAside(_ batch: Batch, reason: String) throws {
        try requireOpen()
        let payload = BatchCoding.encode(batch)
        var bytes: [UInt8] = []
        Frame.append(payload, at: 0, salt: 0, to: &bytes)
        Frame.append(Array(reason.utf8), at: bytes.count, salt: 0, to: &bytes)
        var checksum = Checksum()
        payload.withUnsafeBytes { checksum.add($0) }
        let id = UInt64(bitPattern: batch.id.number)
        let path = "\(slot.refused)/\(hexText(id, digits: 16))-\(hexText(checksum.value, digits: 16)).batch"
        try SpoolFile.makeFolder(slot.refused)
        try SpoolFile.replace(path, with: bytes)
        observe(.recordSetAside(file: path, reason: reason))
    }

    /// Has the refused batches of all slots wait in this one again.
    ///
    /// A process that only does this takes a slot of its own, and the collector finds it when it is given back.
    package func retryRefused() throws -> Retry {
        try requireOpen()
        var retry = Retry()
        for slot in SpoolSlot.all(in: slot.spool) {
            for file in slot.refusedFiles() {
                guard let refused = try? RefusedBatch(file) else {
                    retry.unreadable.append(file)
                    continue
                }
                try append([refused.batch])
                unlink(file)
                retry.batches += 1
            }
        }
        return retry
    }

    /// The refused batches of all slots, as far as they can be read.
    package static func refused(in folder: String) -> [RefusedBatch] {
        SpoolSlot.all(in: folder).flatMap { $0.refusedFiles() }.compactMap { try? RefusedBatch($0) }
    }
}

extension SpoolSlot {
    func refusedFiles() -> [String] {
        SpoolFile.names(in: refused).filter { $0.hasSuffix(".batch") }.map { "\(refused)/\($0)" }
    }
}

extension RefusedBatch {
    fileprivate init(_ file: String) throws {
        let bytes = try SpoolFile.bytes(of: file) ?? []
        guard case .whole(let payload) = Frame.read(bytes, at: 0, base: 0, salt: 0),
            case .whole(let words) = Frame.read(bytes, at: payload.upperBound, base: 0, salt: 0)
        else { throw SpoolError.damaged(path: file) }
        self.file = file
        batch = try BatchCoding.decode(bytes[payload])
        reason = String(decoding: bytes[words], as: UTF8.self)
    }
}
