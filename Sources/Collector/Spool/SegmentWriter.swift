import Glibc

/// The segment that takes new batches.
final class SegmentWriter {
    let name: SegmentName
    private let file: SpoolFile
    private let disk: DiskCalls
    /// Up to here everything is on the disk.
    private(set) var end = 0
    /// Whether a sync has failed: the system may then hold pages for clean that are not on the disk, so that a later
    /// sync proves nothing about them.
    private(set) var isSuspect = false

    /// Makes the file, and has its name survive a power cut.
    init(_ name: SegmentName, in folder: String, _ disk: DiskCalls) throws(SpoolError) {
        self.name = name
        self.disk = disk
        let path = "\(folder)/\(name.text)"
        file = try SpoolFile(path, O_WRONLY | O_CREAT | O_EXCL)
        do throws(SpoolError) {
            try SpoolFile.syncFolder(folder)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Writes one frame a payload; returns when all are on the disk.
    ///
    /// After it has thrown, nothing may be appended before `cut` has worked, and nothing ever if `isSuspect`.
    func append(_ payloads: [[UInt8]]) throws(SpoolError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payloads.reduce(0) { $0 + Frame.headSize + $1.count })
        for payload in payloads { Frame.append(payload, at: end + bytes.count, salt: name.salt, to: &bytes) }
        try disk.write(bytes, at: end, to: file)
        guard disk.sync(file.descriptor) == 0 else {
            isSuspect = true
            throw failure("sync", file.path)
        }
        end += bytes.count
    }

    /// Takes what a failed append has written away again; false if it may still be there.
    func cut() -> Bool {
        disk.cut(file.descriptor, off_t(end)) == 0 && disk.sync(file.descriptor) == 0
    }
}
