package import Domain

extension Fleet {
    /// The records that arrive on `day`, in order of arrival; those of one build keep the order of its client.
    ///
    /// Days may be asked for in any order and as often as needed: each is planned anew from the seed.
    package func records(on day: Day) -> [SimulatedRecord] {
        guard arrivalDays.contains(day) else { return [] }
        var arriving: [SimulatedRecord] = []
        for sender in builds + strangers {
            let plan = WorkdayPlan(fleet: self, build: sender)
            for back in stride(from: plan.longestDelayDays, through: 0, by: -1) {
                arriving += plan.records(of: day.adding(days: -back)).filter { $0.arrivedAt.day == day }
            }
        }
        return arriving.enumerated()
            .sorted { ($0.element.arrivedAt, $0.offset) < ($1.element.arrivedAt, $1.offset) }
            .map(\.element)
    }
}
