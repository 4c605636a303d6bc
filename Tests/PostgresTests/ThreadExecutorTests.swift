import Blocking
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ThreadExecutorTests {
    private struct Refusal: Error {}

    /// An actor on a thread of its own, which says which thread it runs on.
    private actor Worker {
        private let executor: ThreadExecutor
        private var seen: [Int] = []

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        init(_ name: String) { executor = ThreadExecutor(name: name) }

        func note(_ number: Int) { seen.append(number) }
        func notes() -> [Int] { seen }
        func thread() throws -> String {
            try String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
        }
        func stop() { executor.stop() }
    }

    @Test func `an actor's jobs run on its named thread`() async throws {
        #expect(try await Worker("my-thread").thread() == "my-thread\n")
        #expect(try await Worker("a-name-that-is-too-long").thread() == "a-name-that-is-\n")
    }

    @Test func `jobs of many callers all run, one at a time`() async throws {
        let worker = Worker("many")
        await withTaskGroup { group in
            for number in 0..<1_000 { group.addTask { await worker.note(number) } }
        }
        #expect(await worker.notes().sorted() == Array(0..<1_000))
    }

    @Test func `jobs after a stop still run`() async throws {
        let worker = Worker("stopped")
        await worker.note(1)
        await worker.stop()
        for number in 2...50 { await worker.note(number) }
        #expect(await worker.notes() == Array(1...50))
    }

    @Test func `threads end with their owners`() async throws {
        let name = "brief-\(ProcessInfo.processInfo.processIdentifier % 100_000)"
        for number in 0..<30 {
            let worker = Worker(name)
            await worker.note(number)
        }
        let stopped = BlockingThread(name: name)
        await stopped.run {}
        stopped.stop()
        try await eventually("the end of the threads") { threads(named: name) == 0 }
        let alive = BlockingThread(name: name)
        await alive.run {}
        #expect(threads(named: name) == 1)
        await alive.run {}
    }

    @Test func `a blocking body's value and error reach the caller`() async throws {
        let thread = BlockingThread(name: "bodies")
        #expect(await thread.run { 6 * 7 } == 42)
        await #expect(throws: Refusal.self) { try await thread.run { throw Refusal() } as Void }
    }

    private func threads(named name: String) -> Int {
        let folder = "/proc/self/task"
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ids.filter {
            (try? String(contentsOfFile: "\(folder)/\($0)/comm", encoding: .utf8)) == "\(name)\n"
        }.count
    }
}
