import Domain

/// Both days included.
struct DaysView: Encodable, Sendable {
    let from: String
    let to: String

    init(_ days: ClosedRange<Day>) {
        from = days.lowerBound.description
        to = days.upperBound.description
    }

    static let schema = Schema.named("Days", .object([.init("from", .day), .init("to", .day, "included")]))
}
