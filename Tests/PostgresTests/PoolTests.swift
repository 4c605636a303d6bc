import Blocking
import Postgres
import TestSupport
import Testing

@Suite struct PoolTests {
    /// Occupies the only connection of a pool until `release` is called.
    private struct Occupant {
        private let goOn = Semaphore()
        let task: Task<Void, any Error>

        init(_ pool: Pool) async throws {
            let started = Journal()
            task = Task { [goOn] in
                try await pool.withSession { _ in
                    started.note(1)
                    goOn.wait()
                }
            }
            try await eventually("the only connection") { started.all == [1] }
        }

        func release() { goOn.signal() }
    }

    @Test func `callers are served in the order in which they came`() async throws {
        let pool = Pool(PoolConfiguration(conninfo: TestDatabase.url, size: 1))
        let occupant = try await Occupant(pool)
        let order = Journal()
        var callers: [Task<Void, any Error>] = []
        for number in 0..<20 {
            callers.append(Task { try await pool.withSession { _ in order.note(number) } })
            try await eventually("caller \(number) in the queue") { pool.waitingCount == number + 1 }
        }
        occupant.release()
        for caller in callers { try await caller.value }
        #expect(order.all == Array(0..<20))
        await pool.close()
    }

    @Test func `a cancelled waiter leaves the queue, the others are served`() async throws {
        let pool = Pool(PoolConfiguration(conninfo: TestDatabase.url, size: 1))
        let occupant = try await Occupant(pool)
        let order = Journal()
        var callers: [Task<Void, any Error>] = []
        for number in 0..<3 {
            callers.append(Task { try await pool.withSession { _ in order.note(number) } })
            try await eventually("caller \(number) in the queue") { pool.waitingCount == number + 1 }
        }
        callers[1].cancel()
        await #expect(throws: CancellationError.self) { try await callers[1].value }
        #expect(pool.waitingCount == 2)
        occupant.release()
        try await callers[0].value
        try await callers[2].value
        #expect(order.all == [0, 2])
        await pool.close()
    }

    @Test func `a full queue refuses at once`() async throws {
        let pool = Pool(PoolConfiguration(conninfo: TestDatabase.url, size: 1, waitersMax: 1))
        let occupant = try await Occupant(pool)
        let waiter = Task { try await value(pool, "SELECT 1") }
        try await eventually("a caller in the queue") { pool.waitingCount == 1 }
        await #expect(throws: PoolError.full) { _ = try await value(pool, "SELECT 1") }
        occupant.release()
        #expect(try await waiter.value == "1")
        await pool.close()
    }

    @Test func `a connection that cannot be made is an error at once and costs no slot`() async throws {
        let pool = Pool(PoolConfiguration(conninfo: "host=/nonexistent-folder user=nobody", size: 1))
        for _ in 0..<3 {
            let error = await #expect(throws: PostgresError.self) { _ = try await value(pool, "SELECT 1") }
            #expect(error?.sqlState == "08001")
            #expect(error?.isConnectionLost == true)
            #expect("\(try #require(error))" == "database error 08001 in connect")
        }
        await pool.close()
    }

    @Test func `setup that fails is the caller's error`() async throws {
        let pool = Pool(
            PoolConfiguration(conninfo: TestDatabase.url, size: 1, setup: ["SET ROLE nobody_at_all"]))
        let error = await #expect(throws: PostgresError.self) { _ = try await value(pool, "SELECT 1") }
        #expect(error?.query == "session_setup")
        await pool.close()
    }

    @Test func `closing refuses waiters and newcomers, and waits for the busy`() async throws {
        let pool = Pool(PoolConfiguration(conninfo: TestDatabase.url, size: 1))
        let occupant = try await Occupant(pool)
        let waiter = Task { try await value(pool, "SELECT 1") }
        try await eventually("a caller in the queue") { pool.waitingCount == 1 }
        let closed = Journal()
        async let closing: Void = {
            await pool.close()
            closed.note(1)
        }()
        await #expect(throws: PoolError.closed) { _ = try await waiter.value }
        await #expect(throws: PoolError.closed) { _ = try await value(pool, "SELECT 1") }
        #expect(closed.all.isEmpty)
        occupant.release()
        try await occupant.task.value
        await closing
        #expect(closed.all == [1])
    }

    @Test func `no connection stays open after closing`() async throws {
        try await withPool { watcher in
            let name = try #require(try await value(watcher, "SELECT current_database()"))
            let pool = Pool(
                PoolConfiguration(
                    conninfo: TestDatabase.conninfo(ofDatabase: name), size: 3, applicationName: "closing"))
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 { group.addTask { _ = try await value(pool, "SELECT pg_sleep(0.1)") } }
                try await group.waitForAll()
            }
            let count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'closing'"
            #expect(try await value(watcher, count) != "0")
            await pool.close()
            try await eventually("no connection") { try await value(watcher, count) == "0" }
        }
    }
}
