package import Blocking
import Concurrency
package import Domain
internal import ServiceLifecycle
package import Storage
import Synchronization

/// Group commit: whatever waits when a commit ends goes into the next one.
///
/// An idle collector commits one record at once; a loaded one commits thousands together. A caller hears of its record
/// only after it is kept.
package final class Batcher: Service {
    /// Keeps batches for good, all or none, for the flusher of this number: see `DurableBatchStore.keep`.
    package typealias Keep = @Sendable (_ batches: [Batch], _ flusher: Int) async throws -> [BatchOutcome]

    /// Why something is not stored: old clients are told AP1010, senders of files 503.
    package struct NotStored: Error, CustomStringConvertible {
        package let reason: String
        package var description: String { "not stored: \(reason)" }
    }

    /// Records of one transaction at most, but for a file, which is one whole.
    private static let batchMax = 5_000
    /// Under load a commit waits for company, ten times this long at most, until half as many wait as were in the last:
    /// answers to one commit bring the records of the next, and while one half is written the other half comes in.
    private static let gathering = (step: Duration.microseconds(100), steps: 10)
    /// Records of the last commit from which on there is load.
    private static let gatheringFrom = 8
    /// Records that wait, while a commit is under way, from which on a second one at the same time is worth its cost.
    private static let surge = 32
    private static let answersInARow = 250
    /// Records that may wait before sockets are read no further; about 64 MiB.
    private static let waitingMax = 100_000

    private enum Content {
        case record(Arrival, KeySighting?)
        case file([Arrival], Submission)

        var count: Int {
            switch self {
            case .record: 1
            case .file(let arrivals, _): arrivals.count
            }
        }

        var day: Day {
            switch self {
            case .record(let arrival, _): arrival.receivedAt.day
            case .file(let arrivals, _): arrivals.first?.receivedAt.day ?? Day(number: 0)
            }
        }
    }

    private struct Waiting {
        let content: Content
        let answer: @Sendable (Result<BatchOutcome, NotStored>, BatchID) -> Void
    }

    private let instance: Int32
    private let firstCounter: Int32
    private let keep: Keep
    private let setAside: @Sendable (Batch, String) async -> Bool
    private let pause: @Sendable (Duration) -> Void
    private let metrics: CollectorMetrics
    private let observe: Observer
    private let threads: [BlockingThread]
    /// Weighed by records.
    private let queue = BoundedQueue<Waiting>(capacity: Batcher.waitingMax) { $0.content.count }
    /// The batches of each day.
    private let counters = Mutex<[Day: Int32]>([:])

    /// A thread for each flusher: there, a commit is not passed between those of the shared pool.
    package static func makeThreads() -> [BlockingThread] {
        (0..<2).map { BlockingThread(name: "commit-\($0)") }
    }

    /// - Parameters:
    ///   - instance: from `ReceiptStore.newInstance`.
    ///   - firstCounter: of each day's batches; not 0 where an earlier run used the same number.
    ///   - setAside: keeps a batch that PostgreSQL will never take; false when that fails too.
    ///   - threads: from `makeThreads`.
    ///   - pause: blocks the thread, which is the flusher's own.
    package init(
        threads: [BlockingThread] = makeThreads(), instance: Int32, firstCounter: Int32 = 0,
        keep: @escaping Keep,
        setAside: @escaping @Sendable (Batch, String) async -> Bool,
        pause: @escaping @Sendable (Duration) -> Void, metrics: CollectorMetrics, observe: @escaping Observer
    ) {
        self.threads = threads
        self.instance = instance
        self.firstCounter = firstCounter
        self.keep = keep
        self.setAside = setAside
        self.pause = pause
        self.metrics = metrics
        self.observe = observe
    }

    /// Takes one record; `answer` is called once, when it is kept or cannot be.
    package func add(_ admission: Admission, answer: @escaping @Sendable (_ isStored: Bool) -> Void) {
        enqueue(
            Waiting(content: .record(admission.arrival, admission.sighting)) { outcome, _ in
                if case .success = outcome { answer(true) } else { answer(false) }
            })
    }

    /// Keeps all of a file or nothing, as one batch.
    ///
    /// - Returns: its id, or the id of the first batch with the same `Idempotency-Key`.
    /// - Throws: `NotStored`.
    package func keep(_ arrivals: [Arrival], _ submission: Submission) async throws -> (
        id: BatchID, isRepeat: Bool
    ) {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(
                Waiting(content: .file(arrivals, submission)) { outcome, id in
                    continuation.resume(
                        with: outcome.mapError { $0 }.map { outcome in
                            if case .repeated(let first) = outcome { return (first, true) }
                            return (id, false)
                        })
                })
        }
    }

    /// Calls `resume` when there is room again; true, and never calls it, when there is now.
    package func hasRoom(otherwise resume: @escaping @Sendable () -> Void) -> Bool {
        queue.hasRoom(otherwise: resume)
    }

    /// Records that wait for a commit.
    package var waitingRecords: Int { queue.weight }

    /// Commits until the service stops or is cancelled, and then what is left.
    package func run() async throws {
        // Another service that fails cancels all of them, without a graceful shutdown.
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for (flusher, thread) in threads.enumerated() {
                    group.addTask { await thread.host { await self.flush(flusher) } }
                }
            }
        } onCancelOrGracefulShutdown: {
            self.close()
        }
    }

    /// Takes nothing more; `run` returns when what waits is committed.
    func close() {
        queue.close()
    }

    private func enqueue(_ waiting: Waiting) {
        guard !queue.append(waiting) else { return }
        waiting.answer(.failure(NotStored(reason: "the collector is shutting down")), BatchID(number: 0))
    }

    /// The second flusher only helps in a surge.
    private func flush(_ flusher: Int) async {
        let isFirst = flusher == 0
        var last = 0
        while true {
            if isFirst { gather(after: last) }
            guard
                let taken = await queue.next(upTo: Self.batchMax, atLeast: isFirst ? 1 : Self.surge)
            else { return }
            last = taken.count
            await commit(taken, flusher)
        }
    }

    /// - Parameter last: how many went into the last commit.
    private func gather(after last: Int) {
        guard last >= Self.gatheringFrom else { return }
        for _ in 0..<Self.gathering.steps where !queue.isReady(last / 2) { pause(Self.gathering.step) }
    }

    /// Stores `taken` and answers everybody in it.
    private func commit(_ taken: [Waiting], _ flusher: Int) async {
        let (batches, places) = batches(of: taken)
        let begin = ContinuousClock().now
        do {
            let outcomes = try await keep(batches, flusher)
            metrics.countCommit(
                records: batches.reduce(0) { $0 + $1.arrivals.count }, in: ContinuousClock().now - begin)
            count(batches, outcomes)
            for (index, entry) in taken.enumerated() {
                let place = places[index]
                entry.answer(.success(outcomes[place]), batches[place].id)
                // Thousands of answers must not keep new connections from being accepted.
                if index % Self.answersInARow == Self.answersInARow - 1 { await Task.yield() }
            }
        } catch let error as NotStored {
            fail(taken, error)
        } catch {
            if taken.count > 1 {
                // One record that the database will not take must not take the others with it.
                let half = taken.count / 2
                await commit(Array(taken[..<half]), flusher)
                await commit(Array(taken[half...]), flusher)
            } else if let entry = taken.first, let batch = batches.first {
                if await setAside(batch, "\(error)") {
                    count([batch], [.stored])
                    entry.answer(.success(.stored), batch.id)
                } else {
                    fail(taken, NotStored(reason: "\(error)"))
                }
            }
        }
    }

    private func count(_ batches: [Batch], _ outcomes: [BatchOutcome]) {
        for (batch, outcome) in zip(batches, outcomes) where outcome == .stored {
            for arrival in batch.arrivals {
                switch arrival {
                case .counted(let row): metrics.countReceived(.counted, dialect: row.dialect)
                case .quarantined(let row): metrics.countReceived(row.lane, dialect: row.dialect)
                }
            }
        }
    }

    private func fail(_ taken: [Waiting], _ error: NotStored) {
        observe(
            .recordsNotStored(records: taken.reduce(0) { $0 + $1.content.count }, reason: error.reason))
        for entry in taken {
            if case .file(let arrivals, _) = entry.content {
                metrics.countRefused(.batch, records: arrivals.count)
            } else {
                metrics.countRefused(.legacy)
            }
            entry.answer(.failure(error), BatchID(number: 0))
        }
    }

    /// One batch a KST day of arrival, for the day is part of a receipt's id, and one a file.
    ///
    /// - Returns: the batches, and for each entry of `taken` the place of its batch among them.
    private func batches(of taken: [Waiting]) -> (batches: [Batch], places: [Int]) {
        var days: [Day: Int] = [:]
        var records: [(day: Day, arrivals: [Arrival], sightings: [KeySighting], submission: Submission?)] = []
        var places: [Int] = []
        places.reserveCapacity(taken.count)
        for entry in taken {
            switch entry.content {
            case .file(let arrivals, let submission):
                places.append(records.count)
                records.append((entry.content.day, arrivals, [], submission))
            case .record(let arrival, let sighting):
                let day = arrival.receivedAt.day
                let place = days[day] ?? records.count
                if place == records.count {
                    days[day] = place
                    records.append((day, [], [], nil))
                    records[place].arrivals.reserveCapacity(taken.count)
                }
                records[place].arrivals.append(arrival)
                if let sighting { records[place].sightings.append(sighting) }
                places.append(place)
            }
        }
        let batches = records.map { entry in
            Batch(
                id: newID(on: entry.day), arrivalDay: entry.day, arrivals: entry.arrivals,
                sightings: entry.sightings, submission: entry.submission)
        }
        return (batches, places)
    }

    private func newID(on day: Day) -> BatchID {
        counters.withLock { counters in
            let counter = counters[day, default: firstCounter]
            counters[day] = counter + 1
            return BatchID(arrivalDay: day, instance: instance, counter: counter)
        }
    }
}
