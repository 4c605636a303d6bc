import Blocking
import CLibpq
import Glibc
import Synchronization

/// Carries the cancellation of one task to the statement that the server runs for it.
///
/// `PQcancel` cannot say which statement it means: it hits whatever the server runs when it arrives. So it is
/// sent only between `cover`'s beginning and end, under a lock that the end waits for; libpq returns from
/// `PQcancel` when the server has processed the request.
final class Cancellation: Sendable {
    private struct Target {
        let handle: CancelHandle
        var wasSent = false
    }

    private let requested = Atomic(false)
    private let target = Mutex<Target?>(nil)

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Called by the task's cancellation, on any thread; returns at once.
    ///
    /// `PQcancel` opens a connection and waits, which needs a thread. If none can be had, the statement ends by
    /// its timeout, and no further one is sent.
    func request() {
        requested.store(true, ordering: .releasing)
        _ = DetachedThread.start(name: "pg-cancel") { self.deliver() }
    }

    /// Throws 57014, as the server would, when cancellation was requested.
    func check(_ query: String) throws(PostgresError) {
        guard isRequested else { return }
        throw PostgresError(sqlState: "57014", message: "cancelled before it was sent", query: query)
    }

    /// Runs `body`, during which statements on `link` can be cancelled; afterwards none can.
    func cover<T>(_ link: Link, _ body: () throws -> T) throws -> T {
        target.withLock { $0 = Target(handle: link.cancelHandle) }
        defer { end(link) }
        return try body()
    }

    private func end(_ link: Link) {
        let wasSent = target.withLock { target in
            defer { target = nil }
            return target?.wasSent ?? false
        }
        if wasSent { link.settle() }
    }

    /// Repeats the request while the body runs: one that arrives between two statements hits nothing.
    private func deliver() {
        var pause: UInt32 = 10_000
        while sendIfCovered() {
            usleep(pause)
            pause = min(pause * 2, 500_000)
        }
    }

    private func sendIfCovered() -> Bool {
        target.withLock { target in
            guard let handle = target?.handle else { return false }
            target?.wasSent = true
            var reason = [CChar](repeating: 0, count: 256)
            PQcancel(handle.pointer, &reason, Int32(reason.count))
            return true
        }
    }
}

/// libpq's description of a connection for `PQcancel`; valid as long as its `Link` lives.
struct CancelHandle: Sendable {
    // Safe because libpq only reads it after PQgetCancel and documents PQcancel for any thread.
    nonisolated(unsafe) let pointer: OpaquePointer?
}
