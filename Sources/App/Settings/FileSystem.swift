import Blocking
import Glibc

/// Paths as text.
enum FileSystem {
    /// The path without symbolic links, or nil when it does not exist or may not be looked at.
    static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func isFolder(_ path: String) -> Bool {
        FileStatus(following: path)?.isKind(S_IFDIR) ?? false
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// The names in a folder, sorted, without `.` and `..`; none when it cannot be read.
    static func entries(of folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The last `limit` bytes of a plain file, or nil when it cannot be read.
    static func text(of path: String, limit: Int = 65_536) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let end = lseek(file, 0, SEEK_END)
        // A file of /proc has no end and is read from its beginning.
        lseek(file, max(0, end - off_t(limit)), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = read(file, &bytes, limit)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Makes the folder and those above it; returns the one that could not be made, with `errno` set.
    ///
    /// Root makes folders of mode 755, since PostgreSQL runs as another user; other users make them of mode 700, as the
    /// XDG specification asks. The mode of a folder that exists is not changed.
    static func makeFolders(_ path: String) -> String? {
        let mode: mode_t = geteuid() == 0 ? 0o755 : 0o700
        for folder in ancestors(path) where !exists(folder) {
            if mkdir(folder, mode) == 0 { chmod(folder, mode) } else if errno != EEXIST { return folder }
        }
        return nil
    }

    /// The folder that holds it; `/` holds itself.
    static func parent(_ path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }

    /// All the folders above it, from `/` down, and itself.
    static func ancestors(_ path: String) -> [String] {
        var all = ["/"]
        for part in path.split(separator: "/") {
            all.append(all.count == 1 ? "/\(part)" : "\(all[all.count - 1])/\(part)")
        }
        return all
    }

    /// An absolute path without `.`, `..`, doubled or final slashes; links are not followed.
    static func absolute(_ path: String, from folder: String) -> String {
        let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        var parts: [Substring] = []
        for part in full.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
