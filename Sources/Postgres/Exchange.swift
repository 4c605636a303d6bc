import CLibpq

/// One of several statements that are sent at once.
package struct Request: Sendable {
    let statement: Statement
    let parameters: [Parameter]
    let isBinary: Bool

    /// - Parameter isBinary: whether the values come as the server holds them, for `binaryInt` and its kin: printing and
    ///   reading thousands of numbers costs more than finding them.
    package init(_ statement: Statement, _ parameters: [Parameter] = [], isBinary: Bool = false) {
        self.statement = statement
        self.parameters = parameters
        self.isBinary = isBinary
    }
}

extension Link {
    /// Executes all `requests` in one exchange; none runs after one that failed.
    ///
    /// - Parameters:
    ///   - opening: what goes before them, such as BEGIN, and `closing` what goes after them.
    ///   - read: called with the place of each request and its result, in their order.
    func exchange(
        _ requests: [Request], opening: [Statement], closing: [Statement],
        _ read: (Int, borrowing ResultSet) throws -> Void
    ) throws {
        let all = opening.map { Request($0) } + requests + closing.map { Request($0) }
        for request in all { try prepare(request.statement) }
        let encoded = try all.map { request throws(PostgresError) in
            try EncodedParameters(request.parameters, query: request.statement.name)
        }
        guard PQenterPipelineMode(handle) == 1 else { throw lost("exchange") }
        defer { PQexitPipelineMode(handle) }
        for (request, encoded) in zip(all, encoded) {
            let wasSent = encoded.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(
                    handle, request.statement.name, count, values, lengths, formats, request.isBinary ? 1 : 0)
            }
            guard wasSent == 1 else { throw lost(request.statement.name) }
        }
        guard PQpipelineSync(handle) == 1 else { throw lost("exchange") }
        var failure: (any Error)?
        for (place, request) in all.enumerated() {
            let result = PQgetResult(handle)
            // Each answer is followed by a null, and what follows a failure is only said to be skipped.
            if result != nil, let end = PQgetResult(handle) { PQclear(end) }
            if PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
                PQclear(result)
                continue
            }
            do {
                let answer = try checked(result, request.statement.name)
                let index = place - opening.count
                if failure == nil, requests.indices.contains(index) { try read(index, answer) }
            } catch {
                failure = failure ?? error
            }
        }
        PQclear(PQgetResult(handle))
        if let failure { throw failure }
        if isLost { throw lost("exchange") }
    }
}

/// How far a transaction has come whose BEGIN and COMMIT go along with other statements.
enum SnapshotState {
    /// The session is in no such transaction.
    case none
    case notBegun
    case begun
    case ended
}

extension Statement {
    static let beginSnapshot = Statement(
        name: "begin_snapshot", sql: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    /// Of what is read in one exchange, planning takes longer than executing, and no parameter makes another plan better.
    ///
    /// Of what reads thousands of rows the reverse is true: there PostgreSQL decides.
    static let planOnce = Statement(
        name: "plan_snapshot_once", sql: "SET LOCAL plan_cache_mode = force_generic_plan")
    static let commitSnapshot = Statement(name: "commit_snapshot", sql: "COMMIT")
}
