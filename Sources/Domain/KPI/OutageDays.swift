/// Days on which our own collector could not receive for a while.
///
/// Our fault is not held against a factory: a day that was lost is not expected, and of a day that was only touched
/// the bound that favours the build takes what is missing for use.
package struct OutageDays: Sendable, Equatable {
    package static let none = OutageDays([])

    /// Days of which ten minutes or more were lost, the length of a reporting slot, or some of the last ten, when
    /// clients send that do so once a day.
    package let lost: Set<Day>
    /// Days of which a minute or more was lost: all that are lost are among them.
    ///
    /// A restart takes less, and a day that each restart touches would hide builds that really stopped.
    package let touched: Set<Day>

    /// - Parameter outages: when each began and ended, in any order; a second of two outages counts once.
    package init(_ outages: [(began: Timestamp, ended: Timestamp)]) {
        var missing: [Day: Int64] = [:]
        var lost: Set<Day> = []
        var reached: Timestamp?
        for outage in outages.sorted(by: { $0.began < $1.began }) {
            let began = reached.map { max($0, outage.began) } ?? outage.began
            guard began < outage.ended else { continue }
            reached = outage.ended
            var day = began.day
            while day.start < outage.ended {
                let end = day.adding(days: 1).start
                let until = min(outage.ended, end)
                missing[day, default: 0] += until.microseconds - max(began, day.start).microseconds
                if until > end.adding(seconds: -Self.slot) { lost.insert(day) }
                day = day.adding(days: 1)
            }
        }
        self.lost = lost.union(missing.filter { $0.value >= Self.slot * 1_000_000 }.keys)
        touched = self.lost.union(missing.filter { $0.value >= Self.minute * 1_000_000 }.keys)
    }

    /// In seconds.
    private static let slot: Int64 = 600
    private static let minute: Int64 = 60
}
