import Blocking
import Glibc
import Postgres

/// The PostgreSQL that this program makes, starts and stops for itself, on a unix socket only.
///
/// Several processes share it: the first that starts it starts the server, the last that stops it stops the
/// server. A process that is killed leaves the server running; the next one finds it.
actor PrivateCluster<C: Clock<Duration>> {
    private let wished: ClusterFolders
    private let settings: ServerSettings
    private let clock: C
    private let limits: Limits
    private var use: Use?

    /// How long to wait, in seconds.
    struct Limits: Sendable {
        /// For another process that starts or stops the server.
        var lock = 600
        /// For a server that recovers from a crash.
        var start = 300
        var stop = 120
    }

    /// What is held between `start` and `stop`.
    private struct Use {
        let folders: ClusterFolders
        let users: FileLock
        let conninfo: String
    }

    /// Does nothing yet.
    init(
        folders: ClusterFolders, settings: ServerSettings = ServerSettings(), limits: Limits = Limits(),
        clock: C
    ) {
        wished = folders
        self.settings = settings
        self.limits = limits
        self.clock = clock
    }

    /// Makes the cluster if there is none, starts its server if none runs, and returns how to connect.
    ///
    /// The server accepts connections when this returns. `stop` must follow, also in a cancelled task.
    ///
    /// - Throws: `ClusterError`, or `CancellationError` while it waits for another process.
    func start() async throws -> String {
        if let use { return use.conninfo }
        let account = try ServerAccount.current()
        try FolderKeeper(account: account).makeBase(wished.base)
        let base = FileSystem.canonical(wished.base) ?? wished.base
        let isBelow = wished.wishedSocketDir.hasPrefix(wished.base + "/")
        let socketDir =
            isBelow ? base + wished.wishedSocketDir.dropFirst(wished.base.count) : wished.wishedSocketDir
        let folders = ClusterFolders(base: base, socketDir: socketDir)

        let starting = try FileLock(folders.startLock)
        try await starting.wait(seconds: limits.lock, clock: clock)
        if let use { return use.conninfo }
        let users = try FileLock(folders.usersLock)
        guard try users.take(.shared) else { throw ClusterError.busy(lock: folders.usersLock, seconds: 0) }
        let starter = ServerStarter(
            folders: folders, account: account, settings: settings, seconds: limits.start)
        do {
            let conninfo = try await starter.start(clock: clock)
            use = Use(folders: folders, users: users, conninfo: conninfo)
            return conninfo
        } catch {
            // The reason for the failure matters more than whether the server could be stopped.
            try? await leave(users, folders.data)
            throw error
        }
    }

    /// Starts the server again if it has ended while this use goes on; true if it had.
    ///
    /// It is found where it was: the connection string stays the same.
    ///
    /// - Throws: `ClusterError`, or `CancellationError` while it waits for another process.
    func restartIfEnded() async throws -> Bool {
        guard let folders = use?.folders, Postmaster.running(on: folders.data) == nil else { return false }
        let starting = try FileLock(folders.startLock)
        try await starting.wait(seconds: limits.lock, clock: clock)
        // Meanwhile this use may have ended, or another user have started the server.
        guard use != nil, Postmaster.running(on: folders.data) == nil else { return false }
        let starter = ServerStarter(
            folders: folders, account: try ServerAccount.current(), settings: settings, seconds: limits.start)
        _ = try await starter.start(clock: clock)
        return true
    }

    /// Ends this use of the cluster; the last user stops the server, ending the sessions that are left.
    ///
    /// Goes on to its end in a cancelled task. Without a `start` before it, or a second time, it does nothing.
    func stop() async throws(ClusterError) {
        guard let use else { return }
        self.use = nil
        let thread = BlockingThread(name: "cluster-lock")
        defer { thread.stop() }
        let starting = try FileLock(use.folders.startLock)
        try await starting.wait(seconds: limits.lock, on: thread)
        try await leave(use.users, use.folders.data)
    }

    /// Stops the server unless another process uses it; the caller holds the start lock.
    private func leave(_ users: FileLock, _ data: String) async throws(ClusterError) {
        guard try users.take(.exclusive), let server = Postmaster.running(on: data) else { return }
        let thread = BlockingThread(name: "cluster-stop")
        defer { thread.stop() }
        let seconds = limits.stop
        let isStopped = await thread.run { Postmaster.stop(server.pid, data: data, seconds: seconds) }
        if !isStopped { throw .notStopping(pid: server.pid, seconds: seconds) }
    }
}
