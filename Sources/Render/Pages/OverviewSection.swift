import Domain

/// The overview of all builds as the list's template needs it.
struct OverviewSection: Sendable {
    let incidents: [Incident]
    let hasIncidents: Bool
    let incidentCount: String
    let missingKeys: KeyTask?
    let openSentence: String
    let outcomes: [OutcomeLine]
    let hasOutcomes: Bool
    let outcomeSentence: String

    struct Incident: Sendable {
        let title: String
        let builds: String
        let since: String
        let heardAgain: String
        let opened: String
    }

    /// Builds that wait for a key of the agency.
    struct KeyTask: Sendable {
        let title: String
        let count: String
        let builds: [Build]
        let rest: String?

        struct Build: Sendable {
            let code: String
            let address: String
            let adopter: String
            let since: String
        }

        /// `nil` where there is none.
        init?(_ missing: MissingKeys) {
            guard missing.count > 0 else { return nil }
            title = "인증키 미발급: 구축완료 후 \(grouped(missing.dueDays))일이 지난 구축 건"
            count = grouped(missing.count)
            builds = missing.builds.map { build in
                Build(
                    code: build.code, address: "/builds/\(percentEncoded(build.code))",
                    adopter: build.adopterName,
                    since: "구축완료 \(dayText(build.completedOn)), "
                        + "\(grouped(missing.daysSinceCompletion(of: build)))일 경과")
            }
            let more = missing.count - missing.builds.count
            rest = more > 0 ? "이 밖에 \(grouped(more))건이 더 있습니다." : nil
        }
    }

    struct OutcomeLine: Sendable {
        let ruleName: String
        let raised: String
        let examined: String
        let innocent: String
        let confirmed: String
        let share: String
    }

    init(_ overview: FleetOverview) {
        incidents = overview.incidents.map(Self.incident)
        hasIncidents = !incidents.isEmpty
        incidentCount = grouped(incidents.count)
        missingKeys = KeyTask(overview.missingKeys)
        openSentence = Self.openSentence(overview.openByRule)
        let known = overview.outcomes.filter { $0.raised > 0 }
        outcomes = RuleKind.allCases.flatMap { rule in known.filter { $0.rule == rule } }.map(Self.line)
        hasOutcomes = !outcomes.isEmpty
        outcomeSentence = Self.sentence(known)
    }

    private static func incident(_ incident: FleetOverview.Incident) -> Incident {
        let rest = incident.members - incident.heardAgain
        return Incident(
            title: incident.traitName,
            builds: "함께 멈춘 구축 건 \(grouped(incident.members))건"
                + " (해당하는 \(grouped(incident.sharing))건 가운데)",
            since: "마지막 수신 \(daysText(incident.lastSigns))",
            heardAgain: "다시 수신 \(grouped(incident.heardAgain))건, 아직 무신호 \(grouped(max(0, rest)))건",
            opened: "\(minuteText(incident.openedAt)) 확인")
    }

    private static func openSentence(_ counts: [RuleKind: Int]) -> String {
        let parts = RuleKind.allCases.compactMap { rule in
            counts[rule].flatMap { $0 > 0 ? "\(rule.korean) \(grouped($0))건" : nil }
        }
        guard !parts.isEmpty else { return "열린 관찰 사항이 없습니다." }
        let total = counts.values.reduce(0, +)
        return "열린 관찰 사항 \(grouped(total))건: \(parts.joined(separator: " · "))"
    }

    private static func line(_ rule: FleetOverview.RuleOutcomes) -> OutcomeLine {
        OutcomeLine(
            ruleName: rule.rule.korean, raised: grouped(rule.raised), examined: grouped(rule.examined),
            innocent: grouped(rule.innocent), confirmed: grouped(rule.confirmed),
            share: shareText(innocent: rule.innocent, confirmed: rule.confirmed))
    }

    private static func sentence(_ rules: [FleetOverview.RuleOutcomes]) -> String {
        let innocent = rules.reduce(0) { $0 + $1.innocent }
        let settled = innocent + rules.reduce(0) { $0 + $1.confirmed }
        guard settled > 0 else { return "확인을 마친 관찰이 아직 없습니다." }
        return "확인을 마친 관찰 \(grouped(settled))건 가운데 \(grouped(innocent))건"
            + "(\(percent(Double(innocent) / Double(settled))))은 사유가 있었거나 이상이 없었습니다."
    }

    /// The share that was innocent, with how many it is a share of.
    private static func shareText(innocent: Int, confirmed: Int) -> String {
        let settled = innocent + confirmed
        return settled > 0
            ? "\(percent(Double(innocent) / Double(settled))) (\(grouped(settled))건 중)" : "아직 없음"
    }
}
