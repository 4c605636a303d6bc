import Concurrency
import Testing

@Suite(.timeLimit(.minutes(15))) struct SingleFlightTests {
    private struct Fault: Error {}

    @Test func oneRunsAndTheOthersWaitForItsEnd() async {
        let flight = SingleFlight()
        let mayEnd = AsyncStream<Void>.makeStream()
        let runs = Shared(0)
        let values = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await flight.run {
                        runs.update { $0 += 1 }
                        for await _ in mayEnd.stream {}
                        return 7
                    }
                }
            }
            while flight.waitingCount < 19 { await Task.yield() }
            mayEnd.continuation.finish()
            return await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(runs.value == 1)
        #expect(values.count { $0 == 7 } == 1 && values.count { $0 == nil } == 19)
        #expect(await flight.run { 8 } == 8, "the next one runs")
    }

    @Test func aFailureIsThatOfItsCallerAloneAndEndsTheWaiting() async {
        let flight = SingleFlight()
        let mayEnd = AsyncStream<Void>.makeStream()
        let first = Task {
            try await flight.run { () async throws(Fault) -> Int in
                for await _ in mayEnd.stream {}
                throw Fault()
            }
        }
        let second = Task {
            while true {
                if let value = await flight.run({ 9 }) { return value }
            }
        }
        while flight.waitingCount < 1 { await Task.yield() }
        mayEnd.continuation.finish()
        await #expect(throws: Fault.self) { try await first.value }
        #expect(await second.value == 9)
    }
}
