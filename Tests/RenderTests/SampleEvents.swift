import Domain

extension SampleBuild {
    /// A build to which everything happened that a timeline can say, with both observations.
    static var eventful: SampleBuild {
        var build = SampleBuild()
        build.signals = twoSignals
        build.suspensions = [
            Suspension(
                id: 1, beganOn: sampleDay(2026, 6, 22), endedOn: sampleDay(2026, 6, 23),
                document: DocumentReference(name: "휴업 신고서 2026-14"), recordedBy: "담당 김가람",
                knownAt: Timestamp(day: sampleDay(2026, 6, 19), hour: 10)),
            Suspension(
                id: 2, beganOn: sampleDay(2026, 8, 3), endedOn: nil,
                document: DocumentReference(name: "휴업 확인서 2026-21"), recordedBy: "담당 김가람",
                knownAt: Timestamp(day: sampleDay(2026, 7, 8), hour: 10)),
        ]
        build.changes = [
            sampleChange(
                1, .supplier, before: "견본소프트 (1112233338)", after: "다라소프트 (2208800017)",
                on: sampleDay(2026, 4, 15)),
            sampleChange(
                2, .account, before: "견본은행 110-222-333", after: "가상은행 999-888", on: sampleDay(2026, 5, 4)),
            sampleChange(3, .cost, after: "총사업비 2억 1천만원", amount: 10_000_000, on: sampleDay(2026, 5, 6)),
            sampleChange(
                4, .period, after: "집중AS종료일 2026-10-31", asTo: sampleDay(2026, 10, 31),
                on: sampleDay(2026, 6, 1)),
        ]
        build.incidents = [
            BuildIncident(
                id: 3, traitName: "공급기업 다라소프트", members: 84, from: sampleDay(2026, 5, 11),
                endedOn: sampleDay(2026, 5, 13), endReason: "방화벽 교체로 확인")
        ]
        build.outages = OutageDays([
            sampleOutage(sampleDay(2026, 5, 27), 10, minutes: 45),
            sampleOutage(sampleDay(2026, 5, 28), 10, minutes: 45),
            // A Saturday, on which nothing is expected.
            sampleOutage(sampleDay(2026, 5, 30), 10, minutes: 45),
            sampleOutage(sampleDay(2026, 5, 20), 10, minutes: 3),
            sampleOutage(sampleDay(2026, 6, 9), 10, minutes: 3),
            // Before the build was completed.
            sampleOutage(sampleDay(2026, 3, 10), 10, minutes: 45),
        ])
        return build
    }
}

func sampleChange(
    _ id: Int64, _ kind: ChangeKind, before: String? = nil, after: String, asTo: Day? = nil,
    amount: Int? = nil,
    on day: Day
) -> ChangeEvent {
    ChangeEvent(
        id: id, projectCode: "P-2022-0417", buildCode: nil, kind: kind,
        changeClass: kind == .account ? .confirmation : .approval, before: before, after: after, asTo: asTo,
        amount: amount, effectiveOn: day, document: DocumentReference(name: "변경 공문 제2026-\(id)호"),
        recordedBy: "담당 김가람", knownAt: Timestamp(day: day.adding(days: -2), hour: 14))
}

private func sampleOutage(
    _ day: Day, _ hour: Int, minutes: Int
) -> (began: Timestamp, ended: Timestamp) {
    let began = Timestamp(day: day, hour: hour)
    return (began, began.adding(seconds: Int64(minutes) * 60))
}

/// As the judge freezes it, cut to the parts that the page shows.
let sampleEvidence = SignalEvidence(
    json: """
        {"rule": "silent", "coverage": 0.965, "expected_days": 20, "doubts": ["repeated_records", "unknown"],
         "excluded_days": [{"day": "2026-06-13", "reason": "rest_day", "name": null},
                           {"day": "2026-06-14", "reason": "rest_day", "name": null},
                           {"day": "2026-06-03", "reason": "holiday", "name": "전국동시지방선거"}],
         "peers": {"circle": "같은 사업·지원유형·경과기간", "n": 1042, "median": 0.714, "percentile": 3.5, "favourable": 4.1},
         "explanations": [
           {"explanation": "collector_outage", "outcome": "ruled_out", "detail": "장애로 제외한 날 2일"},
           {"explanation": "key_ended", "outcome": "ruled_out", "detail": "사용할 수 있는 인증키가 있음"},
           {"explanation": "supplier_closed", "outcome": "open", "detail": "기록만으로는 알 수 없음: 소명 때 확인"},
           {"explanation": "told_by_the_moon", "outcome": "open", "detail": "?"}],
         "policy_approver": "이나래", "policy_effective_from": "2026-01-01"}
        """)
