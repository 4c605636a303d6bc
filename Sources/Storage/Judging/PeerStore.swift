package import Domain
import Postgres

/// Where builds stand among their peers.
package struct PeerStore: Store {
    let database: Database

    /// Keeps where builds stand among their peers; what was kept of this day before stays.
    package func keep(_ standings: [(build: Int64, standing: PeerStanding)], now: Timestamp) async throws {
        guard !standings.isEmpty else { return }
        try await write { session in
            _ = try session.run(
                Query("peer_standings_insert"),
                [
                    .day(now.day), .time(now), .intArray(standings.map(\.build)),
                    .textArray(standings.map(\.standing.circle.rawValue)),
                    .intArray(standings.map { Int64($0.standing.count) }),
                    .textArray(standings.map { "\($0.standing.median)" }),
                    .textArray(standings.map { "\($0.standing.percentile)" }),
                    .textArray(standings.map { "\($0.standing.favourable)" }),
                ])
        }
    }
}

extension PeerStore {
    /// The last standing of builds as known at an instant, where they have one that is not older than a week.
    func standings(
        of builds: [Int64], now: Timestamp, in session: borrowing Session
    ) throws -> [Int64: PeerStanding] {
        Dictionary(
            uniqueKeysWithValues: try session.rows(
                Query(reading: "peer_standings", readStanding),
                [.intArray(builds), .day(now.day), .time(now)]))
    }
}

func readStanding(_ row: borrowing RowReader) throws -> (Int64, PeerStanding) {
    let circle: PeerCircle = try row.value("circle")
    return (
        try row.int64("build_id"),
        PeerStanding(
            circle: circle, count: try row.int("peers"), median: try row.double("median"),
            percentile: try row.double("percentile"),
            favourable: try row.double("favourable"))
    )
}
