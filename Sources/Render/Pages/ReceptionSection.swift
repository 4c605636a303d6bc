import Domain

/// How the records of one build arrive, and what to mend in its client.
///
/// For every role: it says nothing of signals, and of a key no more than its last four characters.
struct ReceptionSection: Sendable {
    let days: String
    let summary: String
    let hasRecords: Bool
    let facts: [BuildPage.Fact]
    let dialects: [DialectLine]
    let repairs: [RepairLine]
    let hasRepairs: Bool
    let lanes: [LaneLine]
    let hasLanes: Bool
    let notes: [NoteLine]
    let hasNotes: Bool
    /// How many older notes the page leaves out; `nil` when it shows all.
    let olderNotes: String?

    /// Notes that the page shows; the rest is for `afterbuild receipts report-card`.
    private static let shownNotes = 10

    struct DialectLine: Sendable {
        let korean: String
        let name: String
        let records: String
        let first: String
        let last: String
    }

    struct RepairLine: Sendable {
        let advice: String
        let name: String
        let records: String
        let share: String
    }

    struct LaneLine: Sendable {
        let name: String
        let records: String
        let advice: String
        let codes: [String]
    }

    struct NoteLine: Sendable {
        let day: String
        let clock: String
        let key: String
        let news: [String]
    }

    /// - Parameter notes: the latest first.
    init(_ card: ReportCard, notes: [KeyNote]) {
        let count = card.days.upperBound.days(since: card.days.lowerBound) + 1
        days = "최근 \(count)일 \(daysText(card.days))"
        hasRecords = card.records > 0
        summary = hasRecords ? card.verdict : "최근 \(count)일 동안 도착한 기록이 없습니다."
        facts = hasRecords ? Self.facts(card) : []
        dialects = card.dialects.map { use in
            DialectLine(
                korean: use.dialect?.korean ?? "알 수 없음", name: use.name, records: grouped(use.records),
                first: "\(use.first.day)", last: "\(use.last.day)")
        }
        repairs = card.repairs.map { use in
            RepairLine(
                advice: use.repair.advice, name: use.repair.name, records: grouped(use.records),
                share: shareText(use.share))
        }
        hasRepairs = !repairs.isEmpty
        lanes = card.lanes.filter { $0.lane != .counted }.map { count in
            LaneLine(
                name: count.lane.korean, records: grouped(count.records), advice: count.lane.advice,
                codes: card.codes(of: count.lane).map {
                    "\($0.code.rawValue) \($0.code.korean) \(grouped($0.records))건"
                })
        }
        hasLanes = !lanes.isEmpty
        self.notes = notes.prefix(Self.shownNotes).map(Self.line)
        hasNotes = !notes.isEmpty
        olderNotes = notes.count > Self.shownNotes ? grouped(notes.count - Self.shownNotes) : nil
    }

    private static func facts(_ card: ReportCard) -> [BuildPage.Fact] {
        let outside = card.records - card.counted
        let median = card.medianLateMinutes.map { ", 걸린 시간의 중앙값 \(durationText(minutes: $0))" } ?? ""
        let late = "\(grouped(card.late))건 (집계한 기록의 \(shareText(card.lateShare)))\(median)"
        let implausible = "\(grouped(card.implausible))건 (집계한 기록의 \(shareText(card.implausibleShare)))"
        return [
            BuildPage.Fact(term: "도착한 기록", value: "\(grouped(card.records))건"),
            BuildPage.Fact(term: "집계한 기록", value: "\(grouped(card.counted))건"),
            BuildPage.Fact(term: "집계하지 않음", value: outside > 0 ? "\(grouped(outside))건" : "없음"),
            BuildPage.Fact(term: "날을 넘겨 도착", value: card.late > 0 ? late : "없음"),
            BuildPage.Fact(term: "맞지 않는 시각", value: card.implausible > 0 ? implausible : "없음"),
            BuildPage.Fact(
                term: "마지막 도착", value: card.dialects.map(\.last).max().map(minuteText) ?? "없음"),
        ]
    }

    private static func line(_ note: KeyNote) -> NoteLine {
        var news: [String] = []
        if note.isNewDialect { news.append("새 전송 방식: \(note.dialect?.korean ?? "알 수 없음")") }
        if note.isNewNetwork { news.append("새 네트워크: \(note.network?.korean ?? "알 수 없음")") }
        return NoteLine(
            day: "\(note.seenAt.day)", clock: String(note.seenAt.clockText.prefix(5)), key: "…\(note.hint)",
            news: news)
    }
}
