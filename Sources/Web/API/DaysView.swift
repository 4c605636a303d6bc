import Contract
import Domain

/// Both days included.
struct DaysView: JSONWritable {
    private let days: ClosedRange<Day>

    init(_ days: ClosedRange<Day>) {
        self.days = days
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("from", days.lowerBound)
            json.member("to", days.upperBound)
        }
    }

    static let schema = Schema.named("Days", .object([.init("from", .day), .init("to", .day, "included")]))
}
