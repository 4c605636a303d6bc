import Blocking
import Glibc

/// Makes folders for the server's user, and refuses those that are not its own.
struct FolderKeeper {
    let account: ServerAccount

    /// Makes the folder and those above it, ours: see `FileSystem.makeFolders`.
    func makeBase(_ path: String) throws(ClusterError) {
        if let failed = FileSystem.makeFolders(path) { throw failure("make the folder", failed) }
        guard FileSystem.isFolder(path) else {
            throw .system(action: "use", path: path, reason: "it is no folder")
        }
    }

    /// Makes a folder that is the server's user's alone, or makes it so if it is ours to give.
    func makePrivate(_ path: String) throws(ClusterError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("make the folder", path) }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw failure("open the folder", path) }
        defer { close(folder) }
        guard let status = FileStatus(descriptor: folder) else { throw failure("look at", path) }
        guard status.owner == account.userID || status.owner == geteuid() else {
            throw .notOwned(path: path, owner: status.owner, expected: account.userID)
        }
        if account.isOther, fchown(folder, account.userID, account.groupID) != 0 {
            throw failure("give away", path)
        }
        if fchmod(folder, 0o700) != 0 { throw failure("change the mode of", path) }
    }

    /// Deletes a folder and what is in it; follows no symbolic link.
    func delete(_ path: String) throws(ClusterError) {
        guard let status = FileStatus(of: path) else {
            if errno == ENOENT { return }
            throw failure("look at", path)
        }
        if status.isKind(S_IFDIR) {
            for name in FileSystem.entries(of: path) { try delete("\(path)/\(name)") }
            if rmdir(path) != 0 { throw failure("delete", path) }
        } else if unlink(path) != 0 {
            throw failure("delete", path)
        }
    }

    /// Writes a file of the server's user, replacing what it held.
    func write(_ text: String, to path: String) throws(ClusterError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("write", path) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw failure("write", path)
        }
        if account.isOther, fchown(file, account.userID, account.groupID) != 0 {
            throw failure("give away", path)
        }
    }

    /// Makes renames within the folder survive a loss of power.
    func flush(_ path: String) throws(ClusterError) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("open the folder", path) }
        defer { close(folder) }
        if fsync(folder) != 0 { throw failure("flush", path) }
    }
}

/// What the last system call failed with.
func failure(_ action: String, _ path: String) -> ClusterError {
    .system(action: action, path: path, reason: reason(errno))
}
