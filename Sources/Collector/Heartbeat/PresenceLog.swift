import Domain
import Storage

/// When this start of a collector could receive, and what of that the database does not know yet.
///
/// Two clocks: whether time was missed is a question of `uptime`, which cannot be set; when that was, one of `now`.
struct PresenceLog: Sendable {
    /// A longer time between two beats is one in which we stood still.
    static let stallLimit = Duration.seconds(30)
    /// Intervals that are kept for the database; of more, the oldest are given up.
    static let closedMax = 1_000

    private let instance: Int32
    private var closed: [PresenceInterval] = []
    private var open: PresenceInterval?
    private var lastBeat: Duration?
    /// Neither store works: no beat may say that we receive.
    private var isHalted = false

    init(instance: Int32) {
        self.instance = instance
    }

    /// Everything that the database may not know, the earliest first.
    var unsaved: [PresenceInterval] { closed + (open.map { [$0] } ?? []) }

    /// Notes that we receive; true when an interval begins by that.
    mutating func beat(now: Timestamp, uptime: Duration) -> Bool {
        if let lastBeat, uptime - lastBeat > Self.stallLimit { close(.stalled, "") }
        lastBeat = uptime
        guard !isHalted else { return false }
        if open != nil {
            extend(until: now)
            return false
        }
        // A stopped test clock would give two intervals the same beginning: the earlier one is continued instead.
        if let same = closed.lastIndex(where: { $0.instance == instance && $0.beganAt == now }) {
            open = closed.remove(at: same)
            open?.ending = nil
            open?.detail = ""
        } else {
            open = PresenceInterval(instance: instance, beganAt: now, seenAt: now)
        }
        return true
    }

    /// Ends the interval because neither store works; a second time it does nothing.
    mutating func halt(now: Timestamp, reason: String) {
        isHalted = true
        extend(until: now)
        // PostgreSQL's text takes no NUL; 500 characters bound the row.
        close(.bothStoresFailed, String(reason.filter { $0 != "\0" }.prefix(500)))
    }

    /// A store works again: the next beat begins an interval.
    mutating func resume() {
        isHalted = false
    }

    /// Ends the interval at an orderly shutdown.
    mutating func stop(now: Timestamp) {
        extend(until: now)
        close(.stopped, "")
    }

    /// Forgets what the database now knows; what changed since it was taken from `unsaved` stays.
    mutating func markSaved(_ intervals: [PresenceInterval]) {
        closed.removeAll { intervals.contains($0) }
    }

    /// Puts intervals of an earlier start in front.
    mutating func add(earlier intervals: [PresenceInterval]) {
        closed = intervals + closed
    }

    /// A clock that is set back makes no interval shorter.
    private mutating func extend(until now: Timestamp) {
        guard let seenAt = open?.seenAt else { return }
        open?.seenAt = max(seenAt, now)
    }

    private mutating func close(_ ending: PresenceInterval.Ending, _ detail: String) {
        guard var interval = open else { return }
        interval.ending = ending
        interval.detail = detail
        open = nil
        closed.append(interval)
        closed.removeFirst(max(0, closed.count - Self.closedMax))
    }
}
