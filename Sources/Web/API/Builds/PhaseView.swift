import Contract
import Domain
import Render

/// The current phase with its borders, both included, as far as they are known.
struct PhaseView: JSONWritable {
    private let span: PhaseSpan
    private let today: Day

    init(_ span: PhaseSpan, today: Day) {
        self.span = span
        self.today = today
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", span.phase.rawValue)
            json.member("days_left", span.daysLeft(on: today))
            json.member("from", span.from)
            json.member("name_ko", span.phase.korean)
            json.member("to", span.to)
        }
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
