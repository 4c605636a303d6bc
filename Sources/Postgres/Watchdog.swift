import Blocking
import Glibc
import Synchronization

/// Breaks the connections of transactions whose time is over.
///
/// One thread checks all deadlines every 50 ms, and ends after 10 s without any: a timer for each commit would cost more
/// than the commit's own bookkeeping.
final class Watchdog: Sendable {
    private struct Entry {
        let deadline: Duration
        let cancellation: Cancellation
    }

    private struct State {
        var entries: [Int: Entry] = [:]
        var next = 0
        var isRunning = false
    }

    static let shared = Watchdog()

    private static let pause: UInt32 = 50_000
    /// Rounds without a transaction after which the thread ends: ten seconds.
    private static let idleRounds = 200

    private let state = Mutex(State())

    /// Gives `cancellation` up after `limit`, unless `end` is called before.
    func watch(_ cancellation: Cancellation, for limit: Duration) -> Int {
        let deadline = uptime() + limit
        let (number, mustStart) = state.withLock { state in
            let number = state.next
            state.next += 1
            state.entries[number] = Entry(deadline: deadline, cancellation: cancellation)
            defer { state.isRunning = true }
            return (number, !state.isRunning)
        }
        if mustStart, !DetachedThread.start(name: "pg-watchdog", { self.checkDeadlines() }) {
            // The server's own statement_timeout is left.
            state.withLock { $0.isRunning = false }
        }
        return number
    }

    func end(_ number: Int) {
        state.withLock { $0.entries[number] = nil }
    }

    private func checkDeadlines() {
        var idle = 0
        while true {
            usleep(Self.pause)
            let now = uptime()
            let (late, isIdle, isOver) = state.withLock { state in
                let late = state.entries.filter { $0.value.deadline <= now }
                for number in late.keys { state.entries[number] = nil }
                let isOver = state.entries.isEmpty && idle >= Self.idleRounds
                if isOver { state.isRunning = false }
                return (late.values.map(\.cancellation), state.entries.isEmpty, isOver)
            }
            for cancellation in late { cancellation.giveUp() }
            if isOver { return }
            idle = isIdle ? idle + 1 : 0
        }
    }
}

/// Time that only goes forward, for deadlines.
func uptime() -> Duration {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
}
