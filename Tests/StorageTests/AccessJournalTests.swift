import Domain
import Storage
import Synchronization
import TestSupport
import Testing

private let now = instant("2026-03-17 10:00")

private func entry(_ number: Int) -> AccessLogEntry {
    AccessLogEntry(
        at: now, by: Access(tokenID: Int64(number), role: .viewer, supplierNumber: nil, label: ""), from: nil,
        builds: [1], task: "t\(number)", query: "", rows: 1, status: 200)
}

/// A write that waits until the test lets it go on, and fails as the test wants.
private actor Gateway {
    struct Refused: Error {}

    private(set) var written: [[String]] = []
    private var waiting: [CheckedContinuation<Void, any Error>] = []
    private var started = 0

    func write(_ entries: [AccessLogEntry]) async throws {
        started += 1
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting.append($0) }
        } onCancel: {
            Task { await self.finish(throwing: CancellationError()) }
        }
        written.append(entries.map(\.task))
    }

    func start(_ number: Int) async throws {
        try await eventually("write \(number)") { started >= number }
    }

    func finish(throwing error: (any Error)? = nil) {
        guard !waiting.isEmpty else { return }
        let first = waiting.removeFirst()
        if let error { first.resume(throwing: error) } else { first.resume() }
    }
}

@Suite(.heavy, .timeLimit(.minutes(1))) struct AccessJournalTests {
    /// Starts `numbers` in their order: each has joined the line before the next begins.
    private func records(
        _ numbers: Range<Int>, _ journal: AccessJournal
    ) async throws -> [Task<Void, any Error>] {
        var tasks: [Task<Void, any Error>] = []
        for number in numbers {
            let before = await journal.waitingCount
            tasks.append(Task { try await journal.record(entry(number)) })
            try await eventually("record \(number) in the line") { await journal.waitingCount > before }
        }
        return tasks
    }

    @Test func whatComesWhileAWriteIsUnderWayIsWrittenTogether() async throws {
        let gateway = Gateway()
        let journal = AccessJournal { try await gateway.write($0) }
        let first = Task { try await journal.record(entry(0)) }
        try await gateway.start(1)
        let others = try await records(1..<6, journal)
        await gateway.finish()
        try await first.value
        try await gateway.start(2)
        await gateway.finish()
        for other in others { try await other.value }
        #expect(await gateway.written == [["t0"], ["t1", "t2", "t3", "t4", "t5"]])
        #expect(await journal.writes == 2)
        #expect(await journal.entries == 6)
    }

    @Test func whatIsNotWrittenFailsForAllWhoWaitedForItAndForNobodyElse() async throws {
        let gateway = Gateway()
        let journal = AccessJournal { try await gateway.write($0) }
        let first = Task { try await journal.record(entry(0)) }
        try await gateway.start(1)
        let others = try await records(1..<3, journal)
        await gateway.finish(throwing: Gateway.Refused())
        await #expect(throws: AccessJournal.NotRecorded.self) { try await first.value }
        try await gateway.start(2)
        await gateway.finish()
        for other in others { try await other.value }
        #expect(await gateway.written == [["t1", "t2"]])
    }

    @Test func anAskerThatGoesAwayTakesNobodyWithIt() async throws {
        let gateway = Gateway()
        let journal = AccessJournal { try await gateway.write($0) }
        let first = Task { try await journal.record(entry(0)) }
        try await gateway.start(1)
        let others = try await records(1..<4, journal)
        await gateway.finish()
        try await first.value
        try await gateway.start(2)
        // The first of those that waited writes for all of them now.
        others[0].cancel()
        await #expect(throws: CancellationError.self) { try await others[0].value }
        try await gateway.start(3)
        await gateway.finish()
        for other in others.dropFirst() { try await other.value }
        #expect(await gateway.written == [["t0"], ["t2", "t3"]])
    }

    @Test func fiveThousandReadsAtOnceAreAllOnRecord() async throws {
        try await MigratedDatabase.with(connections: 1) { database, _ in
            let journal = AccessJournal(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<50 {
                    group.addTask {
                        for turn in 0..<100 { try await journal.record(entry(worker * 100 + turn)) }
                    }
                }
                try await group.waitForAll()
            }
            let lines = try await database.accessLog.lines(AccessLogFilter(limit: 10_000))
            #expect(Set(lines.map(\.task)).count == 5_000)
            #expect(lines.count == 5_000)
            let writes = await journal.writes
            #expect(writes * 5 < 5_000, "\(writes) writes")
        }
    }
}
