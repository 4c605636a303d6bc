@testable import Domain

/// A build of which a test says only what matters, completed on Friday 2 January 2026.
struct SampleJudged {
    static let completedOn = Day(parsing: "2026-01-02") ?? Day(number: 0)

    var id: Int64 = 1
    var programme = "2025-GEN-ADV1"
    var level: Level? = .middle1
    var confirmed: Level?
    var size: SizeClass? = .small
    var profile = IntakeProfile.full
    var supplier: String? = "2222222227"
    var region: String? = "경기도"
    /// Of the days after completion; day 1 is Saturday 3 January.
    var days: [JudgedDay] = []
    var feed = FeedNotes.none
    var changes: [ExplainingChange] = []
    var suspensions: [Suspension] = []
    var incidents: [ClosedRange<Day>] = []
    var holidays: [Day] = []
    var outages: [(began: Timestamp, ended: Timestamp)] = []
    var completedOn = Self.completedOn

    /// The day so many days after completion.
    static func day(_ number: Int) -> Day { completedOn.adding(days: number) }

    /// A day of use of twenty records.
    static func use(
        _ day: Day, receipts: Int = 20, late: Int = 0, rejected: Int = 0, distinct: Int? = nil,
        work: Int = 10,
        slots: Int = 12
    ) -> JudgedDay {
        JudgedDay(
            day: day, isActive: receipts > 0, hasArrivals: receipts > 0, slots: slots, receipts: receipts,
            late: late, rejected: rejected, distinct: distinct ?? receipts, work: work)
    }

    /// Uses the build on every Monday to Friday of these days after completion.
    mutating func work(_ numbers: ClosedRange<Int>, receipts: (Int) -> Int = { 20 + $0 % 7 }) {
        for number in numbers {
            let day = Self.day(number)
            guard SiteCalendar.ordinary.workdays.contains(day.weekday) else { continue }
            days.append(Self.use(day, receipts: receipts(number)))
        }
    }

    var facts: BuildFacts {
        BuildFacts(
            id: id, code: "B-\(id)", projectCode: "P", programmeCode: programme, programmeName: programme,
            adopterName: "가상정밀", adopterNumber: "1111111119", supplierName: supplier,
            supplierNumber: supplier, siteName: nil, region: region, ksic: nil, sizeClass: size?.code,
            solution: nil, targetLevel: level?.code, confirmedLevel: confirmed?.code, intakeProfile: profile,
            collectFrom: nil, collectingFrom: completedOn,
            phases: PhaseDates(
                completedOn: completedOn, asTo: completedOn.adding(months: 6), finalEvaluatedOn: nil,
                collectTo: nil),
            site: .ordinary
        ).declaring(suspensions: suspensions, changes: [], incidents: incidents, today: Self.day(400))
    }

    func build() -> JudgedBuild {
        let table = HolidayTable(holidays.map { Holiday(day: $0, name: "공휴일", kind: .statutory) })
        let shared = SharedCalendar(holidays: table, outages: OutageDays(outages))
        let facts = facts
        return JudgedBuild(
            facts: facts, calendar: facts.calendar(shared), days: days.sorted { $0.day < $1.day },
            readFrom: completedOn,
            earlierSign: nil, firstUse: days.filter(\.isActive).map(\.day).min(), feed: feed, changes: changes
        )
    }

    /// The build as it is judged so many days after completion.
    func moment(_ today: Int) throws(NothingMonitored) -> JudgedMoment {
        guard let moment = JudgedMoment(build(), today: Self.day(today)) else { throw NothingMonitored() }
        return moment
    }

    /// What one rule says so many days after completion.
    func outcome(_ rule: PolicyRule, _ today: Int, with others: [PolicyRule] = []) throws -> RuleOutcome {
        let outcomes = judge(try moment(today), by: Self.policy([rule] + others), peers: nil)
        guard let outcome = outcomes.first else { throw NothingMonitored() }
        return outcome
    }

    static func policy(_ rules: [PolicyRule]) -> Policy {
        Policy(
            name: "시험", version: 1, isOfficial: false, author: "가", approver: "나",
            effectiveFrom: Self.day(0), rules: rules)
    }
}

struct NothingMonitored: Error {}
