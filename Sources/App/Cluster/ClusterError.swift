/// Why the private PostgreSQL cannot be used; each text says what would be right.
enum ClusterError: Error, Equatable {
    /// A system call failed.
    case system(action: String, path: String, reason: String)
    /// There is no user `postgres`, as whom the server runs when we are root.
    case noAccount
    /// A folder on the way to `path` is closed to the server's user.
    case notEnterable(folder: String, path: String, user: String)
    /// A folder that must be the server's user's alone is not.
    case notOwned(path: String, owner: UInt32, expected: UInt32)
    /// The path would be too long for a socket, and so is the short one.
    case socketPathTooLong(String)
    /// The programs of PostgreSQL are missing, or too old to make a cluster.
    case noPrograms(searched: [String])
    case tooOld(found: Int, programs: String)
    /// The data folder was made by a major version that is not installed.
    case versionMismatch(folder: String, needed: String, found: Int, programs: String)
    /// The data folder holds something that is no cluster and cannot be moved away.
    case notACluster(folder: String, reason: String)
    /// Another cluster's server uses the socket folder.
    case socketTaken(folder: String, by: String)
    /// A program failed; `said` is its output and the end of the server's log.
    case failed(program: String, said: String)
    /// The server runs and accepts no connection.
    case notReady(seconds: Int, said: String)
    /// Another process starts or stops the cluster and does not come to an end.
    case busy(lock: String, seconds: Int)
    /// The server was told to stop and still runs.
    case notStopping(pid: Int32, seconds: Int)
}

extension ClusterError: CustomStringConvertible {
    var description: String {
        switch self {
        case .system(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
        case .noAccount:
            "there is no system user \(ServerAccount.name): PostgreSQL refuses to run as root. "
                + "Install it: \(Self.install)"
        case .notEnterable(let folder, let path, let user):
            "user \(user) cannot enter \(folder), so PostgreSQL cannot use \(path). "
                + "Either chmod o+x \(folder), or set AFTERBUILD_DATA_DIR to a folder that it can enter, "
                + "such as /var/lib/afterbuild"
        case .notOwned(let path, let owner, let expected):
            "\(path) belongs to user \(owner) instead of \(expected), or is no folder: remove or rename it"
        case .socketPathTooLong(let path):
            "\(path) has \(path.utf8.count) bytes and a socket's path may have "
                + "\(ClusterFolders.socketPathMax): set AFTERBUILD_DATA_DIR to a shorter path"
        case .noPrograms(let searched):
            "the programs of PostgreSQL were not found (asked \(searched.joined(separator: ", "))). "
                + "Install them: \(Self.install)"
        case .tooOld(let found, let programs):
            "\(programs) is PostgreSQL \(found); \(ServerPrograms.oldestMajor) or later is needed"
        case .versionMismatch(let folder, let needed, let found, let programs):
            "\(folder) was made by PostgreSQL \(needed), and only PostgreSQL \(found) is installed (\(programs)). "
                + "Either install PostgreSQL \(needed) (apt-get install postgresql-\(needed)), or bring the data "
                + "to version \(found) with pg_upgrade, or with pg_dump by the old version and a restore"
        case .notACluster(let folder, let reason):
            "\(folder) holds no finished PostgreSQL cluster and cannot be replaced: \(reason). "
                + "Move it away by hand, or set AFTERBUILD_DATA_DIR"
        case .socketTaken(let folder, let by):
            "the socket in \(folder) belongs to the running PostgreSQL of \(by): "
                + "stop that one, or set AFTERBUILD_DATA_DIR, which moves the socket as well"
        case .failed(let program, let said): "\(program) failed: \(said)"
        case .notReady(let seconds, let said):
            "PostgreSQL accepted no connection within \(seconds) seconds: \(said)"
        case .busy(let lock, let seconds):
            "another afterbuild has held \(lock) for more than \(seconds) seconds: it is starting or stopping "
                + "PostgreSQL; wait for it or end it"
        case .notStopping(let pid, let seconds):
            "PostgreSQL (pid \(pid)) was told to stop and still runs after \(seconds) seconds"
        }
    }

    private static var install: String { "apt-get install postgresql" }
}
