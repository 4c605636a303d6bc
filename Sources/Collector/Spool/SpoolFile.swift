import Glibc

/// An open file, closed when its last holder ends.
final class SpoolFile: Sendable {
    let path: String
    let descriptor: Int32

    /// - Parameter mode: `O_RDONLY` and the like; links are not followed and programs that we run do not inherit it.
    init(_ path: String, _ mode: Int32) throws(SpoolError) {
        self.path = path
        descriptor = open(path, mode | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("open", path) }
    }

    deinit {
        close(descriptor)
    }

    var size: Int {
        get throws(SpoolError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw failure("read the status of", path) }
            return Int(status.st_size)
        }
    }

    /// The bytes of this range, fewer where the file ends before.
    ///
    /// Blocks that the disk cannot read are zeros: the checksums see them, and what is around them is not lost.
    func read(_ range: Range<Int>) throws(SpoolError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var at = 0
        while at < bytes.count {
            var wanted = bytes.count - at
            var count = pread(&bytes, at, wanted, range.lowerBound)
            if count < 0, errno == EIO {
                wanted = min(wanted, 4_096 - (range.lowerBound + at) % 4_096)
                count = pread(&bytes, at, wanted, range.lowerBound)
                if count < 0, errno == EIO { count = wanted }
            }
            if count == 0 { break }
            if count < 0, errno != EINTR { throw failure("read", path) }
            at += max(0, count)
        }
        bytes.removeLast(bytes.count - at)
        return bytes
    }

    private func pread(_ bytes: inout [UInt8], _ at: Int, _ count: Int, _ start: Int) -> Int {
        bytes.withUnsafeMutableBytes { buffer in
            Glibc.pread(descriptor, buffer.baseAddress.map { $0 + at }, count, off_t(start + at))
        }
    }

    /// Reads a whole file; nil when there is none.
    static func bytes(of path: String) throws(SpoolError) -> [UInt8]? {
        guard access(path, F_OK) == 0 else { return nil }
        let file = try SpoolFile(path, O_RDONLY)
        return try file.read(0..<file.size)
    }

    /// Replaces a file: after a crash at any moment it holds the old bytes or the new ones.
    static func replace(_ path: String, with bytes: [UInt8]) throws(SpoolError) {
        let (folder, name) = parts(path)
        let temporary = "\(folder)/.\(name).new"
        do throws(SpoolError) {
            let file = try SpoolFile(temporary, O_WRONLY | O_CREAT | O_TRUNC)
            try DiskCalls.system.write(bytes, at: 0, to: file)
            guard fsync(file.descriptor) == 0 else { throw failure("sync", temporary) }
            guard rename(temporary, path) == 0 else { throw failure("rename to", path) }
        } catch {
            unlink(temporary)
            throw error
        }
        try syncFolder(folder)
    }

    /// Makes the folder unless it is there, ours alone.
    static func makeFolder(_ path: String) throws(SpoolError) {
        if mkdir(path, 0o700) == 0 { return try syncFolder(parts(path).folder) }
        guard errno == EEXIST else { throw failure("make the folder", path) }
    }

    /// Makes names that were added to the folder, or taken from it, survive a power cut.
    static func syncFolder(_ path: String) throws(SpoolError) {
        let folder = try SpoolFile(path, O_RDONLY | O_DIRECTORY)
        guard fsync(folder.descriptor) == 0 else { throw failure("sync", path) }
    }

    /// The names in a folder, sorted; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func parts(_ path: String) -> (folder: String, name: Substring) {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return (String(path[..<slash]), path[slash...].dropFirst())
    }
}

/// The calls that put bytes on the disk, which tests replace by a disk that is full or broken.
struct DiskCalls: Sendable {
    /// As `pwrite`.
    var write: @Sendable (Int32, UnsafeRawBufferPointer, off_t) -> Int
    /// As `fdatasync`.
    var sync: @Sendable (Int32) -> Int32
    /// As `ftruncate`.
    var cut: @Sendable (Int32, off_t) -> Int32

    static let system = DiskCalls(
        write: { pwrite($0, $1.baseAddress, $1.count, $2) }, sync: { fdatasync($0) },
        cut: { ftruncate($0, $1) })

    /// Writes all of `bytes`, or throws with some of them written.
    func write(_ bytes: [UInt8], at offset: Int, to file: SpoolFile) throws(SpoolError) {
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(file.descriptor, UnsafeRawBufferPointer(rebasing: buffer[at...]), off_t(offset + at))
            }
            if count < 0, errno == EINTR { continue }
            if count == 0 { errno = ENOSPC }
            guard count > 0 else { throw failure("write", file.path) }
            at += count
        }
    }
}
