import Domain
import Jobs
import Storage

extension Installation {
    /// Deletes lines of the access log after its retention period.
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
