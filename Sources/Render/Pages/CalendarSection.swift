import Domain

/// The heat map with its legend, and the same days as a table for those who cannot see it.
struct CalendarSection: Sendable {
    let picture: String
    let summary: String
    let weeks: String
    let legend: [LegendItem]
    let days: [DayLine]

    struct LegendItem: Sendable {
        let swatch: String
        let text: String
    }

    struct DayLine: Sendable {
        let day: String
        let state: String
        let receipts: String
        let slots: String
        let users: String
    }

    init(_ map: HeatMap) {
        picture = map.svg
        summary = map.summary
        weeks = "\(map.weeks)"
        legend = HeatMap.legend.map { LegendItem(swatch: $0.svg, text: $0.text) }
        days = map.cells.reversed().map { cell in
            DayLine(
                day: dayText(cell.day), state: Self.state(cell), receipts: Self.receipts(cell),
                slots: grouped(cell.slots), users: grouped(cell.users))
        }
    }

    private static func state(_ cell: HeatMap.Cell) -> String {
        var parts: [String] = []
        switch cell.mark {
        case .used: parts.append("사용")
        case .missing: parts.append("가동 예정일, 사용 기록 없음")
        case .excluded: break
        }
        if let exclusion = cell.exclusion { parts.append(exclusionText(exclusion)) }
        if cell.implausible > 0 { parts.append("시각이 맞지 않는 기록 \(grouped(cell.implausible))건") }
        return parts.joined(separator: ", ")
    }

    /// The high bound, with the low one where they differ.
    private static func receipts(_ cell: HeatMap.Cell) -> String {
        cell.receipts == cell.distinctTuples
            ? grouped(cell.receipts) : "\(grouped(cell.receipts)) (서로 다른 기록 \(grouped(cell.distinctTuples)))"
    }
}
