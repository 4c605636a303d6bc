package import Domain
import Postgres

/// Where builds stand among their peers.
package struct PeerStore: Store {
    let database: Database

    /// Keeps where builds stand among their peers; what was kept of this day before stays.
    package func keep(_ comparisons: [(build: Int64, comparison: PeerComparison)], now: Timestamp)
        async throws
    {
        guard !comparisons.isEmpty else { return }
        try await write { session in
            _ = try session.run(
                Query("peer_standings_insert"),
                [
                    .day(now.day), .time(now), .intArray(comparisons.map(\.build)),
                    .textArray(comparisons.map(\.comparison.circle.rawValue)),
                    .intArray(comparisons.map { Int64($0.comparison.count) }),
                    .textArray(comparisons.map { "\($0.comparison.median)" }),
                    .textArray(comparisons.map { "\($0.comparison.percentile)" }),
                    .textArray(comparisons.map { "\($0.comparison.favourable)" }),
                ])
        }
    }
}

extension PeerStore {
    /// The last comparison of builds as known at an instant, where they have one that is not older than a week.
    func comparisons(
        of builds: [Int64], now: Timestamp, in session: borrowing Session
    ) throws -> [Int64: PeerComparison] {
        Dictionary(
            uniqueKeysWithValues: try session.rows(
                Query(reading: "peer_standings", readComparison),
                [.intArray(builds), .day(now.day), .time(now)]))
    }
}

func readComparison(_ row: borrowing RowReader) throws -> (Int64, PeerComparison) {
    let circle: PeerCircle = try row.value("circle")
    return (
        try row.int64("build_id"),
        PeerComparison(
            circle: circle, count: try row.int("peers"), median: try row.double("median"),
            percentile: try row.double("percentile"),
            favourable: try row.double("favourable"))
    )
}
