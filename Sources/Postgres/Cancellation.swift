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
    private let givenUp = Atomic(false)
    private let target = Mutex<Target?>(nil)
    private let socket = Mutex<Int32?>(nil)

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Called by the task's cancellation, on any thread; returns at once.
    ///
    /// `PQcancel` opens a connection and waits, which needs a thread. If none can be had, the statement ends by
    /// its timeout, and no further one is sent.
    func request() {
        requested.store(true, ordering: .releasing)
        _ = DetachedThread.start(name: "pg-cancel") { self.deliver() }
    }

    /// Breaks the connection, so that whatever waits for the server returns at once; called on any thread.
    ///
    /// A server that is stopped answers no cancel request either. What it was doing may still be committed.
    func giveUp() {
        givenUp.store(true, ordering: .releasing)
        socket.withLock { socket in
            if let socket { _ = shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    /// Lets `giveUp` break `link` until `unwatch`.
    func watch(_ link: Link) throws(PostgresError) {
        socket.withLock { $0 = link.socket }
        if givenUp.load(ordering: .acquiring) {
            unwatch()
            throw Self.tooLate("begin")
        }
    }

    /// Must be called before the link can be closed: its descriptor's number is then another's.
    func unwatch() {
        socket.withLock { $0 = nil }
    }

    /// Throws 57014, as the server would, when cancellation was requested; 08006 when the time is over.
    func check(_ query: String) throws(PostgresError) {
        if givenUp.load(ordering: .acquiring) { throw Self.tooLate(query) }
        guard isRequested else { return }
        throw PostgresError(sqlState: "57014", message: "cancelled before it was sent", query: query)
    }

    private static func tooLate(_ query: String) -> PostgresError {
        PostgresError(sqlState: "08006", message: "no answer in the time that was given", query: query)
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

    /// Repeats the request while the body runs: a request that arrives between two statements cancels nothing.
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
