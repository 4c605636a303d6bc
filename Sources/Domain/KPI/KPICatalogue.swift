extension KPIDefinition {
    /// Every definition, in the order of `KPI`.
    package static let catalogue = first + use + depth + feed + many

    private static let everyWindow = Set(WindowKind.allCases)
    /// Windows long enough for a share to say something.
    private static let long: Set<WindowKind> = [
        .last28, .month, .quarter, .intensiveAS, .finalEvaluation, .afterCare, .range,
    ]

    private static let first = [
        KPIDefinition(
            .activeDayRate, version: 2, .use, korean: "사용일 비율", english: "active-day rate",
            formula: "기간 안의 가동 예정일 가운데 사용 기록이 있는 날 ÷ 가동 예정일", unit: "ratio", koreanUnit: "%",
            direction: .higher, windows: everyWindow, validity: .both,
            source: "Active days over working days, since software for work rests at weekends"),
        KPIDefinition(
            .slotsPerActiveDay, .depth, korean: "사용일당 사용 구간", english: "active slots per active day",
            formula: "기록이 있는 10분 구간의 합 ÷ 사용 기록이 있는 날",
            unit: "10-minute slots per active day", koreanUnit: "구간(10분)/일", direction: .higher,
            windows: everyWindow, validity: .both,
            source: "Depth of use in the unit that a feed of one record in ten minutes keeps"),
        KPIDefinition(
            .silence, version: 2, .use, korean: "연속 무신호", english: "silence",
            formula: "마지막 기록 다음 날부터 어제까지의 가동 예정일 수", unit: "working days", koreanUnit: "근무일",
            direction: .lower, windows: everyWindow, validity: .both,
            source: "Time since the last sign of life, in the working days of the site", reach: .lastSign),
        KPIDefinition(
            .timeToFirstUse, version: 2, .use, korean: "최초 사용 지연", english: "time to first use",
            formula: "첫 사용 기록일 − 수집이 가능해진 날(구축완료일, 인증키가 있고 수집기간이 열린 첫날 가운데 늦은 날)",
            unit: "calendar days", koreanUnit: "일", direction: .lower,
            windows: everyWindow, validity: .both,
            source: "D0 of product analysis, counted from the day on which collecting is possible",
            reach: .beginning),
        KPIDefinition(
            .distinctUsers, .depth, korean: "사용자 수(하한)", english: "distinct users",
            formula: "서로 다른 가명 사용자 수(공용 계정이 있으므로 하한)", unit: "pseudonyms", koreanUnit: "명",
            direction: .higher, windows: everyWindow, validity: .lowerBoundOnTenMinutes,
            source: "Weekly and monthly active users, counted exactly; a pseudonym is not a person"),
    ]

    private static let use = [
        KPIDefinition(
            .activeDays7, .use, korean: "최근 7일 사용일", english: "L7",
            formula: "최근 7일 가운데 사용 기록이 있는 날", unit: "days", koreanUnit: "일", direction: .higher,
            windows: [.last7, .last28], validity: .both,
            source: "L-ness of product analysis: active days of the last 7"),
        KPIDefinition(
            .activeDays28, .use, korean: "최근 28일 사용일", english: "L28",
            formula: "최근 28일 가운데 사용 기록이 있는 날", unit: "days", koreanUnit: "일", direction: .higher,
            windows: [.last28], validity: .both,
            source: "L-ness of product analysis: active days of the last 28"),
        KPIDefinition(
            .trend, version: 2, .use, korean: "도입 초기 대비", english: "trend against own start",
            formula: "기간의 사용일 비율 ÷ 첫 사용일부터 8주 동안의 사용일 비율", unit: "ratio to own start",
            koreanUnit: "배", direction: .higher, windows: [.last28, .month, .quarter], validity: .both,
            source: "A build compared with itself: its first eight weeks of use are the measure",
            reach: .beginning),
        KPIDefinition(
            .lifecycle, .use, korean: "사용 상태", english: "lifecycle",
            formula: "기간과 바로 앞의 같은 길이의 기간을 비교: 신규·지속·재개·휴면", unit: "state", koreanUnit: "",
            direction: .neither, windows: [.week, .last7, .last28], validity: .both,
            source: "New, returning, resurrecting and dormant of product analysis, by build",
            reach: .periodBefore),
    ]

    private static let depth = [
        KPIDefinition(
            .shiftCoverage, .depth, korean: "교대별 사용", english: "coverage of shifts",
            formula: "사용 기록이 있는 교대의 수 ÷ (사용일 × 신고된 교대의 수). 2교대는 08시부터, 3교대는 06시부터 나눔",
            unit: "ratio", koreanUnit: "%", direction: .higher, windows: long, validity: .both,
            source: "Hours of use against the declared shifts; starts by usual practice, as none are declared"
        ),
        KPIDefinition(
            .breadth, .depth, korean: "행위 폭", english: "breadth of actions",
            formula: "기간 안에 기록된 행위의 종류(로그인부터 입출고까지 7가지)", unit: "kinds of 7",
            koreanUnit: "종", direction: .higher, windows: long, validity: .lowerBoundOnTenMinutes,
            source: "Distinct kinds of action in use, of the seven that the interface knows"),
        KPIDefinition(
            .recordWorkShare, .depth, korean: "기록행위 비율", english: "share of record work",
            formula: "(등록+수정+삭제+입출고) ÷ (조회+등록+수정+삭제+입출고)", unit: "ratio", koreanUnit: "%",
            direction: .neither, windows: long, validity: .biasedOnTenMinutes,
            source: "Writing against reading, as a trend within one build"),
        KPIDefinition(
            .logInPairs, .quality, korean: "로그인 짝", english: "log-ins with a log-out",
            formula: "같은 날 로그아웃도 있는 사용자·일 ÷ 로그인이 있는 사용자·일", unit: "ratio", koreanUnit: "%",
            direction: .neither, windows: long, validity: .biasedOnTenMinutes,
            source: "Integrity of the feed: what a client sends in pairs arrives in pairs"),
    ]

    private static let feed = [
        KPIDefinition(
            .lateShare, .quality, korean: "지연 비율", english: "share of late records",
            formula: "기록의 날짜보다 나중에 수신된 기록 ÷ 수신 기록", unit: "ratio", koreanUnit: "%",
            direction: .lower, windows: long.union([.week]), validity: .both,
            source: "Timeliness of reporting: on time against received"),
        KPIDefinition(
            .rejectedShare, .quality, korean: "거부 비율", english: "share of refused records",
            formula: "집계하지 않은 기록 ÷ (수신 기록 + 집계하지 않은 기록)", unit: "ratio", koreanUnit: "%",
            direction: .lower, windows: long.union([.week]), validity: .both,
            source: "Validity of reporting: refused against received"),
        KPIDefinition(
            .continuity, version: 2, .quality, korean: "수신 연속성", english: "continuity of the feed",
            formula: "가동 예정일 가운데 기록의 날짜이거나 수신일인 날 ÷ 가동 예정일", unit: "ratio", koreanUnit: "%",
            direction: .higher, windows: long, validity: .both,
            source: "Completeness of reporting: actual against expected reports"),
        KPIDefinition(
            .longestGap, version: 2, .quality, korean: "최장 공백", english: "longest gap",
            formula: "기간 안에서 신호 없이 이어진 가동 예정일의 최대 수", unit: "working days", koreanUnit: "근무일",
            direction: .lower, windows: long, validity: .both,
            source: "The longest interruption of a series, in working days"),
    ]

    private static let many = [
        KPIDefinition(
            .slotsByHour, .depth, korean: "시간대 분포", english: "slots by hour and weekday",
            formula: "요일과 시각별 사용 구간의 수", unit: "10-minute slots", koreanUnit: "구간(10분)",
            direction: .neither, windows: [], validity: .both,
            source: "Distribution of use over the week, to recognise shifts"),
        KPIDefinition(
            .retention, version: 2, .use, korean: "주차별 유지율", english: "retention of builds by week",
            formula: "구축완료 월이 같은 구축 건 가운데 완료 후 k주차에 사용한 건 ÷ k주차에 가동 예정일이 있는 건",
            unit: "ratio", koreanUnit: "%", direction: .higher, windows: [], validity: .both,
            source: "Cohort retention of product analysis, of builds and not of persons"),
        KPIDefinition(
            .peerPercentile, version: 2, .use, korean: "유사 구축 건 백분위", english: "percentile among peers",
            formula: "(사용일 비율이 이 구축 건보다 낮은 건 + 같은 건의 절반) ÷ 비교한 구축 건 × 100", unit: "percentile",
            koreanUnit: "백분위", direction: .higher, windows: [], validity: .both,
            source: "Rank within programme, type, level, size and age; suppressed where the group is small",
            reach: .peers),
        // What rules read besides, over the days that a policy names.
        KPIDefinition(
            .feedLoss, .quality, korean: "지연·거부 비율", english: "share of late and refused records",
            formula: "(늦게 수신된 기록+집계하지 않은 기록) ÷ (수신 기록+집계하지 않은 기록)", unit: "ratio", koreanUnit: "%",
            direction: .lower, windows: [], validity: .both,
            source: "Timeliness and validity of reporting together, for the rule of a degraded feed"),
        KPIDefinition(
            .beyondLogIn, .depth, korean: "로그인 이외 비율", english: "share of records beyond log-in and log-out",
            formula: "로그인·로그아웃 이외의 기록 ÷ 수신 기록", unit: "ratio", koreanUnit: "%", direction: .higher,
            windows: [], validity: .fullOnly,
            source: "Whether anything is done after a log-in, for the rule of log-ins only"),
    ]
}
