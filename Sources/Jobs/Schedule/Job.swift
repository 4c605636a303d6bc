package import Domain

/// One background activity: what it does, and how often.
package struct Job: Sendable {
    package let name: String
    /// One sentence for `afterbuild job list`.
    package let summary: String
    package let period: JobPeriod
    /// Gives one line about what was done.
    package let run: @Sendable (_ now: Timestamp) async throws -> String

    /// Makes a job; `run` gets the time, and must be safe to repeat.
    package init(
        _ name: String, _ period: JobPeriod, _ summary: String,
        run: @escaping @Sendable (Timestamp) async throws -> String
    ) {
        self.name = name
        self.summary = summary
        self.period = period
        self.run = run
    }
}

/// When a job is due.
///
/// Periods are rows, not timers: the question is always which period has not run yet.
package enum JobPeriod: Sendable, Equatable {
    case everySeconds(Int64)
    /// Once a KST day, from this time on.
    case daily(hour: Int, minute: Int)

    /// So often that a run with nothing to do is no news.
    var isFrequent: Bool {
        if case .everySeconds(let seconds) = self { seconds <= 60 } else { false }
    }

    /// The start of the newest period that has begun at `now`.
    package func start(at now: Timestamp) -> Timestamp {
        switch self {
        case .everySeconds(let seconds):
            let length = seconds * 1_000_000
            let rest = now.microseconds % length
            return Timestamp(microseconds: now.microseconds - (rest < 0 ? rest + length : rest))
        case .daily(let hour, let minute):
            let today = Timestamp(day: now.day, hour: hour, minute: minute)
            return today <= now ? today : Timestamp(day: now.day.adding(days: -1), hour: hour, minute: minute)
        }
    }
}

extension JobPeriod: CustomStringConvertible {
    package var description: String {
        switch self {
        case .everySeconds(let seconds): "every \(seconds) s"
        case .daily(let hour, let minute): "daily at \(padded(hour, 2)):\(padded(minute, 2)) KST"
        }
    }
}
