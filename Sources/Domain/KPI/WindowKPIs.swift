/// The windows for which KPIs are computed.
package enum WindowKind: String, CaseIterable, Sendable {
    case day, week, last7, last28, month, quarter
    case intensiveAS = "intensive_as"
    case finalEvaluation = "final_evaluation"
    case afterCare = "after_care"
    /// Any days that somebody asks for.
    case range

    package var korean: String {
        switch self {
        case .day: "일"
        case .week: "주"
        case .last7: "최근 7일"
        case .last28: "최근 28일"
        case .month: "월"
        case .quarter: "분기"
        case .intensiveAS: "집중AS기간"
        case .finalEvaluation: "최종평가 기간"
        case .afterCare: "사후관리 기간"
        case .range: "지정 기간"
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

    /// The same window with one figure more.
    package func adding(_ value: KPIValue) -> WindowKPIs {
        WindowKPIs(kind: kind, days: days, expectation: expectation, values: values + [value])
    }
}
