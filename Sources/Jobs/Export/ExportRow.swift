import Domain

/// One line of the quarterly file.
enum ExportRow {
    static let header = [
        "구축건코드", "과제번호", "지원사업", "도입기업", "도입기업 사업자번호", "공급기업", "사업장", "지역", "업종", "기업규모",
        "단계", "구축완료일", "집중AS종료일", "목표수준", "확인수준", "수집방식",
        "가동예정일수", "사용일수", "사용일비율", "사용일비율(유리한 값)", "사용구간합", "사용일당 사용구간", "사용자수(하한)",
        "연속무신호(근무일)", "최초사용지연(일)", "수신건수", "서로 다른 기록", "지연수신", "제외된 수신",
    ]

    static func fields(_ facts: BuildFacts, _ kpis: WindowKPIs, _ counts: WindowCounts, today: Day)
        -> [String]
    {
        let rate = kpis.value(.activeDayRate)
        let slots = kpis.value(.slotsPerActiveDay)
        return [
            facts.code, facts.projectCode, facts.programmeName, facts.adopterName,
            number(facts.adopterNumber), facts.supplierName ?? "", facts.siteName ?? "", facts.region ?? "",
            facts.ksic ?? "", facts.sizeClass ?? "",
            facts.phases.phase(on: today).korean, text(facts.phases.completedOn), text(facts.phases.asTo),
            facts.targetLevel ?? "", facts.confirmedLevel ?? "", facts.intakeProfile.korean,
            text(rate?.denominator), text(rate?.numerator), share(rate?.value), share(rate?.favourable),
            text(slots?.numerator), decimal(slots?.value), text(kpis.value(.distinctUsers)?.numerator),
            text(kpis.value(.silence)?.numerator), text(kpis.value(.timeToFirstUse)?.numerator),
            "\(counts.receipts)", "\(counts.distinct)", "\(counts.late)", "\(counts.rejected)",
        ]
    }

    /// `111-11-11119`: with dashes a spreadsheet keeps it as text.
    private static func number(_ digits: String) -> String {
        (try? BusinessNumber(digits).text) ?? digits
    }

    private static func text(_ day: Day?) -> String { day?.description ?? "" }
    private static func text(_ number: Int?) -> String { number.map(String.init) ?? "" }
    private static func share(_ ratio: Double?) -> String { ratio.map(percent) ?? "" }

    /// Two decimals, rounded to nearest.
    private static func decimal(_ value: Double?) -> String {
        guard let value else { return "" }
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(padded(hundredths % 100, 2))"
    }
}
