import Concurrency
import Testing

@Suite(.timeLimit(.minutes(15))) struct KeyedSemaphoreTests {
    @Test func noMoreAreInsideThanThereArePermitsAndAllPassInTheEnd() async throws {
        let semaphore = KeyedSemaphore<Int>(permitsPerKey: 3)
        let counts = Shared((inside: [0, 0], most: [0, 0], passed: 0))
        try await withThrowingTaskGroup { group in
            for number in 0..<400 {
                group.addTask {
                    let key = number % 2
                    let permit = try await semaphore.acquire(key)
                    counts.update {
                        $0.inside[key] += 1
                        $0.most[key] = max($0.most[key], $0.inside[key])
                    }
                    await Task.yield()
                    counts.update {
                        $0.inside[key] -= 1
                        $0.passed += 1
                    }
                    permit.release()
                }
            }
            try await group.waitForAll()
        }
        let (_, most, passed) = counts.value
        #expect(most.allSatisfy { (1...3).contains($0) })
        #expect(passed == 400)
        #expect(semaphore.freeCount(0) == 3 && semaphore.freeCount(1) == 3)
    }

    @Test func theWaitersOfAKeyAreServedInTheOrderInWhichTheyCame() async throws {
        let semaphore = KeyedSemaphore<String>(permitsPerKey: 1)
        let held = try await semaphore.acquire("a")
        let order = Shared<[Int]>([])
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    let permit = try await semaphore.acquire("a")
                    order.update { $0.append(number) }
                    permit.release()
                }
                while semaphore.waitingCount("a") <= number { await Task.yield() }
            }
            #expect(semaphore.tryAcquire("b") != nil, "another key does not wait")
            #expect(semaphore.tryAcquire("a") == nil)
            held.release()
            try await group.waitForAll()
        }
        #expect(order.value == Array(0..<20))
    }

    @Test func oneWaiterTooManyIsRefusedAtOnce() async throws {
        let semaphore = KeyedSemaphore<Int>(permitsPerKey: 1, waitersMax: 2)
        let held = try await semaphore.acquire(1)
        try await withThrowingTaskGroup { group in
            for _ in 0..<2 { group.addTask { try await semaphore.acquire(1).release() } }
            while semaphore.waitingCount(1) < 2 { await Task.yield() }
            await #expect(throws: SemaphoreError.full) { _ = try await semaphore.acquire(1) }
            try await semaphore.acquire(2).release()
            held.release()
            try await group.waitForAll()
        }
        try await semaphore.acquire(1).release()
    }

    @Test func whereAllPermitsAreTakenACallerOfAFreeKeyIsRefused() async throws {
        let semaphore = KeyedSemaphore<Int>(permitsPerKey: 2, permits: 3)
        let permits = [semaphore.tryAcquire(1), semaphore.tryAcquire(1), semaphore.tryAcquire(2)]
        #expect(permits.allSatisfy { $0 != nil })
        #expect(semaphore.freeCount(2) == 0)
        #expect(semaphore.tryAcquire(2) == nil && semaphore.tryAcquire(3) == nil)
        await #expect(throws: SemaphoreError.full) { _ = try await semaphore.acquire(3) }
        permits[0]?.release()
        #expect(semaphore.freeCount(2) == 1 && semaphore.freeCount(1) == 1)
        #expect(semaphore.tryAcquire(3) != nil)
    }

    @Test func aCancelledWaiterLeavesAndTheOthersAreServed() async throws {
        let semaphore = AsyncSemaphore(permits: 1)
        let held = try await semaphore.acquire()
        let order = Shared<[Int]>([])
        let waiters = (0..<3).map { number in
            Task {
                while semaphore.waitingCount < number { await Task.yield() }
                let permit = try await semaphore.acquire()
                order.update { $0.append(number) }
                permit.release()
            }
        }
        while semaphore.waitingCount < 3 { await Task.yield() }
        waiters[1].cancel()
        await #expect(throws: CancellationError.self) { try await waiters[1].value }
        #expect(semaphore.waitingCount == 2)
        held.release()
        try await waiters[0].value
        try await waiters[2].value
        #expect(order.value == [0, 2])
        #expect(semaphore.freeCount == 1)
    }

    @Test func whoIsCancelledBeforeTakesNoPermit() async throws {
        let semaphore = AsyncSemaphore(permits: 1)
        let caller = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await semaphore.acquire()
        }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        #expect(semaphore.freeCount == 1)
    }

    @Test func aPermitIsFreeOnceReleasedOrForgotten() async throws {
        let semaphore = AsyncSemaphore(permits: 2)
        var forgotten = semaphore.tryAcquire()
        let released = try #require(semaphore.tryAcquire())
        #expect(semaphore.freeCount == 0 && forgotten != nil)
        forgotten = nil
        #expect(semaphore.freeCount == 1)
        released.release()
        released.release()
        #expect(semaphore.freeCount == 2)
    }

    @Test func closingRefusesWaitersAndNewcomersAndWaitsForThePermits() async throws {
        let semaphore = KeyedSemaphore<Int>(permitsPerKey: 1)
        let held = try await [semaphore.acquire(1), semaphore.acquire(2)]
        let isClosed = Shared(false)
        try await withThrowingTaskGroup { group in
            let waiters = [1, 2].map { key in Task { _ = try await semaphore.acquire(key) } }
            while semaphore.waitingCount(1) + semaphore.waitingCount(2) < 2 { await Task.yield() }
            group.addTask {
                await semaphore.close()
                isClosed.update { $0 = true }
            }
            for waiter in waiters {
                await #expect(throws: SemaphoreError.closed) { try await waiter.value }
            }
            await #expect(throws: SemaphoreError.closed) { _ = try await semaphore.acquire(3) }
            #expect(semaphore.tryAcquire(3) == nil)
            held[0].release()
            for _ in 0..<100 { await Task.yield() }
            #expect(!isClosed.value)
            held[1].release()
            try await group.waitForAll()
        }
        #expect(isClosed.value)
        await semaphore.close()
    }

    @Test func noPermitIsLostOrMadeWhereCallersAreCancelledAtAnyMoment() async throws {
        let semaphore = KeyedSemaphore<Int>(permitsPerKey: 2, permits: 5, waitersMax: 8)
        let counts = Shared((inside: 0, most: 0, served: 0))
        await withTaskGroup { group in
            for number in 0..<2_000 {
                group.addTask {
                    let caller = Task {
                        guard let permit = try? await semaphore.acquire(number % 3) else { return }
                        counts.update {
                            $0.inside += 1
                            $0.most = max($0.most, $0.inside)
                        }
                        await Task.yield()
                        counts.update {
                            $0.inside -= 1
                            $0.served += 1
                        }
                        permit.release()
                    }
                    if number % 2 == 0 {
                        for _ in 0..<number % 7 { await Task.yield() }
                        caller.cancel()
                    }
                    await caller.value
                }
            }
        }
        #expect((1...5).contains(counts.value.most) && counts.value.served > 0)
        for key in 0..<3 {
            #expect(semaphore.freeCount(key) == 2)
            #expect(semaphore.waitingCount(key) == 0)
        }
    }
}
