import Blocking
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct CancellationTests {
    @Test func `cancelling a task ends its statement in the server, and the connection stays usable`()
        async throws
    {
        try await withPool { watcher in
            _ = try await value(watcher, "CREATE TABLE kept (n int); SELECT 1")
            let connection = Connection(PoolConfiguration(conninfo: try await conninfo(of: watcher)))
            let before = try await connection.withSession {
                try $0.run("SELECT pg_backend_pid()", as: "pid").int(0, 0)
            }
            let sleeper = Task {
                try await connection.transaction { session in
                    try session.run("INSERT INTO kept VALUES (1)", as: "insert")
                    try session.run("SELECT pg_sleep(600)", as: "sleep")
                } as Void
            }
            try await sessionsSleep(1, seenBy: watcher)
            sleeper.cancel()
            await #expect(throws: CancellationError.self) { try await sleeper.value }
            try await sessionsSleep(0, seenBy: watcher)
            let after = try await connection.withSession {
                try $0.run("SELECT pg_backend_pid()", as: "pid").int(0, 0)
            }
            #expect(after == before)
            #expect(try await value(watcher, "SELECT count(*) FROM kept") == "0")
        }
    }

    @Test func `a cancellation never hits a later statement`() async throws {
        let connection = try await SharedDatabase.connection()
        var cancelled = 0
        for round in 0..<150 {
            let task = Task {
                try await connection.withSession { session in
                    for _ in 0..<20 { try session.run("SELECT pg_sleep(0.0005)", as: "doze") }
                } as Void
            }
            try await Task.sleep(for: .microseconds(round * 100))
            task.cancel()
            let innocent = try await connection.withSession { session in
                try (0..<5).map { try session.query("SELECT $1::int", as: "innocent", [.int($0)]).int(0, 0) }
            }
            #expect(innocent == [0, 1, 2, 3, 4])
            do { try await task.value } catch is CancellationError { cancelled += 1 }
        }
        #expect(cancelled > 10, "the rounds must cancel something to show anything")
    }

    @Test func `a body between two statements is cancelled at the next`() async throws {
        let connection = try await SharedDatabase.connection()
        let reached = Mutex(false)
        let goOn = Semaphore()
        let ranSecond = Mutex(false)
        let task = Task {
            try await connection.transaction { session in
                try session.run("SELECT 1", as: "first")
                reached.withLock { $0 = true }
                goOn.wait()
                try session.run("SELECT 2", as: "second")
                ranSecond.withLock { $0 = true }
            } as Void
        }
        try await eventually("the first statement") { reached.withLock { $0 } }
        task.cancel()
        goOn.signal()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ranSecond.withLock { $0 } == false)
    }

    @Test func `a task that is cancelled before it begins sends nothing`() async throws {
        let connection = try await SharedDatabase.connection()
        let ran = Mutex(false)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await connection.withSession { _ in ran.withLock { $0 = true } }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ran.withLock { $0 } == false)
    }

    /// The eight wait for a lock that only another task can give back: were they to hold up the tasks' threads, nobody
    /// would ever do so.
    @Test func `other tasks go on while eight statements wait`() async throws {
        try await withPool(size: 8) { pool in
            let holder = Connection(PoolConfiguration(conninfo: try await conninfo(of: pool)))
            try await holder.withSession { _ = try $0.run("SELECT pg_advisory_lock(7)", as: "hold") }
            try await withThrowingTaskGroup { waiters in
                for _ in 0..<8 {
                    waiters.addTask {
                        _ = try await value(pool, "SELECT pg_advisory_xact_lock_shared(7)::text")
                    }
                }
                let waiting =
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())"
                try await eventually("eight waiting statements") {
                    try await holder.withSession { try $0.run(waiting, as: "waiting").text(0, 0) } == "8"
                }
                try await holder.withSession { _ = try $0.run("SELECT pg_advisory_unlock(7)", as: "release") }
                try await waiters.waitForAll()
            }
            await holder.close()
        }
    }

    private func conninfo(of pool: Pool) async throws -> String {
        let name = try #require(try await value(pool, "SELECT current_database()"))
        return TestDatabase.conninfo(ofDatabase: name)
    }
}
