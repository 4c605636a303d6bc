package import Domain
internal import ServiceLifecycle
package import Storage
import Synchronization

/// Keeps batches for good: in PostgreSQL, or in the spool while PostgreSQL is away.
///
/// A commit whose outcome is not known goes to the spool with the same batch id; when it is offered again, the ledger of
/// batches says whether it was stored. So nothing is guessed, and nothing is stored twice.
package final class DurableBatchStore: Service {
    /// What the store does when PostgreSQL is back, before anything is offered to it; throws while it cannot be used.
    package typealias Preparation = @Sendable () async throws -> Void
    /// Gives a spool that a process left behind; see `Spool.openOrphan`.
    package typealias Orphans = @Sendable () async throws -> Spool?

    /// Whether receipts can be kept at all, with the reason where they cannot.
    package enum Reception: Sendable, Equatable {
        case open
        case closed(reason: String)
    }

    /// A commit that takes longer is given up; clients wait three seconds at least.
    private static let patience = Duration.seconds(2)
    /// Records of one transaction while the spool is drained.
    private static let drainMax = 5_000

    private struct State {
        var isAway: Bool
        var reception = Reception.open
        var partitions: Set<Day> = []
        var drained = (batches: 0, records: 0)
        /// Whether the spool could not be read or written when it was last drained.
        var isDrainFailing = false
    }

    private let database: Database
    private let spool: Spool
    private let now: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let observe: Observer
    /// Chooses the lane of a quarantined row again.
    private let rechoose: @Sendable (Arrival) -> Arrival
    private let prepare: Preparation
    private let orphans: Orphans
    private let onReception: @Sendable (Reception) -> Void
    private let metrics: CollectorMetrics
    private let state: Mutex<State>

    /// - Parameters:
    ///   - database: with connections of its own, so that no query of a page keeps a commit waiting.
    ///   - isAway: whether PostgreSQL was away at the start.
    package init(
        database: Database, spool: Spool, isAway: Bool, now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void, prepare: @escaping Preparation,
        orphans: @escaping Orphans, rechoose: @escaping @Sendable (Arrival) -> Arrival,
        onReception: @escaping @Sendable (Reception) -> Void, metrics: CollectorMetrics,
        observe: @escaping Observer
    ) {
        self.database = database
        self.spool = spool
        self.now = now
        self.sleep = sleep
        self.prepare = prepare
        self.orphans = orphans
        self.rechoose = rechoose
        self.onReception = onReception
        self.metrics = metrics
        self.observe = observe
        state = Mutex(State(isAway: isAway))
        metrics.setDatabaseAvailable(!isAway)
    }

    /// Whether receipts go to PostgreSQL now.
    package var isDatabaseAvailable: Bool { state.withLock { !$0.isAway } }

    /// Returns when all of `batches` are kept.
    ///
    /// - Parameter writer: used in place of the pool.
    /// - Throws: `Batcher.NotStored` when neither PostgreSQL nor the spool took them; any other error when PostgreSQL
    ///   refuses something in them for good.
    package func keep(_ batches: [Batch], over writer: BatchWriter? = nil) async throws -> [BatchOutcome] {
        if isDatabaseAvailable {
            do {
                return try await commit(batches, writer)
            } catch  where !Database.isRefusal(error) {
                markDatabaseAway(error)
            }
        }
        return try await spool(batches)
    }

    /// Keeps aside what PostgreSQL will never take; false when not even that is possible.
    package func setAside(_ batch: Batch, reason: String) async -> Bool {
        do {
            try await spool.setAside(batch, reason: reason)
            return true
        } catch {
            observe(.spoolFailed(reason: "\(error)"))
            return false
        }
    }

    /// Throws when a record that came now could be kept neither in PostgreSQL nor in the spool.
    ///
    /// - Parameter database: asked in place of the one for commits, so that this check delays no commit.
    package func canKeep(asking database: Database) async throws {
        if isDatabaseAvailable {
            do {
                return try await database.receipts.canPersist(now: now(), within: Self.patience)
            } catch  where !Database.isRefusal(error) {
                // The next record finds the same and goes to the spool.
            }
        }
        if case .closed(let reason) = state.withLock({ $0.reception }) {
            throw Batcher.NotStored(reason: "PostgreSQL is away, and the spool: \(reason)")
        }
    }

    /// What this key was promised for this `Idempotency-Key`, as far as that can be found out now.
    ///
    /// What only PostgreSQL knows, while that is away, is settled when the batch is offered to it: a repeat is then
    /// not stored again.
    package func submission(keyID: Int64, idempotencyKey: String) async throws -> (
        id: BatchID, submission: Submission
    )? {
        // In this order: a batch is in the database before it leaves the spool.
        if let found = try await spool.submission(keyID: keyID, idempotencyKey: idempotencyKey) {
            return found
        }
        guard isDatabaseAvailable else { return nil }
        do {
            return try await database.receipts.submission(
                keyID: keyID, idempotencyKey: idempotencyKey, within: Self.patience)
        } catch  where !Database.isRefusal(error) {
            return nil
        }
    }

    package func spoolStatus() async -> SpoolStatus { await spool.status() }

    // MARK: PostgreSQL

    /// Commits; a connection that proves broken is replaced once within the time.
    private func commit(_ batches: [Batch], _ writer: BatchWriter?) async throws -> [BatchOutcome] {
        let begin = ContinuousClock().now
        do {
            return try await store(batches, within: Self.patience, over: writer)
        } catch  where !Database.isRefusal(error) {
            let rest = Self.patience - (ContinuousClock().now - begin)
            guard rest > .milliseconds(200) else { throw error }
            observe(.commitRetried(records: batches.reduce(0) { $0 + $1.arrivals.count }, reason: "\(error)"))
            return try await store(batches, within: rest, over: writer).map { $0 == .known ? .stored : $0 }
        }
    }

    private func store(
        _ batches: [Batch], within limit: Duration, over writer: BatchWriter? = nil
    ) async throws -> [BatchOutcome] {
        let missing = Set(batches.map(\.arrivalDay)).subtracting(state.withLock { $0.partitions })
        if !missing.isEmpty {
            try await database.receipts.ensurePartitions(missing.sorted(), within: limit)
            state.withLock { $0.partitions.formUnion(missing) }
        }
        do {
            return try await database.receipts.store(batches, now: now(), within: limit, over: writer)
        } catch {
            // A partition may have gone with a database that was restored.
            state.withLock { $0.partitions = [] }
            throw error
        }
    }

    private func markDatabaseAway(_ error: any Error) {
        let isNews = state.withLock { state in
            defer { state.isAway = true }
            return !state.isAway
        }
        guard isNews else { return }
        metrics.setDatabaseAvailable(false)
        observe(.databaseAway(reason: "\(error)"))
    }

    // MARK: The spool

    private func spool(_ batches: [Batch]) async throws -> [BatchOutcome] {
        do {
            var outcomes: [BatchOutcome] = []
            var new: [Batch] = []
            var promised: [Spool.SubmissionKey: BatchID] = [:]
            for batch in batches {
                let key = Spool.SubmissionKey(batch.submission)
                if let key, promised[key] == nil {
                    promised[key] =
                        try await spool.submission(keyID: key.keyID, idempotencyKey: key.idempotencyKey)?.id
                }
                if let first = key.flatMap({ promised[$0] }) {
                    outcomes.append(first == batch.id ? .stored : .repeated(first))
                } else {
                    outcomes.append(.stored)
                    new.append(batch)
                    if let key { promised[key] = batch.id }
                }
            }
            try await spool.append(new)
            setReception(.open)
            return outcomes
        } catch {
            observe(.spoolFailed(reason: "\(error)"))
            setReception(.closed(reason: "\(error)"))
            throw Batcher.NotStored(reason: "PostgreSQL is away, and the spool: \(error)")
        }
    }

    private func setReception(_ reception: Reception) {
        let isNews = state.withLock { state in
            defer { state.reception = reception }
            return (state.reception == .open) != (reception == .open)
        }
        if isNews { onReception(reception) }
    }

    /// Looks for PostgreSQL while it is away, and drains whatever is in the spool, and in spools left behind.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var rounds = 0
            while !Task.isCancelled {
                if await self.drain() { continue }
                if rounds % Self.roundsBetweenOrphans == 0 { await self.drainOrphan() }
                rounds += 1
                try? await self.sleep(Self.pause)
            }
        }
        await spool.close()
    }

    private static let pause = Duration.milliseconds(250)
    private static let roundsBetweenOrphans = 40

    /// One step; true when the next should follow at once.
    func drain() async -> Bool {
        let isAway = !isDatabaseAvailable
        guard await !spool.isEmpty || isAway else { return false }
        do {
            if isAway {
                try await prepare()
                try await database.receipts.canPersist(now: now(), within: Self.patience)
                markDatabaseBack()
            }
            let hasMore = try await drainSome(spool)
            state.withLock { $0.isDrainFailing = false }
            return hasMore
        } catch {
            noteDrainFailure(error)
            return false
        }
    }

    /// A disk that fails says nothing about PostgreSQL: receipts go on there.
    private func noteDrainFailure(_ error: any Error) {
        guard error is SpoolError else { return markDatabaseAway(error) }
        let isNews = state.withLock { state in
            defer { state.isDrainFailing = true }
            return !state.isDrainFailing
        }
        if isNews { observe(.spoolFailed(reason: "\(error)")) }
    }

    /// Drains one spool whose process is gone, where there is one.
    func drainOrphan() async {
        guard isDatabaseAvailable, let orphan = try? await orphans() else { return }
        do {
            while try await drainSome(orphan) {}
        } catch {
            noteDrainFailure(error)
        }
        await orphan.close()
    }

    private func markDatabaseBack() {
        state.withLock { state in
            state.isAway = false
            state.partitions = []
        }
        metrics.setDatabaseAvailable(true)
        observe(.databaseBack)
        setReception(.open)
    }

    private func drainSome(_ spool: Spool) async throws -> Bool {
        var taken: [SpooledBatch] = []
        var records = 0
        for entry in try await spool.oldest(500) {
            taken.append(entry)
            records += entry.batch.arrivals.count
            if records >= Self.drainMax { break }
        }
        guard let last = taken.last else {
            noteDrained()
            return false
        }
        do {
            _ = try await store(taken.map { rechosen($0.batch) }, within: .seconds(30))
            await spool.markDrained(upTo: last.position)
        } catch  where Database.isRefusal(error) {
            try await drainOneByOne(taken, of: spool)
        }
        state.withLock { state in
            state.drained.batches += taken.count
            state.drained.records += records
        }
        if await spool.isEmpty { noteDrained() }
        return true
    }

    private func noteDrained() {
        let drained = state.withLock { state in
            defer { state.drained = (0, 0) }
            return state.drained
        }
        guard drained.batches > 0 else { return }
        observe(.spoolDrained(batches: drained.batches, records: drained.records))
    }

    /// One batch that the database refuses must not hold up the others.
    private func drainOneByOne(_ taken: [SpooledBatch], of spool: Spool) async throws {
        for entry in taken {
            do {
                _ = try await store([rechosen(entry.batch)], within: .seconds(30))
            } catch  where Database.isRefusal(error) {
                try await spool.setAside(entry.batch, reason: "\(error)")
            }
            await spool.markDrained(upTo: entry.position)
        }
    }

    /// Lanes that were chosen by keys of yesterday are chosen again.
    private func rechosen(_ batch: Batch) -> Batch {
        let mayChange = batch.arrivals.contains { arrival in
            if case .quarantined(let row) = arrival {
                row.lane == .unknownKey || row.lane == .notCollecting
            } else {
                false
            }
        }
        guard mayChange else { return batch }
        return Batch(
            id: batch.id, arrivalDay: batch.arrivalDay, arrivals: batch.arrivals.map(rechoose),
            sightings: batch.sightings, submission: batch.submission)
    }
}
