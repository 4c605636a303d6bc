/// The codes of the KPI catalogue.
///
/// Definitions follow the field's practice for working-day software: the unit of analysis is
/// the site day, and only units in which the 10-minute feed and the full feed agree decide anything. A code never
/// changes its meaning: another definition is another version.
package enum KPI: String, CaseIterable, Sendable {
    case activeDayRate = "active_day_rate"
    case slotsPerActiveDay = "active_slots_per_active_day"
    case silence = "silence_working_days"
    case timeToFirstUse = "time_to_first_use_days"
    case distinctUsers = "distinct_users"
    case activeDays7 = "active_days_7"
    case activeDays28 = "active_days_28"
    case trend = "trend_against_start"
    case lifecycle
    case shiftCoverage = "shift_coverage"
    case breadth = "action_breadth"
    case recordWorkShare = "record_work_share"
    case logInPairs = "log_in_pairs"
    case lateShare = "late_share"
    case rejectedShare = "rejected_share"
    case continuity = "feed_continuity"
    case longestGap = "longest_gap_working_days"
    case slotsByHour = "slots_by_hour"
    case retention = "build_retention"
    case peerPercentile = "peer_percentile"
    case feedLoss = "feed_loss"
    case beyondLogIn = "beyond_log_in_share"

    package var definition: KPIDefinition { Self.definitions[self] ?? KPIDefinition(undefined: self) }

    package var korean: String { definition.korean }
    package var english: String { definition.english }
    package var unit: String { definition.unit }
    package var koreanUnit: String { definition.koreanUnit }
    /// The formula in words, shown beside every figure.
    package var formula: String { definition.formula }

    /// What the catalogue makes for windows of a kind, in its order.
    static func made(for kind: WindowKind) -> [KPI] { byWindow[kind] ?? [] }

    private static let byWindow = Dictionary(
        uniqueKeysWithValues: WindowKind.allCases.map { kind in
            (kind, KPIDefinition.catalogue.filter { $0.windows.contains(kind) }.map(\.kpi))
        })

    private static let definitions = Dictionary(
        uniqueKeysWithValues: KPIDefinition.catalogue.map { ($0.kpi, $0) })
}
