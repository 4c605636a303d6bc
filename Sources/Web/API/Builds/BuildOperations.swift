import Contract
import Domain
import Hummingbird
import Storage

extension WebRoutes {
    /// What can be asked of one build.
    var buildOperations: [Operation] {
        [listBuildsOperation, statusOperation, kpisOperation, daysOperation, timelineOperation]
    }

    private var statusOperation: Operation {
        Operation(
            "getBuildStatus", .get, "/v1/builds/{code}/status", .builds, .permission(.readBuilds),
            LocalizedText("Status of one build", "구축 건의 현황"),
            LocalizedText(
                "Everything that is said about one build: registry facts, phase, the figures of the usual windows by code with their bounds, how many days each window leaves out and why, and open signals for roles that may see them. /v1/kpis says what each code means. Lists come with `include`.",
                "구축 건 하나에 대해 알려진 모든 것: 등록 정보, 단계, 주요 기간의 지표(코드별 값과 상·하한), 사유별 제외 일수, 권한이 있는 역할에는 열린 신호. 지표의 뜻은 /v1/kpis에 있습니다. 목록은 `include`로 청합니다."
            ),
            parameters: [
                BuildParameters.code.declaration, BuildParameters.statusParts.declaration,
                BuildParameters.asOf.declaration,
            ],
            answers: [.init(.ok, StatusView.schema, "the status")],
            problems: [.unknownBuild, .contradiction]
        ) { request in
            let asOf = try request.asOf
            let status = try await database.figures.statusFigures(
                of: try request.value(BuildParameters.code), for: Visibility(try request.access),
                now: request.now, asOf: asOf)
            guard let status else { throw Problem.unknownBuild }
            return .json(
                StatusView(
                    status, asOf: asOf, including: Set(request[BuildParameters.statusParts] ?? []),
                    publicURL: publicURL),
                reads: .init(builds: [status.facts.id]))
        }
    }

    private var kpisOperation: Operation {
        Operation(
            "getBuildKPIs", .get, "/v1/builds/{code}/kpis", .builds, .permission(.readBuilds),
            LocalizedText("KPIs of one build in any window", "원하는 기간의 지표"),
            LocalizedText(
                "Figures by code with numerator, denominator and bounds; /v1/kpis says what each code means. Name a window (the current one, or the one that holds `on`), or give `from` and `to`, both included, at most 400 days. A window that is over is seen from its end: its silence is the silence then.",
                "코드별 지표(분자·분모·상하한, 뜻은 /v1/kpis). 지난 기간은 그 기간의 마지막 날을 기준으로 산출합니다. `window`로 기간 종류를(`on`이 있으면 그 날이 든 기간을), 또는 `from`과 `to`(양끝 포함, 400일까지)를 지정합니다."
            ),
            parameters: [
                BuildParameters.code.declaration, BuildParameters.window.declaration,
                BuildParameters.on.declaration, BuildParameters.from.declaration,
                BuildParameters.to.declaration, BuildParameters.windowParts.declaration,
                BuildParameters.asOf.declaration,
            ], answers: [.init(.ok, KPIWindowView.schema, "the window with its figures")],
            problems: [.unknownBuild, .contradiction]
        ) { request in
            let visibility = Visibility(try request.access)
            let (code, asOf) = (try request.value(BuildParameters.code), try request.asOf)
            let facts = try await database.registry.facts(
                of: code, for: visibility, now: request.now, asOf: asOf)
            guard let facts else { throw Problem.unknownBuild }
            let today = (asOf ?? request.now).day
            let (kind, days) = try request.window(of: facts, today: today)
            do {
                let figures = try await database.figures.kpis(
                    of: code, window: days, kind: kind, for: visibility, now: request.now, asOf: asOf)
                guard let figures else { throw Problem.unknownBuild }
                return .json(
                    KPIWindowView(
                        figures: figures, code: code,
                        includes: Set(request[BuildParameters.windowParts] ?? []), asOf: asOf,
                        today: today, publicURL: publicURL),
                    reads: .init(builds: [facts.id]))
            } catch let error as DaysNotVisible {
                throw Self.outsideContract(error.visible)
            }
        }
    }

    private var daysOperation: Operation {
        Operation(
            "getBuildDays", .get, "/v1/builds/{code}/days", .builds, .permission(.readBuilds),
            LocalizedText("Day series of one build", "일별 집계"),
            LocalizedText(
                "One entry a KST day from `from` to `to` (at most 400 days; the last 90 where neither is given): what was expected, and what the receipts of the day say. A day without receipts has zeros; that is no statement about the factory.",
                "`from`부터 `to`까지(400일까지, 생략하면 최근 90일) 하루에 한 항목: 가동 예정 여부와 수신 기록의 집계. 기록이 없는 날은 0이며, 공장에 대한 판단이 아닙니다."
            ),
            parameters: [
                BuildParameters.code.declaration, BuildParameters.from.declaration,
                BuildParameters.to.declaration, BuildParameters.asOf.declaration,
            ], answers: [.init(.ok, DaySeriesView.schema, "the days in their order")],
            problems: [.unknownBuild, .contradiction]
        ) { request in
            let visibility = Visibility(try request.access)
            let (code, asOf) = (try request.value(BuildParameters.code), try request.asOf)
            let today = (asOf ?? request.now).day
            let range = try request.days(today: today, whenAbsent: 90)
            let series = try await database.builds.daySeries(
                of: code, range, for: visibility, now: request.now, asOf: asOf)
            guard let series else { throw Problem.unknownBuild }
            let view = DaySeriesView(series, range, code: code, asOf: asOf, today: today)
            return try .json(view, reads: .init(builds: [series.buildID], rows: view.count))
        }
    }

    private static func outsideContract(_ visible: VisibleDays) -> Problem {
        var contracts: [ContractDays] = []
        if case .contracts(let days) = visible { contracts = days }
        let shown = contracts.map { "\($0.from)–\($0.to?.description ?? "")" }.joined(separator: ", ")
        return Problem(
            .contradiction,
            LocalizedText(
                "the window is not inside the days of your contract: \(shown)",
                "기간이 계약 기간(\(shown)) 안에 있지 않습니다"))
    }
}
