/// What builds must have in common to be compared, from the narrowest circle to the widest.
package enum PeerCircle: String, CaseIterable, Sendable {
    case programmeLevelSizeAge = "programme_level_size_age"
    case programmeLevelAge = "programme_level_age"
    case programmeAge = "programme_age"
    case levelAge = "level_age"

    package var korean: String {
        switch self {
        case .programmeLevelSizeAge: "같은 사업·지원유형·수준·기업규모·경과기간"
        case .programmeLevelAge: "같은 사업·지원유형·수준·경과기간"
        case .programmeAge: "같은 사업·지원유형·경과기간"
        case .levelAge: "같은 수준·경과기간"
        }
    }
}

/// Where a build stands among those it is compared with.
package struct PeerComparison: Sendable, Equatable {
    package let circle: PeerCircle
    /// Comparable builds, itself not among them.
    package let count: Int
    package let median: Double
    /// Share of them, 0 to 100, that are lower; those that are equal count half.
    package let percentile: Double
    /// The same with the build's favourable bound, and equal ones counted as lower.
    package let favourable: Double

    package init(
        circle: PeerCircle, count: Int, median: Double, percentile: Double, favourable: Double
    ) {
        self.circle = circle
        self.count = count
        self.median = median
        self.percentile = percentile
        self.favourable = favourable
    }

    /// The comparison as a figure: the percentile of so many peers, with their median beside it.
    package var value: KPIValue {
        KPIValue(
            kpi: .peerPercentile, numerator: nil, denominator: count, value: percentile, low: percentile,
            favourable: favourable, reference: median)
    }
}

/// The active-day rates of a fleet over the last 28 days, by circle.
///
/// Every build of the fleet is in it, on one day. Ranks are robust: one absurd rate among the peers moves a rank by one place, and a mean by any amount.
package struct PeerTable: Sendable {
    private struct Circle: Hashable {
        let circle: PeerCircle
        let programme: String
        let level: String
        let size: String
        let age: Int
    }

    /// Takes the builds of a fleet one by one.
    package struct Builder {
        private var rates: [Circle: [Double]] = [:]

        package init() {}

        package mutating func add(_ moment: JudgedMoment) {
            guard let rate = PeerTable.rate(moment)?.value else { return }
            for circle in PeerCircle.allCases {
                if let key = PeerTable.key(moment, circle) { rates[key, default: []].append(rate) }
            }
        }

        package func table() -> PeerTable { PeerTable(rates: rates.mapValues { $0.sorted() }) }
    }

    /// In ascending order.
    private let rates: [Circle: [Double]]

    private init(rates: [Circle: [Double]]) {
        self.rates = rates
    }

    /// Where a build that is itself in the table stands; `nil` where it has no rate, or no circle has `minimum` others.
    package func comparison(of moment: JudgedMoment, minimum: Int) -> PeerComparison? {
        guard let rate = Self.rate(moment), let own = rate.value, let favourable = rate.favourable else {
            return nil
        }
        for circle in PeerCircle.allCases {
            guard let key = Self.key(moment, circle), let all = rates[key], all.count > minimum else {
                continue
            }
            let others = Double(all.count - 1)
            let lower = Double(all.place(of: own))
            let equal = Double(all.placeAfter(own)) - lower - 1
            let atMost = Double(all.placeAfter(favourable)) - 1
            return PeerComparison(
                circle: circle, count: all.count - 1, median: all.median,
                percentile: (lower + equal / 2) / others * 100, favourable: atMost / others * 100)
        }
        return nil
    }

    private static func rate(_ moment: JudgedMoment) -> KPIValue? {
        let rate = moment.counts(in: moment.last(28)).usedDays.rate
        return rate.value == nil ? nil : rate
    }

    /// `nil` where the registry does not say what this circle asks for.
    private static func key(_ moment: JudgedMoment, _ circle: PeerCircle) -> Circle? {
        let facts = moment.build.facts
        let age = ageGroup(moment.month)
        switch circle {
        case .programmeLevelSizeAge:
            guard let level = facts.targetLevel, let size = facts.sizeClass else { return nil }
            return Circle(
                circle: circle, programme: facts.programmeCode, level: level, size: size, age: age)
        case .programmeLevelAge:
            guard let level = facts.targetLevel else { return nil }
            return Circle(circle: circle, programme: facts.programmeCode, level: level, size: "", age: age)
        case .programmeAge:
            return Circle(circle: circle, programme: facts.programmeCode, level: "", size: "", age: age)
        case .levelAge:
            guard let level = facts.targetLevel else { return nil }
            return Circle(circle: circle, programme: "", level: level, size: "", age: age)
        }
    }

    /// 집중AS is six months long; later the pace of change is slower.
    private static func ageGroup(_ month: Int) -> Int {
        [3, 6, 12, 24, 36].firstIndex { month < $0 } ?? 5
    }
}

extension [Double] {
    /// How many are less than `value`; the array is sorted.
    fileprivate func place(of value: Double) -> Int { partition { $0 < value } }

    /// How many are at most `value`.
    fileprivate func placeAfter(_ value: Double) -> Int { partition { $0 <= value } }

    private func partition(_ isBefore: (Double) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate var median: Double {
        count % 2 == 1 ? self[count / 2] : (self[count / 2 - 1] + self[count / 2]) / 2
    }
}
