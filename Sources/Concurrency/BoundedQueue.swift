import Synchronization

/// A queue from which consumers take batches, and whose producers are asked to pause while too much waits.
///
/// Elements have a weight, 1 at least; weights are added up. What is appended is taken however much waits, because it
/// was received already: a producer asks `hasRoom` before it receives more.
package final class BoundedQueue<Element: Sendable>: Sendable {
    private struct Consumer {
        let least: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var elements: [Element] = []
        var weight = 0
        var isOpen = true
        var consumers: [Consumer] = []
        var producers: [@Sendable () -> Void] = []

        func isReady(_ least: Int) -> Bool { weight >= least || !isOpen }
    }

    private let capacity: Int
    private let weigh: @Sendable (Element) -> Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - capacity: the weight from which on there is no room. Below half of it there is room again.
    ///   - weigh: gives the weight of an element, always the same.
    package init(capacity: Int, weigh: @escaping @Sendable (Element) -> Int = { _ in 1 }) {
        self.capacity = capacity
        self.weigh = weigh
    }

    /// The weight of what waits.
    package var weight: Int { state.withLock { $0.weight } }

    /// Consumers that wait now.
    var waitingCount: Int { state.withLock { $0.consumers.count } }

    /// Whether this weight waits, or no more will come.
    package func isReady(_ least: Int) -> Bool { state.withLock { $0.isReady(least) } }

    /// Adds an element at the end, and wakes a consumer whose batch is complete with it; false after `close`.
    package func append(_ element: Element) -> Bool {
        let weight = weight(of: element)
        let (isOpen, consumer) = state.withLock { state -> (Bool, Consumer?) in
            guard state.isOpen else { return (false, nil) }
            state.elements.append(element)
            state.weight += weight
            return (true, Self.takeReady(&state))
        }
        consumer?.continuation.resume()
        return isOpen
    }

    /// Waits until enough is there, and takes it from the front.
    ///
    /// Does not end when the task is cancelled: elements that wait must not be lost.
    ///
    /// - Parameters:
    ///   - most: the weight of a batch, which its last element may exceed.
    ///   - least: the weight to wait for.
    /// - Returns: one element at least; `nil` when the queue is closed and empty.
    package func next(upTo most: Int, atLeast least: Int = 1) async -> [Element]? {
        while true {
            let (batch, isOpen, producers) = state.withLock { state in
                let batch = state.isReady(least) ? take(&state, upTo: most) : []
                return (batch, state.isOpen, takeProducers(&state))
            }
            for resume in producers { resume() }
            if !batch.isEmpty { return batch }
            if !isOpen { return nil }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard !state.isReady(least) else { return true }
                    state.consumers.append(Consumer(least: least, continuation: continuation))
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Whether more may be received; where not, `resume` is called once when it may be again.
    package func hasRoom(otherwise resume: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            if state.weight < capacity || !state.isOpen { return true }
            state.producers.append(resume)
            return false
        }
    }

    /// Takes no more elements; consumers get what is left, and then `nil`.
    package func close() {
        let consumers = state.withLock { state in
            state.isOpen = false
            defer { state.consumers = [] }
            return state.consumers
        }
        for consumer in consumers { consumer.continuation.resume() }
    }

    private func weight(of element: Element) -> Int { max(1, weigh(element)) }

    /// The consumer that waits for least, if that is there.
    private static func takeReady(_ state: inout State) -> Consumer? {
        let place = state.consumers.indices.min { state.consumers[$0].least < state.consumers[$1].least }
        guard let place, state.isReady(state.consumers[place].least) else { return nil }
        return state.consumers.remove(at: place)
    }

    private func take(_ state: inout State, upTo most: Int) -> [Element] {
        var count = 0
        var weight = 0
        while count < state.elements.count, weight < most {
            weight += self.weight(of: state.elements[count])
            count += 1
        }
        state.weight -= weight
        if count == state.elements.count {
            defer { state.elements.removeAll(keepingCapacity: weight < most) }
            return state.elements
        }
        defer { state.elements.removeFirst(count) }
        return Array(state.elements[..<count])
    }

    private func takeProducers(_ state: inout State) -> [@Sendable () -> Void] {
        guard state.weight < capacity / 2, !state.producers.isEmpty else { return [] }
        defer { state.producers = [] }
        return state.producers
    }
}
