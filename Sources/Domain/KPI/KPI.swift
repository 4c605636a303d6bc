/// The KPIs of the first set.
///
/// Definitions follow the field's practice for working-day software (domain note 4.1, 4.2): the unit of analysis is
/// the site day, and only units in which the 10-minute feed and the full feed agree decide anything.
package enum KPI: String, CaseIterable, Sendable {
    case activeDayRate = "active_day_rate"
    case slotsPerActiveDay = "active_slots_per_active_day"
    case silence = "silence_working_days"
    case timeToFirstUse = "time_to_first_use_days"
    case distinctUsers = "distinct_users"

    package var korean: String {
        switch self {
        case .activeDayRate: "사용일 비율"
        case .slotsPerActiveDay: "사용일당 사용 구간"
        case .silence: "연속 무신호"
        case .timeToFirstUse: "최초 사용 지연"
        case .distinctUsers: "사용자 수(하한)"
        }
    }

    package var unit: String {
        switch self {
        case .activeDayRate: "ratio"
        case .slotsPerActiveDay: "10-minute slots per active day"
        case .silence: "working days"
        case .timeToFirstUse: "calendar days"
        case .distinctUsers: "pseudonyms"
        }
    }

    package var koreanUnit: String {
        switch self {
        case .activeDayRate: "%"
        case .slotsPerActiveDay: "구간(10분)/일"
        case .silence: "근무일"
        case .timeToFirstUse: "일"
        case .distinctUsers: "명"
        }
    }

    /// The formula in words, shown beside every figure.
    package var formula: String {
        switch self {
        case .activeDayRate:
            "기간 안의 가동 예정일 가운데 사용 기록이 있는 날 ÷ 가동 예정일"
        case .slotsPerActiveDay:
            "기록이 있는 10분 구간의 합 ÷ 사용 기록이 있는 날"
        case .silence:
            "마지막 기록 다음 날부터 어제까지의 가동 예정일 수"
        case .timeToFirstUse:
            "첫 사용 기록일 − 구축완료일"
        case .distinctUsers:
            "서로 다른 가명 사용자 수(공용 계정이 있으므로 하한)"
        }
    }
}

/// One figure with all that is needed to defend it.
package struct KPIValue: Sendable, Equatable {
    package let kpi: KPI
    package let numerator: Int?
    package let denominator: Int?
    /// `nil` when it cannot be said: no expected day, no active day, never used.
    package let value: Double?
    /// The bound that is worse for the build.
    package let low: Double?
    /// The bound that favours the build; for silence and time to first use the smaller number favours it, and is here.
    package let favourable: Double?

    package init(
        kpi: KPI, numerator: Int?, denominator: Int?, value: Double?, low: Double?, favourable: Double?
    ) {
        self.kpi = kpi
        self.numerator = numerator
        self.denominator = denominator
        self.value = value
        self.low = low
        self.favourable = favourable
    }
}

/// The windows for which KPIs are computed.
package enum WindowKind: String, CaseIterable, Sendable {
    case day, month, quarter
    case intensiveAS = "intensive_as"

    package var korean: String {
        switch self {
        case .day: "일"
        case .month: "월"
        case .quarter: "분기"
        case .intensiveAS: "집중AS기간"
        }
    }
}

/// One window of one build with its figures and the days that were left out.
package struct WindowKPIs: Sendable {
    package let kind: WindowKind
    package let days: ClosedRange<Day>
    package let expectation: ExpectedDays
    package let values: [KPIValue]

    package init(kind: WindowKind, days: ClosedRange<Day>, expectation: ExpectedDays, values: [KPIValue]) {
        self.kind = kind
        self.days = days
        self.expectation = expectation
        self.values = values
    }

    package func value(_ kpi: KPI) -> KPIValue? { values.first { $0.kpi == kpi } }
}
