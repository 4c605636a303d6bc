import Domain
import Postgres

/// Something became known of a build that may change the figures of its windows that end on `fromDay` or later.
struct WindowTouch {
    let build: Int64
    let fromDay: Day
    let cause: String
    let detail: String
    let id: Int64

    var isLate: Bool { cause == "late receipts" }

    init(_ row: borrowing RowReader) throws {
        build = try row.int64("build_id")
        fromDay = try row.day("from_day")
        cause = try row.string("cause")
        detail = try row.string("detail")
        id = try row.int64("touch_id")
    }
}

extension [WindowTouch] {
    /// Why a window is made again, in the order in which things became known.
    ///
    /// Late receipts of earlier days are named only where there are none of its own.
    func reason(of window: ClosedRange<Day>) -> String {
        var causes: [(cause: String, details: [String])] = []
        let hasLate = contains { $0.isLate && window.contains($0.fromDay) }
        for touch in sorted(by: { $0.id < $1.id }) where touch.fromDay <= window.upperBound {
            if hasLate, touch.isLate, touch.fromDay < window.lowerBound { continue }
            if let place = causes.firstIndex(where: { $0.cause == touch.cause }) {
                if !causes[place].details.contains(touch.detail) {
                    causes[place].details.append(touch.detail)
                }
            } else {
                causes.append((touch.cause, [touch.detail]))
            }
        }
        return causes.map { cause, details in
            let listed = details.sorted()
            return listed.count <= 3
                ? "\(cause): \(listed.joined(separator: ", "))"
                : "\(cause): \(listed.count) from \(listed[0]) to \(listed[listed.count - 1])"
        }.joined(separator: "; ")
    }
}

extension WindowStore {
    /// Marks builds, in the transaction that changed their days, whose closed windows are to be computed again.
    func touchWindows(
        _ changed: [(build: Int64, day: Day)], now: Timestamp, in session: borrowing Session
    ) throws {
        guard changed.contains(where: { $0.day < now.day }) else { return }
        try session.run(
            Query("window_touch_days"),
            [.intArray(changed.map(\.build)), .days(changed.map(\.day)), .day(now.day)])
    }
}
