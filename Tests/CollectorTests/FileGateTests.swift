import Synchronization
import Testing

@testable import Collector

/// How many files are read at a time.
@Suite struct FileGateTests {
    @Test func noMorePassThanThereArePlacesAndAllPassInTheEnd() async throws {
        let gate = FileGate(places: 3)
        let counts = Counts()
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    try await gate.pass {
                        counts.state.withLock {
                            $0.inside += 1
                            $0.most = max($0.most, $0.inside)
                        }
                        await Task.yield()
                        counts.state.withLock {
                            $0.inside -= 1
                            $0.passed += 1
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        counts.state.withLock { counts in
            #expect(counts.most <= 3)
            #expect(counts.passed == 200)
        }
    }

    @Test func aFailureGivesItsPlaceBack() async throws {
        struct Fault: Error {}
        let gate = FileGate(places: 1)
        await #expect(throws: Fault.self) { try await gate.pass { throw Fault() } }
        #expect(try await gate.pass { 7 } == 7)
    }
}

private final class Counts: Sendable {
    let state = Mutex((inside: 0, most: 0, passed: 0))
}
