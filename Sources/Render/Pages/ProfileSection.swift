import Domain

/// How use is spread over weekdays and hours (시간대 분포), to be held against the shifts of the site.
struct ProfileSection: Sendable {
    let days: String
    let columns: [String]
    let rows: [Row]

    struct Row: Sendable {
        let weekday: String
        let slots: [String]
    }

    /// The width of a column in hours.
    private static let step = 3

    /// `nil` without use in `window`.
    init?(_ usage: [BuildDay], in window: ClosedRange<Day>) {
        let profile = SlotProfile(usage.filter { window.contains($0.day) })
        guard profile.days.contains(where: { $0 > 0 }) else { return nil }
        let starts = Array(stride(from: 0, to: 24, by: Self.step))
        days = daysText(window)
        columns = starts.map { "\($0)~\($0 + Self.step)시" }
        rows = Weekday.allCases.map { weekday in
            let hours = profile.slots[weekday.rawValue]
            return Row(
                weekday: "\(weekday.korean)",
                slots: starts.map { grouped(hours[$0..<$0 + Self.step].reduce(0, +)) })
        }
    }
}
