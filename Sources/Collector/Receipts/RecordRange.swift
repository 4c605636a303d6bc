import Domain
import Storage

/// Which records a sender asks for.
struct RecordRange: Equatable {
    private static let daysMax: Int64 = 31
    private static let limitMax = 1_000
    private static let defaultLimit = 100
    private static let day: Int64 = 86_400

    let from: Timestamp
    /// The first instant that is too late.
    let to: Timestamp
    let limit: Int
    let after: RecordCursor?

    /// Reads `from`, `to`, `limit` and `after`; without them the last 24 hours.
    init(_ parameter: (String) -> String?, now: Timestamp) throws(ReceiptProblem) {
        to = try Self.instant("to", parameter, isEnd: true) ?? now.adding(seconds: 1)
        from = try Self.instant("from", parameter, isEnd: false) ?? to.adding(seconds: -Self.day)
        guard from < to else { throw .badRequest("from must be earlier than to") }
        guard to <= from.adding(seconds: Self.daysMax * Self.day) else {
            throw .badRequest("from and to may be \(Self.daysMax) days apart; ask for less at a time")
        }
        if let text = parameter("limit") {
            guard let number = Int(text), (1...Self.limitMax).contains(number) else {
                throw .badRequest("limit must be a whole number from 1 to \(Self.limitMax)")
            }
            limit = number
        } else {
            limit = Self.defaultLimit
        }
        after = try parameter("after").map { text throws(ReceiptProblem) in
            guard let cursor = RecordCursor(parsing: text) else {
                throw .badRequest("after must be the “next” of the page before, unchanged")
            }
            return cursor
        }
    }

    /// A day at the end of a range is part of it.
    private static func instant(
        _ name: String, _ parameter: (String) -> String?, isEnd: Bool
    ) throws(ReceiptProblem) -> Timestamp? {
        guard let text = parameter(name) else { return nil }
        if let day = Day(parsing: text) { return day.adding(days: isEnd ? 1 : 0).start }
        var time = Timestamp(parsing: text)
        if time == nil, let blank = text.lastIndex(of: " ") {
            // The `+` of an offset, where it was not percent-encoded.
            time = Timestamp(parsing: text[..<blank] + "+" + text[text.index(after: blank)...])
        }
        guard let time, (1_970...9_999).contains(time.day.year) else {
            throw .badRequest(
                "\(name) must be a day such as 2026-05-07, or a time such as 2026-05-07T09:00:00+09:00")
        }
        return time
    }
}
