import TestSupport
import Testing

@testable import Postgres

/// Transactions that must end in time, whatever the server does.
@Suite struct DeadlineTests {
    @Test func aTransactionBeyondItsLimitIsALostConnectionAndIsRolledBack() async throws {
        try await TestDatabase.withDatabase { conninfo in
            let connection = Connection(PoolConfiguration(conninfo: conninfo))
            try await connection.withSession { session in
                _ = try session.run("create table kept (number integer)", as: "create")
            }
            let error = await #expect(throws: PostgresError.self) {
                try await connection.transaction(within: .milliseconds(200)) { session in
                    _ = try session.run("insert into kept values (1)", as: "insert")
                    _ = try session.run("select pg_sleep(600)", as: "sleep")
                }
            }
            #expect(error?.isConnectionLost == true)
            #expect(error?.isCommitUnknown == false)
            // The connection is replaced, and another limit is not disturbed by the first.
            let count = try await connection.transaction(within: .seconds(600)) { session in
                try session.run("select count(*) from kept", as: "count").text(0, 0)
            }
            #expect(count == "0")
            await connection.close()
        }
    }

    @Test func aTransactionWithinItsLimitIsCommitted() async throws {
        try await TestDatabase.withDatabase { conninfo in
            let connection = Connection(PoolConfiguration(conninfo: conninfo))
            for number in 0..<20 {
                let found = try await connection.transaction(within: .seconds(600)) { session in
                    try session.run("select \(number)", as: "select").text(0, 0)
                }
                #expect(found == "\(number)")
            }
            await connection.close()
        }
    }
}
