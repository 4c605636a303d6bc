import Domain

/// A status with one signal, one rate that cannot be said, and one excluded day.
///
/// All names are invented.
func sampleStatus(supplierNumber: String? = "2208800017") throws -> BuildStatus {
    let now = Timestamp(microseconds: 1_783_643_400_000_000)
    let today = now.day
    let facts = BuildFacts(
        id: 1, code: "B-2022-0001", projectCode: "P-1", programmeCode: "2022-BASIC", programmeName: "2022 기초",
        adopterName: "가나정밀", adopterNumber: "1248100998", supplierName: supplierNumber.map { _ in "다라소프트" },
        supplierNumber: supplierNumber, siteName: nil, region: nil, ksic: nil, sizeClass: nil, solution: nil,
        targetLevel: nil, confirmedLevel: nil, intakeProfile: .full, collectFrom: nil,
        collectingFrom: today.adding(days: -3),
        phases: PhaseDates(
            completedOn: today.adding(days: -3), asTo: today.adding(days: 90), finalEvaluatedOn: nil,
            collectTo: nil),
        site: .ordinary)
    let holidays = HolidayTable([Holiday(day: today.adding(days: -1), name: "임시공휴일", kind: .temporary)])
    let calendar = facts.calendar(SharedCalendar(holidays: holidays))
    return BuildStatus(
        facts: facts, phase: .intensiveAS, asOf: now,
        windows: [
            kpis(
                .day, today.adding(days: -1)...today.adding(days: -1),
                of: BuildUsage(days: [], firstUse: nil, earlierSign: nil), users: DistinctUsers(byEpoch: []),
                calendar: calendar, today: today)
        ],
        days: [], calendar: calendar, firstUse: nil, lastSign: nil,
        signals: [
            RaisedSignal(
                id: 9, buildCode: "B-2022-0001", rule: .silent, raisedAt: now, clearedAt: nil,
                window: today.adding(days: -9)...today, reason: "이유", policyName: "기본", policyVersion: 2,
                policyLabel: "공식 기준값 없음: 기관이 정해야 하는 값", threshold: 5, value: 6, numerator: 6,
                denominator: nil,
                severity: .visit,
                evidence: SignalEvidence(
                    json: """
                        {"coverage": 0.9, "expected_days": 7, "doubts": ["no_rest_day"],
                         "peers": {"circle": "같은 수준", "n": 31, "median": 0.5, "percentile": 2.5},
                         "explanations": [{"explanation": "merger", "outcome": "open", "detail": "소명 때 확인"}]}
                        """))
        ])
}
