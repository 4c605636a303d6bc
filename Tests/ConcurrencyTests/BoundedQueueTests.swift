import Testing

@testable import Concurrency

@Suite(.timeLimit(.minutes(15))) struct BoundedQueueTests {
    /// A queue whose elements weigh what they are.
    private func queue(capacity: Int = 100) -> BoundedQueue<Int> {
        BoundedQueue(capacity: capacity) { $0 }
    }

    @Test func batchesComeInOrderAndOnlyTheLastElementExceedsTheirWeight() async {
        let queue = queue()
        for element in [1, 2, 3, 40, 1, 0] { #expect(queue.append(element)) }
        #expect(queue.weight == 48, "an element weighs 1 at least")
        #expect(await queue.next(upTo: 3) == [1, 2])
        #expect(await queue.next(upTo: 4) == [3, 40])
        #expect(queue.weight == 2)
        #expect(await queue.next(upTo: 1_000) == [1, 0])
        #expect(queue.weight == 0)
    }

    @Test func aConsumerWaitsUntilEnoughIsThere() async {
        let queue = queue()
        let batch = Shared<[Int]?>(nil)
        await withTaskGroup { group in
            group.addTask {
                let next = await queue.next(upTo: 100, atLeast: 10)
                batch.update { $0 = next }
            }
            while queue.waitingCount < 1 { await Task.yield() }
            for element in [3, 3, 3] {
                #expect(queue.append(element))
                #expect(queue.waitingCount == 1 && batch.value == nil)
            }
            #expect(!queue.isReady(10))
            #expect(queue.append(1))
        }
        #expect(batch.value == [3, 3, 3, 1])
    }

    @Test func ofTwoConsumersTheOneThatWaitsForLessIsWoken() async {
        let queue = queue()
        await withTaskGroup { group in
            let large = Task { await queue.next(upTo: 100, atLeast: 50) }
            let small = Task { await queue.next(upTo: 100) }
            while queue.waitingCount < 2 { await Task.yield() }
            #expect(queue.append(60))
            #expect(await small.value == [60])
            group.addTask { #expect(await large.value == [70]) }
            #expect(queue.append(70))
        }
    }

    @Test func producersAreAskedToPauseUntilHalfIsTaken() async {
        let queue = queue(capacity: 10)
        let resumed = Shared(0)
        #expect(queue.append(9))
        #expect(queue.hasRoom { Issue.record("there was room") })
        #expect(queue.append(1))
        #expect(!queue.hasRoom { resumed.update { $0 += 1 } })
        #expect(!queue.hasRoom { resumed.update { $0 += 1 } })
        #expect(queue.append(5), "what was received is taken all the same")
        #expect(await queue.next(upTo: 9) == [9])
        #expect(resumed.value == 0, "6 of 10 wait")
        #expect(await queue.next(upTo: 1) == [1])
        #expect(resumed.value == 0, "5 of 10 wait")
        #expect(await queue.next(upTo: 1) == [5])
        #expect(resumed.value == 2)
        #expect(queue.append(1))
        #expect(await queue.next(upTo: 1) == [1])
        #expect(resumed.value == 2, "each is asked once")
    }

    @Test func aClosedQueueGivesWhatIsLeftAndThenItsEnd() async {
        let queue = queue(capacity: 5)
        #expect(queue.append(1) && queue.append(9))
        queue.close()
        #expect(!queue.append(1))
        #expect(queue.hasRoom { Issue.record("nothing more is taken") })
        #expect(queue.isReady(1_000))
        #expect(await queue.next(upTo: 1, atLeast: 1_000) == [1])
        #expect(await queue.next(upTo: 1) == [9])
        #expect(await queue.next(upTo: 1) == nil)
        #expect(await queue.next(upTo: 1) == nil)
    }

    @Test func closingEndsTheWaitingOfConsumers() async {
        let queue = queue()
        let consumers = [1, 50].map { least in Task { await queue.next(upTo: 1, atLeast: least) } }
        while queue.waitingCount < 2 { await Task.yield() }
        queue.close()
        for consumer in consumers { #expect(await consumer.value == nil) }
    }

    @Test func everyElementIsTakenOnceAndThoseOfAProducerInTheirOrder() async {
        let queue = BoundedQueue<(producer: Int, number: Int)>(capacity: 50)
        let batches = Shared<[[(producer: Int, number: Int)]]>([])
        await withTaskGroup { group in
            for least in [1, 8] {
                group.addTask {
                    while let batch = await queue.next(upTo: 16, atLeast: least) {
                        batches.update { $0.append(batch) }
                    }
                }
            }
            await withTaskGroup { producers in
                for producer in 0..<8 {
                    producers.addTask {
                        for number in 0..<500 {
                            #expect(queue.append((producer, number)))
                            if number % 10 == 0 { await Task.yield() }
                        }
                    }
                }
            }
            queue.close()
        }
        #expect(batches.value.allSatisfy { (1...16).contains($0.count) })
        let taken = batches.value.flatMap { $0 }
        #expect(taken.count == 4_000)
        for producer in 0..<8 {
            #expect(taken.filter { $0.producer == producer }.map(\.number).sorted() == Array(0..<500))
        }
        for batch in batches.value {
            for (one, next) in zip(batch, batch.dropFirst()) where one.producer == next.producer {
                #expect(one.number < next.number)
            }
        }
    }
}
