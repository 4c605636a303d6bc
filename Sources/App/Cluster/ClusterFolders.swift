/// Where the private cluster keeps what.
struct ClusterFolders: Sendable, Equatable {
    /// The longest path that a Unix socket may have on Linux, in bytes.
    static let socketPathMax = 107
    static let socketName = ".s.PGSQL.5432"

    /// Ours; holds everything below but the socket.
    let base: String
    /// As the settings want it: see `socketDir(for:)`.
    let wishedSocketDir: String

    /// The cluster itself, the server's user's.
    ///
    /// Appears at once, by a rename: what is there is finished.
    var data: String { "\(base)/postgres" }
    /// Where a cluster is made before it is finished; may be deleted.
    var unfinished: String { "\(base)/postgres.new" }
    /// Held while the cluster is being started or stopped.
    var startLock: String { "\(base)/start.lock" }
    /// Held, shared, by each process that uses the cluster.
    var usersLock: String { "\(base)/users.lock" }
    /// What the server says before it opens its own log; of the last start only.
    var startLog: String { "\(data)/start.log" }

    init(base: String, socketDir: String) {
        self.base = base
        wishedSocketDir = socketDir
    }

    /// The wished folder, or a short one in `/tmp` when a socket's path there would be too long.
    func socketDir(for account: ServerAccount) throws(ClusterError) -> String {
        if Self.fits(wishedSocketDir) { return wishedSocketDir }
        let short = "/tmp/afterbuild-\(account.userID)-\(Self.mark(of: base))"
        guard Self.fits(short) else { throw .socketPathTooLong("\(wishedSocketDir)/\(Self.socketName)") }
        return short
    }

    private static func fits(_ folder: String) -> Bool {
        folder.utf8.count + 1 + socketName.utf8.count <= socketPathMax
    }

    /// FNV-1a, so that each data folder has its own.
    private static func mark(of path: String) -> String {
        let hash = path.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
