import Domain
import Storage
import TestSupport
import Testing

extension Database {
    /// Keeps what ended until `now`, as the job does; gives how many windows were closed.
    @discardableResult
    func closeAllWindows(now: Timestamp) async throws -> Int {
        guard let sweep = try await windows.dueWindowSweep(now: now) else { return 0 }
        var closed = 0
        var last: Int64? = 0
        while let after = last {
            let step = try await windows.closeWindows(sweep, after: after, now: now, codeVersion: "1.0.0")
            closed += step.closed
            last = step.last
        }
        try await windows.finish(sweep, now: now)
        return closed
    }

    /// Computes again what was touched, as the job does.
    @discardableResult
    func recomputeWindows(now: Timestamp) async throws -> (examined: Int, changed: Int) {
        try await windows.gatherWindowTouches()
        var (examined, changed) = (0, 0)
        while let step = try await windows.recomputeTouchedWindows(now: now, codeVersion: "1.0.0") {
            examined += step.examined
            changed += step.changed
        }
        return (examined, changed)
    }
}

/// Workdays, holidays included, from one day to another.
func weekdays(_ first: String, _ last: String) -> [Day] {
    (day(first)...day(last)).filter { $0.weekday.rawValue < 5 }
}
