package import Domain

/// A KPI's value as staff read it, without its unit: `62.5%`, `11.3`, `7`; `산출 불가` where there is none.
package func figureText(_ value: Double?, of kpi: KPI) -> String {
    guard let value else { return "산출 불가" }
    switch kpi {
    case .activeDayRate: return percent(value)
    case .slotsPerActiveDay: return oneDecimal(value)
    case .silence, .timeToFirstUse, .distinctUsers: return grouped(Int(value))
    }
}

/// The unit that follows `figureText`; empty where the text already carries it.
package func figureUnit(of kpi: KPI, value: Double?) -> String {
    value == nil || kpi == .activeDayRate ? "" : kpi.koreanUnit
}

/// `사용일 18일 ÷ 가동 예정일 20일`: what a figure was divided from; `nil` for a figure that is a plain count.
package func fractionText(_ value: KPIValue) -> String? {
    guard let numerator = value.numerator, let denominator = value.denominator else { return nil }
    switch value.kpi {
    case .activeDayRate: return "사용일 \(grouped(numerator))일 ÷ 가동 예정일 \(grouped(denominator))일"
    case .slotsPerActiveDay: return "사용 구간 \(grouped(numerator))개 ÷ 사용일 \(grouped(denominator))일"
    case .silence, .timeToFirstUse, .distinctUsers: return nil
    }
}

/// Both bounds of a figure; says so where they agree, and `nil` where there is no figure.
package func boundsText(_ value: KPIValue) -> String? {
    guard let low = value.low, let favourable = value.favourable else { return nil }
    if low == favourable { return "상한과 하한이 같음" }
    return "낮게 보면 \(figureText(low, of: value.kpi)) · 기업에 유리하게 보면 \(figureText(favourable, of: value.kpi))"
}

/// The threshold of a rule with its unit and direction.
package func thresholdText(_ threshold: Double, of rule: RuleKind) -> String {
    switch rule {
    case .silent: "가동 예정일 \(grouped(Int(threshold)))일 이상 연속 무신호"
    case .lowActiveDayRate: "사용일 비율 \(percent(threshold)) 미만"
    }
}

/// A share of records, 0 to 1: `2.7%`; one that is small says so and not `0.0%`.
package func shareText(_ share: Double) -> String {
    share > 0 && share < 0.001 ? "0.1% 미만" : percent(share)
}

/// `40분`, `10시간 20분`, `3일 2시간`: minutes in the two largest units that say something.
package func durationText(minutes: Double) -> String {
    let minutes = Int(minutes.rounded())
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24)
    let parts =
        days > 0
        ? [(days, "일"), (hours, "시간")] : [(hours, "시간"), (minutes % 60, "분")]
    let said = parts.filter { $0.0 > 0 }.map { "\(grouped($0.0))\($0.1)" }
    return said.isEmpty ? "1분 미만" : said.joined(separator: " ")
}

private func oneDecimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(grouped(tenths / 10)).\(tenths % 10)"
}
