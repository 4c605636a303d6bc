import Domain
import Storage

/// Reads a whole fleet page by page, the next page while the last one is judged.
struct FleetReading: Sendable {
    private static let pageSize = 1_000

    private let database: Database
    private let policies: [Policy]
    private let now: Timestamp
    /// The last day on which anything is judged.
    private let today: Day

    /// - Parameters:
    ///   - policies: whose rules say how far back is read.
    ///   - now: what was known then is not asked for; it is the time of the figures.
    ///   - earliest: the first day on which anything is judged; `nil` for today alone.
    init(database: Database, policies: [Policy], now: Timestamp, earliest: Day? = nil) {
        self.database = database
        self.policies = policies
        self.now = now
        today = now.day
        let from = (earliest ?? now.day).adding(days: -Self.reach(of: policies))
        spans = JudgedSpans([from...today.adding(days: -1)], readsStarts: true)
    }

    /// The days that any rule may need.
    private let spans: JudgedSpans

    /// 집중AS is six months, and as many more as an extension may give it.
    private static func reach(of policies: [Policy]) -> Int {
        let windows = policies.flatMap(\.rules).map(\.window)
        if windows.contains(.intensiveAS) { return 400 }
        return windows.contains(.last91) ? 91 : 31
    }

    /// Calls `body` with the builds that are monitored, page by page.
    func forEachPage(_ body: ([BuildToJudge]) async throws -> Void) async throws {
        try await forEachPage(spans, body)
    }

    /// Reads the next page while `body` has the last one.
    private func forEachPage(
        _ spans: JudgedSpans, _ body: ([BuildToJudge]) async throws -> Void
    ) async throws {
        var page = try await page(after: 0, spans)
        while let last = page.last {
            async let next = self.page(after: last, spans)
            try await body(page.builds)
            page = try await next
        }
    }

    private func page(after: Int64, _ spans: JudgedSpans) async throws -> JudgedPage {
        try await database.judging.buildsToJudge(
            after: after, limit: Self.pageSize, spans, today: today, now: now)
    }

    /// The 28 days before each of the days.
    private static func lastWeeks(before days: [Day]) -> JudgedSpans {
        JudgedSpans(
            days.sorted().map { $0.adding(days: -28)...$0.adding(days: -1) }, readsStarts: false)
    }

    /// What must be known of the whole fleet before one build of it is judged.
    func survey() async throws -> FleetSurvey {
        var survey = FleetSurvey.Builder(silentDays: policies.compactMap(\.commonCause?.silentDays).min())
        try await forEachPage(Self.lastWeeks(before: [today])) { page in
            for build in page {
                if let moment = JudgedMoment(build.build, today: today), moment.isMonitored {
                    survey.add(build, moment)
                }
            }
        }
        return survey.survey()
    }

    /// Who is compared with whom on each of the days; empty where no policy compares.
    func peers(on days: [Day]) async throws -> [Day: PeerTable] {
        guard policies.contains(where: { $0.rules.contains { $0.kind == .belowPeers } }),
            let last = days.max()
        else { return [:] }
        var builders = Dictionary(uniqueKeysWithValues: days.map { ($0, PeerTable.Builder()) })
        try await forEachPage(Self.lastWeeks(before: days)) { page in
            for build in page {
                guard let strip = build.build.strip(until: last) else { continue }
                for day in days {
                    if let moment = build.build.moment(on: day, strip), moment.isMonitored {
                        builders[day]?.add(moment)
                    }
                }
            }
        }
        return builders.mapValues { $0.table() }
    }
}
