package import Contract
import Domain
import Storage

/// `GET /v1/builds/{code}/days`: every day of a range, with and without receipts.
package struct DaySeriesView: Encodable, Sendable {
    let asOf: Nullable<String>
    let today: String
    let code: String
    let from: String
    let to: String
    let days: [Entry]

    struct Entry: Encodable, Sendable {
        let day: String
        let expected: Bool
        let excluded: Nullable<String>
        let used: Bool
        let receipts: Int
        let distinctTuples: Int
        let activeSlots: Int
        let users: Int
        let late: Int
        let rejected: Int
        let implausible: Int
        let arrived: Int
        let firstAt: Nullable<String>
        let lastAt: Nullable<String>
    }

    var count: Int { days.count }

    /// Days that the caller may not know are left out.
    init(_ series: DaySeries, _ range: ClosedRange<Day>, code: String, asOf: Timestamp?, today: Day) {
        self.asOf = Nullable(asOf?.iso8601)
        self.today = today.description
        self.code = code
        from = range.lowerBound.description
        to = range.upperBound.description
        let byDay = Dictionary(series.days.map { ($0.day, $0) }) { first, _ in first }
        days = range.filter(series.calendar.visible.contains).map { day in
            let excluded = series.calendar.exclusion(of: day, today: today)
            let found = byDay[day]
            return Entry(
                day: day.description, expected: excluded == nil,
                excluded: Nullable(excluded?.reason.rawValue), used: found?.isActive ?? false,
                receipts: found?.receipts ?? 0, distinctTuples: found?.distinctTuples ?? 0,
                activeSlots: found?.activeSlots ?? 0, users: found?.users ?? 0, late: found?.late ?? 0,
                rejected: found?.rejected ?? 0, implausible: found?.implausible ?? 0,
                arrived: found?.arrived ?? 0, firstAt: Nullable(found?.first?.iso8601),
                lastAt: Nullable(found?.last?.iso8601))
        }
    }

    package static let schema = Schema.named(
        "DaySeries",
        .object([
            .init("as_of", Schema.instant.orNull), .init("today", .day), .init("code", .buildCode),
            .init("from", .day), .init("to", .day),
            .init(
                "days",
                .list(
                    of: .object([
                        .init("day", .day), .init("expected", .boolean, "whether work was expected"),
                        .init("excluded", Schema.values(of: Exclusion.self).orNull, "why it was not"),
                        .init("used", .boolean, "at least one receipt with a plausible claim to the day"),
                        .init("receipts", .count, "high bound of events"),
                        .init("distinct_tuples", .count, "low bound of events"),
                        .init("active_slots", .integer(0...144), "10-minute slots with a receipt"),
                        .init("users", .count, "distinct pseudonyms: a low bound of persons"),
                        .init("late", .count, "receipts that arrived on a later day"),
                        .init("rejected", .count, "records in quarantine that claim the day"),
                        .init("implausible", .count, "receipts with an implausible claim to the day"),
                        .init("arrived", .count, "receipts that arrived on this day, whatever they claim"),
                        .init("first_at", Schema.instant.orNull), .init("last_at", Schema.instant.orNull),
                    ])), "in their order; days outside a supplier's contract are left out"),
        ]))
}
