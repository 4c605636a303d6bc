package import Domain

/// A KPI's value as staff read it, without its unit: `62.5%`, `11.3`, `7`; `산출 불가` where there is none.
package func figureText(_ value: Double?, of kpi: KPI) -> String {
    guard let value else { return "산출 불가" }
    switch kpi {
    case .slotsPerActiveDay: return oneDecimal(value)
    case .trend: return twoDecimals(value)
    case .lifecycle: return Lifecycle(rawValue: Int(value))?.korean ?? "산출 불가"
    default: return kpi.koreanUnit == "%" ? percent(value) : grouped(Int(value))
    }
}

/// The unit that follows `figureText`; empty where the text already carries it.
package func figureUnit(of kpi: KPI, value: Double?) -> String {
    value == nil || kpi.koreanUnit == "%" ? "" : kpi.koreanUnit
}

/// `사용일 18일 ÷ 가동 예정일 20일`: what a figure was divided from; `nil` for a figure that is a plain count.
package func fractionText(_ value: KPIValue) -> String? {
    guard let numerator = value.numerator.map({ grouped($0) }),
        let denominator = value.denominator.map({ grouped($0) })
    else { return nil }
    switch value.kpi {
    case .activeDayRate, .trend: return "사용일 \(numerator)일 ÷ 가동 예정일 \(denominator)일"
    case .continuity: return "신호일 \(numerator)일 ÷ 가동 예정일 \(denominator)일"
    case .slotsPerActiveDay: return "사용 구간 \(numerator)개 ÷ 사용일 \(denominator)일"
    case .shiftCoverage: return "사용한 교대 \(numerator)번 ÷ \(denominator)번"
    case .logInPairs: return "짝이 있는 사용자·일 \(numerator) ÷ \(denominator)"
    case .peerPercentile: return "비교한 구축 건 \(denominator)건"
    case .recordWorkShare, .lateShare, .rejectedShare, .retention, .feedLoss, .beyondLogIn:
        return "\(numerator)건 ÷ \(denominator)건"
    default: return nil
    }
}

/// Both bounds of a figure, or a note that they agree; `nil` where there is none.
package func boundsText(_ value: KPIValue) -> String? {
    guard let favourable = value.favourable else { return nil }
    let best = figureText(favourable, of: value.kpi)
    guard let low = value.low else { return "기업에 유리하게 보면 \(best)" }
    if low == favourable { return "상한과 하한이 같음" }
    let worst = figureText(low, of: value.kpi)
    switch value.kpi.definition.direction {
    case .higher: return "낮게 보면 \(worst) · 기업에 유리하게 보면 \(best)"
    case .lower: return "높게 보면 \(worst) · 기업에 유리하게 보면 \(best)"
    case .neither: return "한쪽 끝 \(worst) · 다른 쪽 끝 \(best)"
    }
}

/// `95% 구간 41.2%~78.3%`: how far chance alone moves a rate; `nil` for a figure that is none.
package func intervalText(_ value: KPIValue) -> String? {
    value.interval.map { "95% 구간 \(percent($0.lowerBound))~\(percent($0.upperBound))" }
}

/// The reference of a figure in words; `nil` without one.
package func referenceText(_ value: KPIValue) -> String? {
    guard let reference = value.reference else { return nil }
    switch value.kpi {
    case .trend: return "도입 초기 사용일 비율 \(percent(reference))"
    case .peerPercentile: return "무리의 중앙값 \(percent(reference))"
    default: return nil
    }
}

/// The threshold of a rule with its unit and direction.
package func thresholdText(_ threshold: Double, of rule: RuleKind) -> String {
    switch rule {
    case .silent: "가동 예정일 \(grouped(Int(threshold)))일 이상 연속 무신호"
    case .neverStarted: "구축완료 후 가동 예정일 \(grouped(Int(threshold)))일까지 사용 기록 없음"
    case .lowActiveDayRate: "사용일 비율 \(percent(threshold)) 미만"
    case .falling: "초기 8주 사용일 비율의 \(percent(threshold)) 미만"
    case .onlyLogIns: "로그인·로그아웃 이외의 기록 \(percent(threshold)) 미만"
    case .belowPeers: "유사 사업장의 하위 \(percent(threshold / 100)) 미만"
    case .feedDegraded: "지연·거부된 기록 \(percent(threshold)) 이상"
    case .evidencePoor: "확인이 필요한 까닭 \(Int(threshold))가지 이상"
    case .levelShortfall: "목표 수준보다 \(Int(threshold))단계 이상 낮음"
    }
}

/// A share of records, 0 to 1: `2.7%`; below 0.001 `0.1% 미만`, not `0.0%`.
package func shareText(_ share: Double) -> String {
    share > 0 && share < 0.001 ? "0.1% 미만" : percent(share)
}

/// `40분`, `10시간 20분`, `3일 2시간`: minutes in the two largest units that are not zero.
package func durationText(minutes: Double) -> String {
    let minutes = Int(minutes.rounded())
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24)
    let parts =
        days > 0
        ? [(days, "일"), (hours, "시간")] : [(hours, "시간"), (minutes % 60, "분")]
    let said = parts.filter { $0.0 > 0 }.map { "\(grouped($0.0))\($0.1)" }
    return said.isEmpty ? "1분 미만" : said.joined(separator: " ")
}

private func twoDecimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(grouped(hundredths / 100)).\(hundredths / 10 % 10)\(hundredths % 10)"
}

private func oneDecimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(grouped(tenths / 10)).\(tenths % 10)"
}
