import Domain
import TestSupport

/// The queries that ask the database for the figures of one window of one build.
///
/// Each gives numerator, denominator, value, low and favourable, beside a row `k` of `kpi_facts`. Expected days, days
/// of outages, dates and shifts come from there, never from Swift.
struct OfficialKPIs {
    private let build: Int64
    private let window: ClosedRange<Day>
    private let seen: String
    private let known: String

    init(build: Int64, window: ClosedRange<Day>, now: Timestamp) {
        self.build = build
        self.window = window
        known = "'\(now.iso8601)'"
        // A window that is over is seen from the day after it.
        seen = "'\(min(now.day, window.upperBound.adding(days: 1)))', \(known)"
    }

    /// Makes the functions of `sql/tests/oracle` in a database.
    static func load(into conninfo: String) async throws {
        let files = ["kpi_days", "kpi_depth", "kpi_expected", "kpi_feed", "kpi_lifecycle"]
        let texts = try files.map { try ProjectFiles.text("sql/tests/oracle/\($0).sql") }
        _ = try await MigratedDatabase.rows(texts.joined(separator: "\n"), in: conninfo)
    }

    /// Gives the row `k`.
    var facts: String { "kpi_facts(\(span), \(seen))" }

    /// Each day of the window with the reason why it is not expected.
    var calendar: String {
        "select day, exclusion from kpi_calendar(\(span), \(seen)) order by day"
    }

    /// By the code of the KPI.
    var queries: [String: String] { use.merging(depth.merging(feed) { $1 }) { $1 } }

    private var span: String { "\(build), '\(window.lowerBound)', '\(window.upperBound)'" }

    private var end: String { "'\(window.upperBound)'" }

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
                "select * from kpi_active_day_rate(\(span), k.expected, k.touched, \(seen))",
            "silence_working_days": count(
                "kpi_silence(\(build), \(end), k.all_expected, k.touched, \(known))"),
            "time_to_first_use_days": count(
                "kpi_time_to_first_use(\(build), \(end), k.counted_from, \(known))"),
            "distinct_users": count("kpi_distinct_users(\(span), \(seen))"),
            "active_days_7": count("kpi_active_days(\(last(7)), k.touched, \(seen))"),
            "active_days_28": count("kpi_active_days(\(last(28)), k.touched, \(seen))"),
            "trend_against_start": """
            select null::bigint, null::bigint, value, low, favourable
            from kpi_trend(\(span), k.all_expected, k.first_possible, k.touched, \(seen))
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
            "shift_coverage": share("kpi_shift_coverage(\(span), k.shifts, k.touched, \(seen))")
                + " where k.shifts is not null",
            "action_breadth":
                "select value, null::bigint, value, low, favourable from kpi_action_breadth(\(span), \(seen))",
            "record_work_share": "select * from kpi_record_work_share(\(span), \(seen))",
            "log_in_pairs": share("kpi_log_in_pairs(\(span), k.touched, \(seen))"),
        ]
    }

    private var feed: [String: String] {
        [
            "late_share": "select * from kpi_late_share(\(span), \(seen))",
            "rejected_share": "select * from kpi_rejected_share(\(span), \(seen))",
            "feed_continuity": share("kpi_feed_continuity(\(span), k.expected, k.touched, \(seen))"),
            "longest_gap_working_days": count(
                "kpi_longest_gap(\(span), k.expected, k.touched, \(seen))"),
        ]
    }
}
