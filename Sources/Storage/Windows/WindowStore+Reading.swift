import Domain
import Postgres

extension WindowStore {
    /// Windows that are kept; `nil` for those that are not, and for those that are not closed on `today`.
    ///
    /// - Parameter asOf: as they were known at this instant; `nil`: as they are known.
    func keptWindows(
        _ asked: [AskedWindow], today: Day, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [WindowKPIs?] {
        var found = [WindowKPIs?](repeating: nil, count: asked.count)
        let places = asked.indices.filter { asked[$0].isClosed(on: today) }
        guard !places.isEmpty else { return found }
        let rows = try session.rows(
            Query(reading: "window_versions_at") {
                (
                    place: try $0.int("ordinal") - 1, excluded: try $0.string("excluded"),
                    figures: try $0.string("figures")
                )
            }, places.map { asked[$0] }.keys + [.time(asOf)])
        for row in rows {
            let window = asked[places[row.place]]
            found[places[row.place]] = try WindowKPIs(
                window.kind, window.days, excluded: row.excluded, figures: row.figures)
        }
        return found
    }
}

extension [AskedWindow] {
    /// Builds, kinds, first and last days, as parallel arrays.
    var keys: [Parameter] {
        [
            .intArray(map(\.facts.id)), .textArray(map(\.kind.rawValue)), .days(map(\.days.lowerBound)),
            .days(map(\.days.upperBound)),
        ]
    }
}
