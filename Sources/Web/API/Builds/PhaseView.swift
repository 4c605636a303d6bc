import Domain
import Render

/// The current phase with its borders, both included, as far as they are known.
struct PhaseView: Encodable, Sendable {
    let code: String
    let nameKo: String
    let from: Nullable<String>
    let to: Nullable<String>
    let daysLeft: Nullable<Int>

    init(_ span: PhaseSpan, today: Day) {
        code = span.phase.rawValue
        nameKo = span.phase.korean
        from = Nullable(span.from?.description)
        to = Nullable(span.to?.description)
        daysLeft = Nullable(span.daysLeft(on: today))
    }
}

extension PhaseView {
    static let schema = Schema.named(
        "Phase",
        .object([
            .init("code", .values(of: Phase.self)), .init("name_ko", .text),
            .init("from", Schema.day.orNull), .init("to", Schema.day.orNull, "included"),
            .init("days_left", Schema.integer.orNull, "calendar days, 0 on the last one"),
        ]))
}
