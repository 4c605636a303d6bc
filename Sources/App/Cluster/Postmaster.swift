import Glibc

/// A PostgreSQL server, read from its pid file.
struct Postmaster: Equatable {
    let pid: Int32
    let socketDir: String

    /// The server that runs on the data folder, or nil.
    ///
    /// A pid file outlives a server that was killed, and its number may by now be another process: so the
    /// kernel is asked what that process is.
    static func running(on data: String) -> Postmaster? {
        guard let text = FileSystem.text(of: "\(data)/postmaster.pid") else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = Int32(first), works(pid, in: data) else { return nil }
        return Postmaster(pid: pid, socketDir: lines.count > 4 ? String(lines[4]) : "")
    }

    /// Whether the process is a PostgreSQL server of the data folder and no zombie.
    ///
    /// Its arguments are there for all to read; in which folder it works is hidden from root in some
    /// containers.
    static func works(_ pid: Int32, in data: String) -> Bool {
        guard pid > 1, let real = FileSystem.canonical(data),
            let name = FileSystem.text(of: "/proc/\(pid)/comm"),
            name.hasPrefix("postgres") || name.hasPrefix("postmaster")
        else { return false }
        if FileSystem.canonical("/proc/\(pid)/cwd") == real { return true }
        let arguments = (FileSystem.text(of: "/proc/\(pid)/cmdline") ?? "").split(separator: "\0")
        return arguments.contains { $0 == real || $0 == data || $0 == "-D\(real)" }
    }

    /// Deletes a pid or lock file whose process id now belongs to another program.
    ///
    /// PostgreSQL itself replaces files of dead processes, and would refuse to start because of this one. The
    /// caller holds the start lock, so that no other process is writing the file.
    static func deleteMisleading(_ file: String, data: String) throws(ClusterError) {
        guard let text = FileSystem.text(of: file) else { return }
        let first = text.split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
        if let pid = Int32(first), pid != 0 {
            let isDead = kill(abs(pid), 0) != 0 && errno == ESRCH
            if isDead || works(abs(pid), in: data) { return }
        }
        if unlink(file) != 0, errno != ENOENT { throw failure("delete the stale", file) }
    }

    /// Tells the server to end its sessions and stop, and blocks until it is gone; false after the time.
    ///
    /// What `pg_ctl stop -m fast` does: SIGINT.
    static func stop(_ pid: Int32, data: String, seconds: Int) -> Bool {
        guard kill(pid, SIGINT) == 0 else { return errno == ESRCH }
        for _ in 0..<(seconds * 50) {
            if !works(pid, in: data) { return true }
            _ = poll(nil, 0, 20)
        }
        return false
    }
}
