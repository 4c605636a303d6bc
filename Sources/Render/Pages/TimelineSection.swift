import Domain

/// The timeline of a build (경과) as its template needs it: the newest lines, and the rest behind them.
struct TimelineSection: Sendable {
    let recent: [Line]
    let earlier: [Line]
    let hasEarlier: Bool
    let earlierCount: String

    struct Line: Sendable {
        let day: String
        let kindName: String
        let kindClass: String
        let title: String
        let isUpcoming: Bool
        let details: [String]
        let document: String?
    }

    /// Lines that are seen without opening the rest.
    private static let shown = 12

    init(_ timeline: Timeline, today: Day) {
        let lines = timeline.entries.map { entry in
            Line(
                day: dayText(entry.day), kindName: entry.kind.korean, kindClass: "kind-\(entry.kind)",
                title: entry.title, isUpcoming: entry.day > today, details: entry.details,
                document: entry.document)
        }
        recent = Array(lines.prefix(Self.shown))
        earlier = Array(lines.dropFirst(Self.shown))
        hasEarlier = !earlier.isEmpty
        earlierCount = grouped(earlier.count)
    }
}
