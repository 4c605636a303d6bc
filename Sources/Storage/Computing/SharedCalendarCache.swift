import Domain
import Postgres
import Synchronization

/// Holidays and outages as they were read last: reading them costs more than everything else of one status.
///
/// Never older than the database: callers name the revision that their snapshot sees. After a restore to an earlier
/// state revisions repeat, so the server must be restarted (runbook).
final class SharedCalendarCache: Sendable {
    private let kept = Mutex<Kept?>(nil)

    private struct Kept {
        let revision: Int64
        /// Between these instants nothing became known of outages.
        let from: Timestamp?
        let until: Timestamp?
        let calendar: SharedCalendar

        func isGood(_ revision: Int64, at now: Timestamp) -> Bool {
            self.revision == revision && from.map { $0 <= now } ?? true && until.map { now < $0 } ?? true
        }
    }

    /// The calendar that was read last, where it still holds.
    func kept(_ revision: Int64, at now: Timestamp) -> SharedCalendar? {
        kept.withLock { kept in kept.flatMap { $0.isGood(revision, at: now) ? $0.calendar : nil } }
    }

    /// The calendar at `now`.
    ///
    /// - Parameter revision: of holidays and outages in the snapshot of the session, as `status_facts` gives it.
    func calendar(
        _ revision: Int64, now: Timestamp, _ store: CalendarStore, in session: borrowing Session
    ) throws -> SharedCalendar {
        if let calendar = self.kept(revision, at: now) { return calendar }
        let calendar = try store.sharedCalendar(now: now, in: session)
        let news = try session.first(
            Query(reading: "outage_instants") {
                (from: try $0.optionalTimestamp("last_at"), until: try $0.optionalTimestamp("next_at"))
            }, [.time(now)])
        kept.withLock {
            $0 = Kept(revision: revision, from: news?.from, until: news?.until, calendar: calendar)
        }
        return calendar
    }
}
