import Contract
import Domain
import Hummingbird
import Render
import Storage

/// `GET /v1/builds/{code}/timeline`: what happened to one build, and what was received of it by month.
struct TimelineView: Encodable, Sendable {
    let asOf: Nullable<String>
    let today: String
    let code: String
    let entries: [Entry]
    let months: [MonthView]
    /// The key is absent for roles that must not see cases.
    let cases: [CaseEntryView]?
    let links: Links

    struct Entry: Encodable, Sendable {
        let day: String
        let kind: String
        let kindKo: String
        let titleKo: String
        let detailsKo: [String]
        let document: Nullable<String>
    }

    struct MonthView: Encodable, Sendable {
        let month: String
        let receipts: Int
        let activeDays: Int
        let late: Int
        let rejected: Int
        let implausible: Int
        let firstAt: Nullable<String>
        let lastAt: Nullable<String>
    }

    struct CaseEntryView: Encodable, Sendable {
        let id: Int64
        let at: String
        let state: String
        let stateKo: String
        let reason: Nullable<String>
        let dueOn: Nullable<String>
    }

    init(_ history: BuildHistory, asOf: Timestamp?, publicURL: String) {
        self.asOf = Nullable(asOf?.iso8601)
        today = history.today.description
        code = history.facts.code
        entries = Timeline(
            history.facts, history.calendar, signals: history.signals, incidents: history.incidents,
            today: history.today
        ).entries.map {
            Entry(
                day: $0.day.description, kind: $0.kind.name, kindKo: $0.kind.korean, titleKo: $0.title,
                detailsKo: $0.details, document: Nullable($0.document))
        }
        months = history.months.map {
            MonthView(
                month: String($0.month.description.prefix(7)), receipts: $0.receipts,
                activeDays: $0.activeDays,
                late: $0.late, rejected: $0.rejected, implausible: $0.implausible,
                firstAt: Nullable($0.first?.iso8601), lastAt: Nullable($0.last?.iso8601))
        }
        cases = history.caseEntries?.map {
            CaseEntryView(
                id: $0.caseID, at: $0.at.iso8601, state: $0.state.rawValue, stateKo: $0.state.korean,
                reason: Nullable($0.reason?.rawValue), dueOn: Nullable($0.dueOn?.description))
        }
        links = Links(code: history.facts.code, publicURL)
    }

    static let schema = Schema.named(
        "Timeline",
        .object([
            .init("as_of", Schema.instant.orNull), .init("today", .day), .init("code", .buildCode),
            .init(
                "entries",
                .list(
                    of: .object([
                        .init("day", .day), .init("kind", .values(Timeline.Kind.allNames)),
                        .init("kind_ko", .text),
                        .init("title_ko", .text), .init("details_ko", .list(of: .text)),
                        .init("document", Schema.text.orNull, "the paper on which it rests"),
                    ])),
                "newest first: phases, changes, suspensions, outages; incidents and signals for roles that see them"
            ),
            .init(
                "months",
                .list(
                    of: .object([
                        .init("month", .text(pattern: "^[0-9]{4}-[0-9]{2}$")), .init("receipts", .count),
                        .init("active_days", .count), .init("late", .count), .init("rejected", .count),
                        .init("implausible", .count), .init("first_at", Schema.instant.orNull),
                        .init("last_at", Schema.instant.orNull),
                    ])), "receipts by the month that they claim; months without any are left out"),
            .optional(
                "cases",
                .list(
                    of: .object([
                        .init("id", .integer), .init("at", .instant),
                        .init("state", .values(of: CaseState.self)),
                        .init("state_ko", .text), .init("reason", Schema.text.orNull),
                        .init("due_on", Schema.day.orNull),
                    ])), "states that cases entered, newest first; absent for roles that must not see cases"),
            .init("links", Links.schema),
        ]))
}

extension Timeline.Kind {
    static let allNames = ["observation", "incident", "outage", "suspension", "change", "phase"]

    /// As the contract writes it.
    var name: String {
        switch self {
        case .observation: "observation"
        case .incident: "incident"
        case .outage: "outage"
        case .suspension: "suspension"
        case .change: "change"
        case .phase: "phase"
        }
    }
}

extension WebRoutes {
    /// `GET /v1/builds/{code}/timeline`.
    var timelineOperation: Operation {
        Operation(
            "getBuildTimeline", .get, "/v1/builds/{code}/timeline", .builds, .permission(.readBuilds),
            LocalizedText("Timeline of one build", "구축 건의 경과"),
            LocalizedText(
                "What happened to a build, newest first, and its receipts by month. Days outside a supplier's contract are left out.",
                "구축 건에 있었던 일을 최신순으로, 수신 기록은 월별로 보입니다. 공급기업에는 계약 기간만 보입니다."),
            parameters: [BuildParameters.code.declaration, BuildParameters.asOf.declaration],
            answers: [.init(.ok, TimelineView.schema, "the timeline")],
            problems: [.unknownBuild, .contradiction]
        ) { request in
            let asOf = try request.asOf
            let history = try await database.builds.history(
                of: try request.value(BuildParameters.code), for: Visibility(try request.access),
                now: request.now, asOf: asOf)
            guard let history else { throw Problem.unknownBuild }
            return try .json(
                TimelineView(history, asOf: asOf, publicURL: publicURL),
                reads: .init(builds: [history.facts.id]))
        }
    }
}
