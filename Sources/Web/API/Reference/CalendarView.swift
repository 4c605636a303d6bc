import Contract
import Domain
import Storage

/// `GET /v1/calendar`: the national holidays of a year as our calendar knows them.
struct CalendarView: Encodable, Sendable {
    let year: Int
    let holidays: [Entry]

    struct Entry: Encodable, Sendable {
        let day: String
        let name: String
        let kind: String
        let source: String
        let entered: Bool
    }

    init(year: Int, _ holidays: [HolidayListing]) {
        self.year = year
        self.holidays = holidays.map {
            Entry(
                day: $0.holiday.day.description, name: $0.holiday.name, kind: $0.holiday.kind.rawValue,
                source: $0.source, entered: $0.isEntered)
        }
    }

    static let schema = Schema.named(
        "Calendar",
        .object([
            .init("year", .integer),
            .init(
                "holidays",
                .list(
                    of: .object([
                        .init("day", .day), .init("name", .text), .init("kind", .text),
                        .init("source", .text),
                        .init(
                            "entered", .boolean,
                            "whether the agency entered it; the others come with the program"),
                    ]))),
        ]))
}

/// `GET /v1/outages`: the intervals in which our own collector could receive nothing, or no client could reach it.
struct OutageListView: Encodable, Sendable {
    let asOf: Nullable<String>
    let outages: [Entry]

    struct Entry: Encodable, Sendable {
        let id: Int64
        let beganAt: String
        let endedAt: String
        let cause: String
        let reason: Nullable<String>
        let knownAt: String
    }

    init(_ outages: [Outage], asOf: Timestamp?) {
        self.asOf = Nullable(asOf?.iso8601)
        self.outages = outages.map {
            Entry(
                id: $0.id, beganAt: $0.beganAt.iso8601, endedAt: $0.endedAt.iso8601, cause: $0.cause,
                reason: Nullable($0.declaredReason), knownAt: $0.knownAt.iso8601)
        }
    }

    static let schema = Schema.named(
        "OutageList",
        .object([
            .init("as_of", Schema.instant.orNull),
            .init(
                "outages",
                .list(
                    of: .object([
                        .init("id", .integer), .init("began_at", .instant), .init("ended_at", .instant),
                        .init(
                            "cause", .text,
                            "how the last collector before it ended; declared: a person entered it"),
                        .init("reason", Schema.text.orNull, "of a declared one: why"),
                        .init("known_at", .instant),
                    ])), "never held against a factory: they leave denominators and stop deadlines"),
        ]))
}
