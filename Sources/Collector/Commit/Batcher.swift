package import Domain
internal import ServiceLifecycle
package import Storage

/// Group commit: whatever waits when a commit ends goes into the next one.
///
/// An idle collector commits one record at once; a loaded one commits thousands together. A caller hears of its record
/// only after the commit.
package actor Batcher: Service {
    /// Why a record is not stored.
    ///
    /// Its sender is told AP1010.
    package struct NotStored: Error, CustomStringConvertible {
        package let reason: String
        package var description: String { "not stored: \(reason)" }
    }

    /// Records of one transaction at most.
    private static let batchMax = 5_000
    /// Clients wait three seconds at least; after this long an answer must be on its way.
    private static let retryDelays: [Duration] = [
        .milliseconds(50), .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
    ]

    private typealias Waiting = (arrival: Arrival, answer: CheckedContinuation<Void, any Error>)

    private let database: Database
    private let instance: Int32
    private let now: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private var waiting: [Waiting] = []
    private var partitions: Set<Day> = []
    private var counters: [Day: Int32] = [:]
    private var isOpen = true

    /// - Parameter instance: from `Database.newInstance`.
    package init(
        database: Database, instance: Int32, now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void, observe: @escaping Observer
    ) {
        self.database = database
        self.instance = instance
        self.now = now
        self.sleep = sleep
        self.observe = observe
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Returns when `arrival` is committed.
    ///
    /// Memory is bounded by the number of connections: each has one request under way, and is not read meanwhile.
    /// - Throws: `NotStored` when the database would not take it in time, or the collector is closed.
    package func add(_ arrival: Arrival) async throws {
        guard isOpen else { throw NotStored(reason: "the collector is shutting down") }
        try await withCheckedThrowingContinuation { answer in
            waiting.append((arrival, answer))
            wake.yield()
        }
    }

    /// Commits until the service stops, and once more at the end.
    package func run() async throws {
        for await _ in wakes.cancelOnGracefulShutdown() {
            await flush()
        }
        isOpen = false
        await flush()
    }

    private func flush() async {
        while !waiting.isEmpty {
            // Taken before the await: what arrives meanwhile belongs to the next batch.
            let taken = Array(waiting.prefix(Self.batchMax))
            waiting.removeFirst(taken.count)
            await commit(taken)
        }
    }

    /// Stores `taken` and answers everybody in it.
    private func commit(_ taken: [Waiting]) async {
        do {
            try await store(batches(of: taken.map(\.arrival)), count: taken.count)
            for entry in taken { entry.answer.resume() }
        } catch {
            if taken.count > 1, !isOutage(error) {
                // One record that the database will not take must not take the others with it.
                let half = taken.count / 2
                await commit(Array(taken[..<half]))
                await commit(Array(taken[half...]))
                return
            }
            observe(.recordsNotStored(records: taken.count, reason: "\(error)"))
            for entry in taken { entry.answer.resume(throwing: NotStored(reason: "\(error)")) }
        }
    }

    private func store(_ batches: [Batch], count: Int) async throws {
        let missing = Set(batches.map(\.arrivalDay)).subtracting(partitions)
        var delays = Self.retryDelays.makeIterator()
        while true {
            do {
                if !missing.isEmpty {
                    try await database.ensurePartitions(missing.sorted())
                    partitions.formUnion(missing)
                }
                try await database.store(batches, now: now())
                return
            } catch {
                guard isOutage(error), let delay = delays.next() else { throw error }
                observe(.commitRetried(records: count, reason: "\(error)"))
                try await sleep(delay)
                if let first = batches.first, await isStored(first.id) {
                    observe(.commitSettled(records: count, wasStored: true))
                    return
                }
            }
        }
    }

    /// Whether the batch was committed although we did not hear of it; false when that cannot be asked now, and then
    /// the same batch id keeps a second attempt from storing it twice.
    private func isStored(_ batch: BatchID) async -> Bool {
        (try? await database.isStored(batch)) ?? false
    }

    private func isOutage(_ error: any Error) -> Bool {
        Database.isOutage(error)
    }

    /// One batch a KST day of arrival, for the day is part of a receipt's id.
    private func batches(of arrivals: [Arrival]) -> [Batch] {
        Dictionary(grouping: arrivals, by: \.receivedAt.day).sorted { $0.key < $1.key }.map { day, arrivals in
            let counter = counters[day, default: 0]
            counters[day] = counter + 1
            return Batch(
                id: BatchID(arrivalDay: day, instance: instance, counter: counter), arrivalDay: day,
                arrivals: arrivals)
        }
    }
}
