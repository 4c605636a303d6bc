import Blocking
import Glibc

/// An advisory lock on a file (flock), given back when this value ends, or by the system with the process.
///
/// Two locks in one process exclude each other as in two processes. Child processes do not inherit the lock.
final class FileLock: Sendable {
    enum Mode {
        case shared, exclusive

        fileprivate var operation: Int32 { self == .shared ? LOCK_SH : LOCK_EX }
    }

    private let path: String
    private let file: Int32

    /// Opens the file, which is made if missing, and locks nothing yet.
    init(_ path: String) throws(ClusterError) {
        self.path = path
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure("open the lock", path) }
    }

    deinit {
        close(file)
    }

    /// Takes the lock, or changes the mode of the lock held; returns false instead of waiting for another holder.
    ///
    /// When it returns false, a lock of the other mode that was held is lost.
    func take(_ mode: Mode) throws(ClusterError) -> Bool {
        while flock(file, mode.operation | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw failure("lock", path) }
        }
        return true
    }

    /// Takes the lock exclusively, asking twenty times a second; cancellation ends the wait.
    func wait(seconds: Int, clock: some Clock<Duration>) async throws {
        for _ in 0..<(seconds * 20) {
            if try take(.exclusive) { return }
            try await clock.sleep(for: .milliseconds(50))
        }
        throw ClusterError.busy(lock: path, seconds: seconds)
    }

    /// The same on a thread that may block, for a task that may be cancelled and must go on.
    func wait(seconds: Int, on thread: BlockingThread) async throws(ClusterError) {
        let took = try await thread.run { () throws(ClusterError) -> Bool in
            for _ in 0..<(seconds * 20) {
                if try self.take(.exclusive) { return true }
                _ = poll(nil, 0, 50)
            }
            return false
        }
        if !took { throw .busy(lock: path, seconds: seconds) }
    }
}
