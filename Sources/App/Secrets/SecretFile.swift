import Blocking
import Glibc

/// One file of 32 random bytes in hexadecimal, mode 0600, made once and never changed.
struct SecretFile {
    static let byteCount = 32

    let folder: String
    let name: String

    var path: String { "\(folder)/\(name)" }

    /// Reads the file, or makes it; of several processes that make it at once, all get the same bytes.
    func readOrMake() throws(SecretProblem) -> [UInt8] {
        if let bytes = try read() { return bytes }
        try make()
        guard let bytes = try read() else {
            throw SecretProblem(path, "vanished while it was made; start again")
        }
        return bytes
    }

    /// Nil when there is no such file; throws when it is not ours alone or holds no secret.
    func read() throws(SecretProblem) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw SecretProblem(path, "cannot be read: \(reason(errno))")
        }
        defer { close(file) }
        guard let status = FileStatus(descriptor: file) else { throw SecretProblem(path, reason(errno)) }
        try SecretFile.check(path, status, kind: S_IFREG, mode: "600")
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(file, &buffer, buffer.count)
        guard count >= 0 else { throw SecretProblem(path, "cannot be read: \(reason(errno))") }
        guard let bytes = Hexadecimal.bytes(buffer.prefix(count)), bytes.count == Self.byteCount else {
            throw SecretProblem(
                path,
                "does not hold \(Self.byteCount * 2) hexadecimal digits; restore it from its backup (what was "
                    + "made with it cannot be read with another)")
        }
        return bytes
    }

    /// Throws unless the file is of this kind, owned by this process's user, and without rights for others.
    static func check(
        _ path: String, _ status: FileStatus, kind: mode_t, mode: String
    ) throws(SecretProblem) {
        guard status.isKind(kind) else {
            throw SecretProblem(
                path, "is no \(kind == S_IFDIR ? "folder" : "plain file"); remove or rename it")
        }
        guard status.owner == geteuid() else {
            throw SecretProblem(
                path,
                "belongs to user \(status.owner) instead of \(geteuid()); mend: chown \(geteuid()) \(path)")
        }
        guard status.permissions & 0o077 == 0 else {
            let found = String(status.permissions, radix: 8)
            throw SecretProblem(path, "is open to others (mode \(found)); mend: chmod \(mode) \(path)")
        }
    }

    /// Writes a temporary file and links it: readers see a whole secret or none, and none is overwritten.
    private func make() throws(SecretProblem) {
        var random = SystemRandomNumberGenerator()
        let temporary = "\(folder)/.\(name).\(getpid()).\(random.next())"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SecretProblem(temporary, "cannot be made: \(reason(errno))") }
        defer { unlink(temporary) }
        let text = Hexadecimal.text((0..<Self.byteCount).map { _ in random.next() as UInt8 }) + [10]
        let written = write(file, text, text.count)
        let isSafe = written == text.count && fchmod(file, 0o600) == 0 && fsync(file) == 0
        let number = errno
        close(file)
        guard isSafe else { throw SecretProblem(temporary, "cannot be written: \(reason(number))") }
        guard link(temporary, path) == 0 || errno == EEXIST else {
            throw SecretProblem(path, "cannot be made: \(reason(errno))")
        }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw SecretProblem(folder, reason(errno)) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw SecretProblem(folder, reason(errno)) }
    }
}

/// The system's words for an error number.
func reason(_ number: Int32) -> String {
    String(cString: strerror(number))
}

private enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// Nil unless it is digits, with at most one line end after them.
    static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let text = Array(text.last == 10 ? text.dropLast() : text)
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = digits.firstIndex(of: text[index]),
                let low = digits.firstIndex(of: text[index + 1])
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
