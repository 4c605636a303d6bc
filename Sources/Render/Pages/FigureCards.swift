import Domain

/// The KPIs of the window that matters now, one card each.
struct FigureCards: Sendable {
    let windowName: String
    let windowDays: String
    let list: [Card]

    struct Card: Sendable {
        let name: String
        let figure: String
        let unit: String
        let fraction: String?
        let bounds: String?
        let formula: String
    }

    /// What staff ask for first; the table of windows has the rest.
    private static let headline: [KPI] = [
        .activeDayRate, .slotsPerActiveDay, .silence, .timeToFirstUse, .distinctUsers,
    ]

    /// The 집중AS phase while it lasts, otherwise the quarter, otherwise what there is.
    init(_ status: BuildStatus) {
        let preferred: [WindowKind] =
            status.phase == .intensiveAS ? [.intensiveAS, .quarter] : [.quarter, .intensiveAS]
        let window = preferred.compactMap { status.window($0) }.first ?? status.windows.first
        windowName = window?.kind.korean ?? "기간 없음"
        windowDays = window.map { daysText($0.days) } ?? ""
        list = Self.headline.compactMap { window?.value($0) }.map { value in
            Card(
                name: value.kpi.korean, figure: figureText(value.value, of: value.kpi),
                unit: figureUnit(of: value.kpi, value: value.value), fraction: fractionText(value),
                bounds: boundsText(value), formula: value.kpi.formula)
        }
    }
}
