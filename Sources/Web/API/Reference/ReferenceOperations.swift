import Contract
import Domain
import Hummingbird
import Storage

extension WebRoutes {
    private static let year = Parameter<Int>.integer(
        "year", 2000...2100, LocalizedText("this year where it is not given", "생략하면 올해"), example: 2026)

    /// What everything else is read by.
    var referenceOperations: [Operation] {
        [
            Operation(
                "listKPIs", .get, "/v1/kpis", .reference, .permission(.readCatalogue),
                LocalizedText("KPI catalogue", "지표 목록"),
                LocalizedText(
                    "Every KPI with name, formula, unit, direction and validity.",
                    "모든 지표의 이름, 산식, 단위, 방향, 유효 범위."),
                answers: [.init(.ok, KPICatalogueView.schema, "the catalogue")]
            ) { _ in try .json(KPICatalogueView()) },
            Operation(
                "listPolicies", .get, "/v1/policies", .reference, .permission(.readPolicies),
                LocalizedText("Policies", "판정 기준"),
                LocalizedText(
                    "The rules and thresholds by which signals are raised, in every version.",
                    "신호를 제기하는 규칙과 기준값의 모든 판."),
                answers: [.init(.ok, PolicyListView.schema, "policies, newest first")]
            ) { request in
                let inForce = try await database.policies.inForce(on: request.now.day)
                return try .json(PolicyListView(try await database.policies.list(), inForce: inForce?.id))
            },
            Operation(
                "getCalendar", .get, "/v1/calendar", .reference, .permission(.readCatalogue),
                LocalizedText("Calendar", "공휴일"), LocalizedText("National holidays of a year.", "한 해의 공휴일."),
                parameters: [Self.year.declaration],
                answers: [.init(.ok, CalendarView.schema, "the holidays in their order")]
            ) { request in
                let year = request[Self.year] ?? request.now.day.year
                return try .json(CalendarView(year: year, try await database.calendar.holidays(year: year)))
            },
            Operation(
                "listOutages", .get, "/v1/outages", .reference, .permission(.readOutages),
                LocalizedText("Outages of our collector", "수집 장애"),
                LocalizedText(
                    "Intervals in which our own collector could receive nothing.", "수집 서비스가 수신할 수 없었던 구간."),
                parameters: [BuildParameters.asOf.declaration],
                answers: [.init(.ok, OutageListView.schema, "the outages in their order")],
                problems: [.contradiction]
            ) { request in
                let asOf = try request.asOf
                return try .json(OutageListView(try await database.outages.list(asOf: asOf), asOf: asOf))
            },
        ]
    }
}
