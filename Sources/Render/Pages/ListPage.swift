package import Domain

/// The list of builds as its template needs it: texts only, nothing left to decide but presence.
///
/// Names are distinct from those of the rows: the engine looks for a missing name in what stands around.
package struct ListPage: Sendable {
    let frame: PageFrame
    let asOf: String
    let counts: [Count]
    let searchText: String
    let phaseChoices: [PhaseChoice]
    let offersOpenFilter: Bool
    let isOpenChecked: Bool
    let isFiltered: Bool
    let resultText: String
    let rows: [Row]
    let hasRows: Bool
    let showsObservations: Bool
    let pages: PageLinks?
    let overview: OverviewSection?

    /// A figure at the top; each is also a filter.
    struct Count: Sendable {
        let name: String
        let number: String
        let address: String
        let isCurrent: Bool
        let needsCheck: Bool
    }

    struct PhaseChoice: Sendable {
        let value: String
        let choiceName: String
        let isSelected: Bool
    }

    struct Row: Sendable {
        let code: String
        let address: String
        let adopter: String
        let supplier: String
        let programme: String
        let region: String
        let phaseName: String
        let phaseClass: String
        let silence: String
        let silenceUnit: String
        let rate: String
        let fraction: String
        /// 0 to 100, the width of the bar; nothing where no day was expected.
        let barWidth: Int?
        let lastSign: String
        let observation: Observation?
    }

    /// The state of a build in words; in the list only for roles that see signals.
    struct Observation: Sendable {
        let text: String
        let isOpen: Bool
    }

    struct PageLinks: Sendable {
        let position: String
        let first: String?
        let previous: String?
        let next: String?
        let last: String?
    }

    /// - Parameters:
    ///   - overview: shown to roles that see signals only, whatever is given.
    ///   - now: the instant as of which the summaries were computed.
    package init(
        _ listing: BuildListing, overview: FleetOverview? = nil, now: Timestamp, frame: PageFrame
    ) {
        self.frame = frame
        let query = listing.query
        asOf = minuteText(now)
        counts = Self.counts(listing)
        searchText = query.text
        phaseChoices =
            [PhaseChoice(value: "", choiceName: "모든 단계", isSelected: query.phase == nil)]
            + Phase.allCases.map {
                PhaseChoice(value: $0.rawValue, choiceName: $0.korean, isSelected: $0 == query.phase)
            }
        offersOpenFilter = listing.seesSignals
        isOpenChecked = query.isOpenOnly
        isFiltered = query.with { _ in } != ListQuery()
        resultText = Self.resultText(listing)
        rows = listing.builds.map { Self.row($0, seesSignals: listing.seesSignals) }
        hasRows = !rows.isEmpty
        showsObservations = listing.seesSignals
        pages = Self.links(listing)
        self.overview = listing.seesSignals ? overview.map(OverviewSection.init) : nil
    }

    private static func counts(_ listing: BuildListing) -> [Count] {
        let query = listing.query
        var counts = [
            Count(
                name: "전체 구축 건", number: grouped(listing.total), address: ListQuery().address,
                isCurrent: query.phase == nil && !query.isOpenOnly && query.text.isEmpty, needsCheck: false)
        ]
        if listing.seesSignals {
            counts.append(
                Count(
                    name: "확인 필요", number: grouped(listing.withOpenSignals),
                    address: ListQuery(isOpenOnly: true).address, isCurrent: query.isOpenOnly,
                    needsCheck: true))
        }
        counts += Phase.allCases.map { phase in
            Count(
                name: phase.korean, number: grouped(listing.byPhase[phase] ?? 0),
                address: ListQuery(phase: phase).address, isCurrent: query.phase == phase, needsCheck: false)
        }
        return counts
    }

    private static func resultText(_ listing: BuildListing) -> String {
        guard listing.matching > 0 else { return "조건에 맞는 구축 건이 없습니다." }
        let first = (listing.query.page - 1) * BuildListing.buildsPerPage + 1
        let order = listing.seesSignals ? "확인 필요 건, 무신호가 긴 순" : "무신호가 긴 순"
        return "\(grouped(listing.matching))건 가운데 \(grouped(first))~"
            + "\(grouped(first + listing.builds.count - 1))번째 (\(order))"
    }

    private static func row(_ build: BuildSummary, seesSignals: Bool) -> Row {
        let rate = build.expectedDays > 0 ? Double(build.activeDays) / Double(build.expectedDays) : nil
        return Row(
            code: build.code, address: "/builds/\(percentEncoded(build.code))", adopter: build.adopterName,
            supplier: build.supplierName ?? "등록 없음", programme: build.programmeName,
            region: build.region ?? "–",
            phaseName: build.phase.korean, phaseClass: phaseClass(build.phase),
            silence: build.silence.map(grouped) ?? "–", silenceUnit: build.silence == nil ? "" : "일",
            rate: rate.map(percent) ?? "산출 불가",
            fraction: "\(build.activeDays)/\(build.expectedDays)일",
            barWidth: rate.map { Int(($0 * 100).rounded(.down)) },
            lastSign: build.lastSign.map(\.description) ?? "없음",
            observation: seesSignals
                ? Observation(
                    text: build.openSignals > 0 ? "확인 필요 \(build.openSignals)건" : "관찰 사항 없음",
                    isOpen: build.openSignals > 0) : nil)
    }

    private static func links(_ listing: BuildListing) -> PageLinks? {
        guard listing.pageCount > 1 else { return nil }
        let page = listing.query.page
        func address(_ number: Int) -> String { listing.query.with { $0.page = number }.address }
        return PageLinks(
            position: "\(grouped(page)) / \(grouped(listing.pageCount)) 쪽",
            first: page > 1 ? address(1) : nil, previous: page > 1 ? address(page - 1) : nil,
            next: page < listing.pageCount ? address(page + 1) : nil,
            last: page < listing.pageCount ? address(listing.pageCount) : nil)
    }
}

/// The class under which the style sheet knows a phase: `phase-intensive-as`.
func phaseClass(_ phase: Phase) -> String {
    "phase-" + phase.rawValue.split(separator: "_").joined(separator: "-")
}
