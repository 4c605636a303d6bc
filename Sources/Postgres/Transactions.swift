/// What runs transactions within a time: a pool, or one connection.
package protocol Transactions: Sendable {
    /// See `Connection.transaction(within:_:)`.
    func transaction<T: Sendable>(
        within limit: Duration, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T

    /// See `Connection.run(within:_:)`.
    func run(within limit: Duration, _ transaction: @Sendable () throws -> CopyTransaction) async throws
}

extension Pool: Transactions {}
extension Connection: Transactions {}
