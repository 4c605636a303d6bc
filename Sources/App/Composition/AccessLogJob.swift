import Domain
import Jobs
import Storage

extension Installation {
    /// Ends what the access log must not keep any longer.
    func accessLogJob(_ database: Database) -> Job {
        let days = settings.accessLogDays
        return Job(
            "access log", .daily(hour: 4, minute: 40),
            "forgets lines of the access log after \(days) days"
        ) { now in
            "\(try await database.accessLog.forget(keepingDays: days, now: now)) lines forgotten"
        }
    }
}
