/// How use is spread over the week (시간대 분포): active slots by weekday and hour.
package struct SlotProfile: Sendable, Equatable {
    /// Seven rows from Monday on, each of 24 hours.
    package let slots: [[Int]]
    /// Days of use by weekday, from Monday on.
    package let days: [Int]

    package init(_ usage: some Sequence<BuildDay>) {
        var slots = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)
        var days = [Int](repeating: 0, count: 7)
        for day in usage where day.isActive {
            let weekday = day.day.weekday.rawValue
            days[weekday] += 1
            for hour in 0..<24 { slots[weekday][hour] += day.slots.count(inHour: hour) }
        }
        self.slots = slots
        self.days = days
    }

    /// The share of all active slots that lies within `hours`; `nil` without use.
    package func share(of hours: Range<Int>) -> Double? {
        let all = slots.joined().reduce(0, +)
        let inside = slots.reduce(0) { $0 + $1[hours].reduce(0, +) }
        return all > 0 ? Double(inside) / Double(all) : nil
    }
}
