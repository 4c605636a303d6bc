/// A reason to doubt what a feed says of use.
///
/// Honest programs look like this too: batches, coalescers, shared addresses. A doubt is never a suspicion; it asks for
/// a visit, and keeps figures of use from harming a build as well as from clearing it.
package enum EvidenceDoubt: String, CaseIterable, Sendable {
    /// Most records repeat another one in every field.
    case repeatedRecords = "repeated_records"
    /// The same number of records on each of many days.
    case constantCount = "constant_count"
    /// Use on every calendar day of four weeks, days of rest included.
    case noRestDay = "no_rest_day"
    /// The same number of slots, all of them, around the clock.
    case aroundTheClock = "around_the_clock"

    package var korean: String {
        switch self {
        case .repeatedRecords: "같은 내용의 기록이 대부분임"
        case .constantCount: "여러 날의 기록 수가 모두 같음"
        case .noRestDay: "휴무일을 포함해 매일 사용됨"
        case .aroundTheClock: "하루 종일 같은 간격으로 기록됨"
        }
    }
}

/// The doubts about the last 28 days of a feed; none where there are fewer than ten active days to go by.
///
/// - Parameters:
///   - days: of these 28 days.
///   - isExpected: whether work was expected on a day.
func evidenceDoubts(
    _ days: some Sequence<some CountedDay>, _ window: ClosedRange<Day>, isExpected: (Day) -> Bool
) -> [EvidenceDoubt] {
    let active = days.filter(\.isActive)
    guard active.count >= 10 else { return [] }
    let receipts = active.reduce(0) { $0 + $1.receipts }
    let distinct = active.reduce(0) { $0 + $1.distinct }
    var doubts: [EvidenceDoubt] = []
    if distinct * 2 < receipts { doubts.append(.repeatedRecords) }
    // A 10-minute feed, or one record a day, has few different counts by its nature.
    let count = active[active.startIndex].receipts
    if count >= 10, active.allSatisfy({ $0.receipts == count }) { doubts.append(.constantCount) }
    if active.count == 28, !window.allSatisfy(isExpected) { doubts.append(.noRestDay) }
    if active.allSatisfy({ $0.slots == 144 }) { doubts.append(.aroundTheClock) }
    return doubts
}

func evidenceDoubts(_ moment: JudgedMoment) -> [EvidenceDoubt] {
    let window = moment.last(28)
    return evidenceDoubts(moment.days.inside(window), window) { moment.strip.mark(of: $0).isExpected }
}
