package import Domain
import Postgres

/// Published exports.
package struct ExportStore: Store {
    let database: Database

    /// Records a published export and gives its revision, 1 for the first of a quarter.
    package func add(
        quarter: Quarter, asOf: Timestamp, madeBy: String, files manifest: String
    ) async throws -> Int {
        try await write { session in
            try session.single(
                Query(reading: "export_insert") { try $0.int("revision") },
                [.text(quarter.description), .time(asOf), .text(madeBy), .text(manifest)])
        }
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
                        id: try row.int64("export_id"), quarter: try row.string("quarter"),
                        revision: try row.int("revision"),
                        asOf: try row.timestamp("as_of"), madeBy: try row.string("made_by"),
                        filesJSON: try row.string("files"))
                }, [.text(quarter?.description), .int(before), .int(Int64(limit))])
        }
    }
}
