import Domain

/// One build with half a year of use, made from numbers that anybody can recompute.
///
/// All names are invented.
struct SampleBuild {
    var code = "B-2022-0001"
    var completedOn = sampleDay(2026, 3, 31)
    var supplierNumber = "2208800017"
    var adopterName = "가나정밀 주식회사"
    var intakeProfile = IntakeProfile.full
    var signals: [RaisedSignal] = []
    var now = Timestamp(day: sampleDay(2026, 7, 10), hour: 9, minute: 30)
    /// Days from this one on have no record.
    var silentFrom = sampleDay(2026, 7, 2)
    /// What arrived in the last 30 days.
    var groups = SampleBuild.mixedGroups
    var keyNotes = SampleBuild.twoNotes
    var suspensions: [Suspension] = []
    var changes: [ChangeEvent] = []
    /// With what they share; the days of each are those of the registry, too.
    var incidents: [BuildIncident] = []
    var outages = OutageDays.none

    static let holidays = HolidayTable([
        Holiday(day: sampleDay(2026, 5, 1), name: "노동절", kind: .statutory),
        Holiday(day: sampleDay(2026, 5, 5), name: "어린이날", kind: .statutory),
        Holiday(day: sampleDay(2026, 5, 25), name: "대체공휴일(부처님오신날)", kind: .substitute),
        Holiday(day: sampleDay(2026, 6, 3), name: "전국동시지방선거", kind: .election),
    ])

    var facts: BuildFacts {
        BuildFacts(
            id: 1, code: code, projectCode: "P-2022-0417", programmeCode: "2022-BASIC",
            programmeName: "2022 기초 스마트공장", adopterName: adopterName, adopterNumber: "1248100998",
            supplierName: "다라소프트", supplierNumber: supplierNumber, siteName: "본사 공장", region: "경기도",
            ksic: "C25924", sizeClass: "소기업", solution: "MES", targetLevel: "기초", confirmedLevel: nil,
            intakeProfile: intakeProfile, collectFrom: nil, collectingFrom: completedOn,
            phases: PhaseDates(
                completedOn: completedOn, asTo: completedOn.adding(months: 6), finalEvaluatedOn: nil,
                collectTo: completedOn.adding(months: 36)),
            site: SiteCalendar(
                workdays: [.monday, .tuesday, .wednesday, .thursday, .friday], worksOnHolidays: false,
                shutdowns: [sampleDay(2026, 6, 15)...sampleDay(2026, 6, 17)], shifts: "1교대")
        ).declaring(
            suspensions: suspensions, changes: changes,
            incidents: incidents.map { $0.from...($0.endedOn ?? now.day) }, today: now.day)
    }

    private var shared: SharedCalendar { SharedCalendar(holidays: Self.holidays, outages: outages) }

    /// Use on most workdays, on one Saturday, with one day of records whose time cannot be.
    var days: [BuildDay] {
        let calendar = facts.calendar(shared)
        return (completedOn.adding(days: -20)..<silentFrom).compactMap { day in
            let number = Int(day.number)
            let isSaturdayShift = day == sampleDay(2026, 5, 9)
            guard calendar.exclusion(of: day, today: now.day) == nil || isSaturdayShift, number % 11 != 0
            else {
                return nil
            }
            let slots = 1 + (number * 7) % 60
            let isImplausible = day == sampleDay(2026, 6, 11)
            return BuildDay(
                day: day, receipts: slots * 3, distinctTuples: number % 4 == 0 ? slots * 2 : slots * 3,
                slots: DaySlots(54..<54 + slots), users: 1 + number % 3,
                actions: [slots, slots, slots, 0, 0, 0, 0, 0],
                first: Timestamp(day: day, hour: 9), last: Timestamp(day: day, hour: 17),
                hours: (0..<24).map { (9..<18).contains($0) ? slots / 3 : 0 }, late: 0, rejected: 0,
                implausible: isImplausible ? slots * 3 : 0, arrived: slots * 3)
        }
    }

    var status: BuildStatus {
        let today = now.day
        let facts = facts
        let calendar = facts.calendar(shared)
        let usage = BuildUsage(
            days: days.map(\.usage), firstUse: days.first?.day, firstSign: days.first?.day, earlierSign: nil,
            slots: Dictionary(uniqueKeysWithValues: days.map { ($0.day, $0.slots) })
        )
        var windows: [(WindowKind, ClosedRange<Day>)] = [
            (.day, today.adding(days: -1)...today.adding(days: -1)),
            (.week, Week(containing: today).days),
            (.last28, today.adding(days: -28)...today.adding(days: -1)),
            (.month, Month(containing: today).days),
            (.quarter, Quarter(containing: today).days),
        ]
        if let phase = facts.phases.intensiveAS { windows.append((.intensiveAS, phase)) }
        return BuildStatus(
            facts: facts, phase: facts.phases.phase(on: today), asOf: now,
            windows: windows.map { kind, days in
                kpis(
                    kind, days, of: usage, users: DistinctUsers(byEpoch: [3, 2]), calendar: calendar,
                    today: today)
            },
            days: days, calendar: calendar, firstUse: usage.firstUse, lastSign: usage.lastSign,
            signals: signals)
    }

    var card: ReportCard {
        ReportCard(
            days: now.day.adding(days: 1 - ReportCard.dayCount)...now.day, groups: groups,
            medianLateMinutes: groups.contains { $0.late > 0 } ? 615 : nil)
    }

    /// Two dialects, three repairs, and some of every lane that a known key can reach.
    static let mixedGroups = [
        sampleGroup(.counted, .AP1002, sampleQuery, repairs: [.logdtColonBeforeMs], records: 1_812, late: 37),
        sampleGroup(
            .counted, .AP1002, sampleQuery, repairs: [.logdtColonBeforeMs, .cp949], records: 412,
            implausible: 1),
        sampleGroup(.counted, .AP1002, sampleForm, repairs: [], records: 96),
        sampleGroup(.test, .AP1028, sampleForm, repairs: [], records: 2),
        sampleGroup(.malformed, .AP1014, sampleQuery, repairs: [], records: 5),
        sampleGroup(.malformed, .AP1012, sampleQuery, repairs: [.ampersandEscaped], records: 1),
        sampleGroup(.notCollecting, .AP1030, sampleQuery, repairs: [], records: 8),
        sampleGroup(.overLimit, .AP1031, nil, repairs: [], records: 3),
    ]

    static let twoNotes = [
        KeyNote(
            keyID: 41, hint: "x9Q/", dialect: sampleForm, network: .publicNetwork,
            seenAt: Timestamp(day: sampleDay(2026, 6, 29), hour: 11), isNewDialect: true, isNewNetwork: true),
        KeyNote(
            keyID: 41, hint: "x9Q/", dialect: sampleQuery, network: .loopback,
            seenAt: Timestamp(day: sampleDay(2026, 4, 2), hour: 8), isNewDialect: false, isNewNetwork: true),
    ]

    /// An open observation with what was tested before it, and a cleared one of a version that froze less.
    static let twoSignals = [
        RaisedSignal(
            id: 12, buildCode: "B-2022-0001", rule: .silent,
            raisedAt: Timestamp(day: sampleDay(2026, 7, 9), hour: 6),
            clearedAt: nil, window: sampleDay(2026, 7, 1)...sampleDay(2026, 7, 31),
            reason: "가동 예정일 5일 동안 기록이 수신되지 않았습니다(기준 5일).", policyName: "기본 판정 기준", policyVersion: 1,
            policyLabel: "공식 기준값 없음: 기관이 정해야 하는 값", threshold: 5, value: 5, numerator: 5, denominator: nil,
            severity: .visit, evidence: sampleEvidence),
        RaisedSignal(
            id: 7, buildCode: "B-2022-0001", rule: .lowActiveDayRate,
            raisedAt: Timestamp(day: sampleDay(2026, 5, 12), hour: 6),
            clearedAt: Timestamp(day: sampleDay(2026, 5, 20), hour: 6),
            window: sampleDay(2026, 4, 1)...sampleDay(2026, 9, 30),
            reason: "집중AS기간 가동 예정일 27일 가운데 13일 사용했습니다(48.1%, 기준 50.0% 미만).",
            policyName: "기본 판정 기준", policyVersion: 1, policyLabel: "공식 기준값 없음: 기관이 정해야 하는 값",
            threshold: 0.5, value: 13.0 / 27, numerator: 13, denominator: 27),
    ]
}

/// A day that exists; the samples name no other.
func sampleDay(_ year: Int, _ month: Int, _ day: Int) -> Day {
    guard let found = Day(year: year, month: month, day: day) else {
        preconditionFailure("\(year)-\(month)-\(day) is no day")
    }
    return found
}

let sampleQuery = Dialect(endpoint: .json, method: .get, place: .queryJSON)
let sampleForm = Dialect(endpoint: .fields, method: .post, place: .formFields)

func sampleGroup(
    _ lane: Lane, _ code: ResultCode, _ dialect: Dialect?, repairs: Repairs, records: Int, late: Int = 0,
    implausible: Int = 0
) -> ReportCard.Group {
    ReportCard.Group(
        lane: lane, code: code, dialect: dialect?.code, repairs: repairs, records: records,
        first: Timestamp(day: sampleDay(2026, 6, 11), hour: 9),
        last: Timestamp(day: sampleDay(2026, 7, 1), hour: 17), late: late, implausible: implausible)
}
