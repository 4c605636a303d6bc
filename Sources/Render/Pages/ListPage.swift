package import Domain

/// The list of builds as its template needs it: texts only, nothing left to decide but presence.
///
/// Names differ from those of the rows: Mustache looks a missing name up in the enclosing context.
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
        /// Nothing where the caller may not know every day of it.
        let fraction: String?
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
    ///   - overview: `nil` where the caller may not see figures of all builds, and on other pages than the first.
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
        isFiltered = query.at(.first) != ListQuery()
        resultText = Self.resultText(listing)
        rows = listing.builds.map(Self.row)
        hasRows = !rows.isEmpty
        showsObservations = listing.seesSignals
        pages = Self.links(listing)
        self.overview = overview.map(OverviewSection.init)
    }

    private static func counts(_ listing: BuildListing) -> [Count] {
        let query = listing.query
        var counts = [
            Count(
                name: "전체 구축 건", number: grouped(listing.counts.all), address: ListQuery().address,
                isCurrent: query.phase == nil && !query.isOpenOnly && query.text.isEmpty, needsCheck: false)
        ]
        if listing.seesSignals {
            counts.append(
                Count(
                    name: "확인 필요", number: grouped(listing.counts.withOpenSignals),
                    address: ListQuery(isOpenOnly: true).address, isCurrent: query.isOpenOnly,
                    needsCheck: true))
        }
        counts += Phase.allCases.map { phase in
            Count(
                name: phase.korean, number: grouped(listing.counts.byPhase[phase] ?? 0),
                address: ListQuery(phase: phase).address, isCurrent: query.phase == phase, needsCheck: false)
        }
        return counts
    }

    private static func resultText(_ listing: BuildListing) -> String {
        guard !listing.builds.isEmpty else { return "조건에 맞는 구축 건이 없습니다." }
        let order = listing.seesSignals ? "확인 필요 건, 마지막 신호가 오래된 순" : "마지막 신호가 오래된 순"
        return "\(grouped(listing.matching))건 가운데 \(position(listing))번째 (\(order))"
    }

    private static func position(_ listing: BuildListing) -> String {
        "\(grouped(listing.passed + 1))~\(grouped(listing.passed + listing.builds.count))"
    }

    private static func row(_ build: BuildSummary) -> Row {
        let rate = build.activeDays.flatMap { active in
            build.expectedDays.flatMap { $0 > 0 ? Double(active) / Double($0) : nil }
        }
        return Row(
            code: build.code, address: "/builds/\(percentEncoded(build.code))", adopter: build.adopterName,
            supplier: build.supplierName ?? "등록 없음", programme: build.programmeName,
            region: build.region ?? "–",
            phaseName: build.phase.korean, phaseClass: phaseClass(build.phase),
            silence: build.silence.map(grouped) ?? "–", silenceUnit: build.silence == nil ? "" : "일",
            rate: rate.map(percent) ?? (build.activeDays == nil ? "–" : "산출 불가"),
            fraction: build.activeDays.flatMap { active in
                build.expectedDays.map { "\(active)/\($0)일" }
            },
            barWidth: rate.map { Int(($0 * 100).rounded(.down)) },
            lastSign: build.lastSign.map(\.description) ?? (build.hidesEarlier ? "–" : "없음"),
            observation: build.openSignals.map {
                Observation(text: $0 > 0 ? "확인 필요 \($0)건" : "관찰 사항 없음", isOpen: $0 > 0)
            })
    }

    private static func links(_ listing: BuildListing) -> PageLinks? {
        guard listing.previous != nil || listing.next != nil else { return nil }
        let query = listing.query
        let (before, behind) = (
            max(0, listing.passed - BuildListing.buildsPerPage), listing.passed + listing.builds.count
        )
        return PageLinks(
            position: "\(position(listing)) / \(grouped(listing.matching))",
            first: listing.previous.map { _ in query.at(.first).address },
            previous: listing.previous.map { query.at(.before($0, passed: before)).address },
            next: listing.next.map { query.at(.after($0, passed: behind)).address },
            last: listing.next.map { _ in query.at(.last).address })
    }
}

/// The class under which the style sheet knows a phase: `phase-intensive-as`.
func phaseClass(_ phase: Phase) -> String {
    "phase-" + phase.rawValue.split(separator: "_").joined(separator: "-")
}
