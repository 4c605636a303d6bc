import Domain
import Postgres
import Synchronization

/// Holidays and outages as they were read last: reading them costs more than everything else of one status.
///
/// Never older than what the database says: whoever asks names the versions of the rows that he sees.
final class SharedCalendarCache: Sendable {
    private let kept = Mutex<Kept?>(nil)

    private struct Kept {
        /// The transactions that wrote the rows of both tables.
        let versions: String
        /// Between these instants nothing became known of outages.
        let from: Timestamp?
        let until: Timestamp?
        let calendar: SharedCalendar

        func isGood(_ versions: String, at now: Timestamp) -> Bool {
            self.versions == versions && from.map { $0 <= now } ?? true && until.map { now < $0 } ?? true
        }
    }

    /// The calendar at `now`.
    ///
    /// - Parameter versions: of the rows in the snapshot of the session, as `status_facts` gives them.
    func calendar(
        _ versions: String, now: Timestamp, _ files: SQLFiles, in session: borrowing Session
    ) throws -> SharedCalendar {
        if let kept = kept.withLock({ $0 }), kept.isGood(versions, at: now) { return kept.calendar }
        let calendar = try files.sharedCalendar(now: now, in: session)
        let news = try files.first(
            Query(reading: "outage_instants") {
                (from: try $0.optionalTimestamp(0), until: try $0.optionalTimestamp(1))
            }, in: session, [.time(now)])
        kept.withLock {
            $0 = Kept(versions: versions, from: news?.from, until: news?.until, calendar: calendar)
        }
        return calendar
    }
}
