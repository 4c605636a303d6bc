package import Domain
import Postgres

/// Published exports.
package struct ExportStore: Store {
    let database: Database

    /// Records a published export and gives its revision, 1 for the first of a quarter.
    package func add(
        quarter: Quarter, asOf: Timestamp, madeBy: String, files manifest: String
    ) async throws -> Int {
        let revision = try await write { session in
            try session.rows(
                Query(reading: "export_insert") { try $0.int(0) },
                [.text(quarter.description), .time(asOf), .text(madeBy), .text(manifest)]
            ).first
        }
        guard let revision else { throw UnexpectedRow(query: "export_insert", column: 0) }
        return revision
    }

    /// Exports, newest first.
    ///
    /// - Parameter before: those with a smaller id.
    package func list(
        quarter: Quarter? = nil, before: Int64? = nil, limit: Int
    ) async throws -> [ExportListing] {
        try await read { session in
            try session.rows(
                Query(reading: "export_list") { row in
                    ExportListing(
                        id: try row.int64(0), quarter: try row.string(1), revision: try row.int(2),
                        asOf: try row.timestamp(3), madeBy: try row.string(4), filesJSON: try row.string(5))
                }, [.text(quarter?.description), .int(before), .int(Int64(limit))])
        }
    }
}
