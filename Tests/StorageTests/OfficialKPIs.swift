import Domain

/// The queries that ask the database for the figures of one window of one build.
///
/// Each gives numerator, denominator, value, low and favourable.
struct OfficialKPIs {
    private let build: String
    private let window: ClosedRange<Day>
    private let seen: String
    private let known: String
    private let expected: String
    private let allExpected: String
    private let touched: String
    private let first: Day
    private let completed: Day
    private let shifts: Int?

    init(status: BuildStatus, window: WindowKPIs, first: Day, completed: Day, now: Timestamp) {
        build = "\(status.facts.id)"
        self.window = window.days
        known = "'\(now.iso8601)'"
        seen = "'\(now.day)', \(known)"
        expected = Self.dates(window.expectation.expected)
        allExpected = Self.dates(
            status.calendar.expectedDays(in: first...now.day, today: now.day).expected)
        touched = Self.dates(status.calendar.shared.outages.touched.sorted())
        self.first = first
        self.completed = completed
        shifts = ["2교대": 2, "3교대": 3, "4조2교대": 2][status.facts.site.shifts]
    }

    /// By the code of the KPI.
    var queries: [String: String] { use.merging(depth.merging(feed) { $1 }) { $1 } }

    static func dates(_ days: [Day]) -> String { "'{\(list(days))}'::date[]" }

    static func list(_ items: [some CustomStringConvertible]) -> String {
        items.map(\.description).joined(separator: ",")
    }

    private var span: String { "\(build), '\(window.lowerBound)', '\(window.upperBound)'" }

    /// The last days of the window.
    private func last(_ days: Int) -> String {
        "\(build), '\(window.upperBound.adding(days: 1 - days))', '\(window.upperBound)'"
    }

    private func count(_ function: String) -> String {
        "select value, null::bigint, value, value, favourable from \(function)"
    }

    private func share(_ function: String) -> String {
        "select numerator, denominator, value, value, favourable from \(function)"
    }

    private var use: [String: String] {
        [
            "active_day_rate":
                "select * from kpi_active_day_rate(\(span), \(expected), \(touched), \(seen))",
            "silence_working_days": count("kpi_silence(\(build), \(allExpected), \(touched), \(known))"),
            "time_to_first_use_days": count("kpi_time_to_first_use(\(build), '\(completed)', \(known))"),
            "distinct_users": count("kpi_distinct_users(\(span), \(seen))"),
            "active_days_7": count("kpi_active_days(\(last(7)), \(touched), \(seen))"),
            "active_days_28": count("kpi_active_days(\(last(28)), \(touched), \(seen))"),
            "trend_against_start": """
            select null::bigint, null::bigint, value, low, favourable
            from kpi_trend(\(span), \(allExpected), '\(first)', \(touched), \(seen))
            """,
            "lifecycle": """
            select null::bigint, null::bigint, array_position(states, value), array_position(states, value),
                array_position(states, favourable)
            from kpi_lifecycle(\(span), \(seen)),
                (values (array['new', 'returning', 'resurrecting', 'dormant'])) as s (states)
            """,
        ]
    }

    private var depth: [String: String] {
        [
            "active_slots_per_active_day": share("kpi_slots_per_active_day(\(span), \(seen))"),
            "shift_coverage": shifts.map {
                share("kpi_shift_coverage(\(span), \($0), \(touched), \(seen))")
            },
            "action_breadth":
                "select value, null::bigint, value, low, favourable from kpi_action_breadth(\(span), \(seen))",
            "record_work_share": "select * from kpi_record_work_share(\(span), \(seen))",
            "log_in_pairs": share("kpi_log_in_pairs(\(span), \(touched), \(seen))"),
        ].compactMapValues(\.self)
    }

    private var feed: [String: String] {
        [
            "late_share": "select * from kpi_late_share(\(span), \(seen))",
            "rejected_share": "select * from kpi_rejected_share(\(span), \(seen))",
            "feed_continuity": share("kpi_feed_continuity(\(span), \(expected), \(touched), \(seen))"),
            "longest_gap_working_days": count(
                "kpi_longest_gap(\(span), \(expected), \(touched), \(seen))"),
        ]
    }
}
