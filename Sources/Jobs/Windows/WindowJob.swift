package import Domain
package import Storage

/// Stores the figures of closed windows, and computes them again when later facts may change them.
package struct WindowJob: Sendable {
    private let database: Database
    private let codeVersion: String

    /// - Parameter codeVersion: stands in every version.
    package init(database: Database, codeVersion: String) {
        self.database = database
        self.codeVersion = codeVersion
    }

    /// Closes what ended, once a day, and then computes again what was touched.
    ///
    /// Each step is a transaction of its own: after a failure the next run goes on where this one ended.
    package func run(now: Timestamp) async throws -> String {
        var closed = 0
        if let sweep = try await database.windows.dueWindowSweep(now: now) {
            // What was received until midnight belongs to the first version.
            _ = try await aggregate(in: database, now: now)
            // Before there are windows to which it would seem late.
            try await database.windows.gatherWindowTouches()
            var last: Int64? = 0
            while let after = last {
                let step = try await database.windows.closeWindows(
                    sweep, after: after, now: now, codeVersion: codeVersion)
                closed += step.closed
                last = step.last
            }
            try await database.windows.finish(sweep, now: now)
        }
        try await database.windows.gatherWindowTouches()
        var examined = 0
        var changed = 0
        while let step = try await database.windows.recomputeTouchedWindows(
            now: now, codeVersion: codeVersion)
        {
            examined += step.examined
            changed += step.changed
        }
        return "\(closed) windows closed, \(examined) computed again, \(changed) changed"
    }
}
